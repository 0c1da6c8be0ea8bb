"""Answers and timelines as the objects that `fvm ask` and `fvm timeline` print with --json; docs/json.md."""

from __future__ import annotations

from typing import TypeAlias

from bot.answering.timeline import Entry, Timeline
from bot.answering.types import (
    Answer,
    BulletinList,
    Citation,
    Curated,
    Notice,
    OtherValue,
    QuotedAnswer,
    WrittenSentence,
)

JsonObject: TypeAlias = dict[str, object]

ANSWER_VERSION = 2
TIMELINE_VERSION = 2


def answer_object(answer: Answer) -> JsonObject:
    """Plain values in the order of the specification; scores to four decimals, seconds to six."""
    return {
        "version": ANSWER_VERSION,
        "question": answer.question,
        "language": answer.language.value,
        "status": answer.status.value,
        "confidence": round(answer.confidence, 4),
        "answers": [_answer(quoted) for quoted in answer.answers],
        "related": [citation_object(citation) for citation in answer.related],
        "notice": None if answer.notice is None else _notice(answer.notice),
        "curated": None if answer.curated is None else _curated(answer.curated),
        "written": _written(answer.written),
        "seconds": round(answer.seconds, 6),
        "shelf": answer.shelf or None,
        "list": None if answer.listing is None else _listing(answer.listing),
    }


def timeline_object(timeline: Timeline) -> JsonObject:
    """Plain values in the order of the specification."""
    return {
        "version": TIMELINE_VERSION,
        "question": timeline.question,
        "language": timeline.language.value,
        "entries": [_entry(entry) for entry in timeline.entries],
        "related": [citation_object(citation) for citation in timeline.related],
        "seconds": round(timeline.seconds, 6),
    }


def citation_object(citation: Citation) -> JsonObject:
    return {
        "bulletin_id": citation.bulletin_id,
        "title": citation.title,
        "heading": citation.heading,
        "published": None if citation.date is None else str(citation.date),
        "url": citation.url,
        "link": citation.link,
    }


def _answer(quoted: QuotedAnswer) -> JsonObject:
    before, after = ([_other_value(each) for each in values] for values in (quoted.before, quoted.after))
    return {**quoted_object(quoted), "before": before, "after": after}


def quoted_object(quoted: QuotedAnswer) -> JsonObject:
    return {
        "quote": quoted.quote,
        "span": quoted.span_text,
        "score": round(quoted.score, 4),
        "citation": citation_object(quoted.citation),
        "explained": [{"words": each.words, "meaning": each.meaning} for each in quoted.explained],
    }


def _other_value(other: OtherValue) -> JsonObject:
    return {"text": other.text, "citation": citation_object(other.citation)}


def _notice(notice: Notice) -> JsonObject:
    return {
        "kind": notice.kind.value,
        "text": notice.text,
        "citation": None if notice.citation is None else citation_object(notice.citation),
    }


def _listing(listing: BulletinList) -> JsonObject:
    return {
        "subject": listing.subject,
        "since": None if listing.since is None else listing.since.isoformat(),
        "until": None if listing.until is None else listing.until.isoformat(),
        "total": listing.total,
        "bulletins": [citation_object(each) for each in listing.bulletins],
    }


def _curated(curated: Curated) -> JsonObject:
    return {
        "text": curated.text,
        "links": list(curated.links),
        "expires": None if curated.expires is None else curated.expires.isoformat(),
    }


def _written(sentences: tuple[WrittenSentence, ...]) -> JsonObject | None:
    if not sentences:
        return None
    return {"sentences": [{"text": each.text, "quotes": list(each.quotes)} for each in sentences]}


def _entry(entry: Entry) -> JsonObject:
    change = entry.change
    return {
        **quoted_object(entry.quoted),
        "change": None if change is None else {"before": change.before, "published": str(change.date)},
        "also": [citation_object(citation) for citation in entry.also],
    }
