"""Answers and timelines as the objects that `fvm ask` and `fvm timeline` print with --json; docs/json.md."""

from __future__ import annotations

from typing import TypeAlias

from bot.answering.showing.fragments import web_address
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
from corpus.types import Bulletin

JsonObject: TypeAlias = dict[str, object]

ANSWER_VERSION = 2
TIMELINE_VERSION = 2
LIST_VERSION = 1
BULLETIN_VERSION = 1


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
        "receipt": answer.receipt or None,
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


def list_object(answer: Answer, most: int) -> JsonObject:
    """A list that was asked for as such, with at most so many bulletins."""
    listing = answer.listing
    assert listing is not None
    listed = _listing(listing)
    return {
        "version": LIST_VERSION,
        **listed,
        "bulletins": [citation_object(each) for each in listing.bulletins[:most]],
        "related": [citation_object(each) for each in answer.related],
        "shelf": answer.shelf or None,
    }


def bulletin_object(bulletin: Bulletin) -> JsonObject:
    """A whole bulletin: `text` is its text as it is quoted from, without markup."""
    return {
        "version": BULLETIN_VERSION,
        "bulletin_id": bulletin.id,
        "title": bulletin.title,
        "published": None if bulletin.published is None else str(bulletin.published),
        "updated": None if bulletin.updated is None else str(bulletin.updated),
        "url": web_address(bulletin.url),
        "language": bulletin.language,
        "text": bulletin.body,
        "content_hash": bulletin.content_hash,
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
        "columns": quoted.columns or None,
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
