"""A timeline as the object that `fvm timeline --json` prints, version 1."""

from __future__ import annotations

from bot.answering.as_json import JsonObject, citation_object, quoted_object
from bot.answering.timeline import Entry, Timeline

VERSION = 1


def timeline_object(timeline: Timeline) -> JsonObject:
    """Plain values in the order of the specification."""
    return {
        "version": VERSION,
        "question": timeline.question,
        "language": timeline.language.value,
        "entries": [_entry(entry) for entry in timeline.entries],
        "related": [citation_object(citation) for citation in timeline.related],
        "seconds": round(timeline.seconds, 6),
    }


def _entry(entry: Entry) -> JsonObject:
    change = entry.change
    return {
        **quoted_object(entry.quoted),
        "change": None if change is None else {"before": change.before, "published": str(change.date)},
        "also": [citation_object(citation) for citation in entry.also],
    }
