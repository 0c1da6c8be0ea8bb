"""An answer as JSON in the database, and back."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from bot.answering.types import (
    Answer,
    BulletinList,
    Citation,
    Curated,
    Explained,
    Notice,
    NoticeKind,
    OtherValue,
    QuotedAnswer,
    Status,
    WrittenSentence,
)
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion
from bot.slack.message import ReplyOutcome
from corpus.types import Language, PartialDate, Span

_GIVEN = (ReplyOutcome.ANSWERED, ReplyOutcome.REFUSED)


def dump_answer(answer: Answer) -> str:
    """The whole answer; dates as text, enums by value."""
    # ASCII, so that half a surrogate pair in a bulletin can be stored too.
    return json.dumps(_plain(answer), separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate | datetime.date):
        return str(value)
    if isinstance(value, Language | Status | NoticeKind):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        # A citation's date was called `published` before pages were dated by their last change too.
        return {
            "published" if isinstance(value, Citation) and name == "date" else name: fields[name] for name in fields
        }
    return value


def last_given(inbox: Inbox, question: InboxQuestion) -> Answer | None:
    """The last answer or refusal that a question before this one got; None where none is stored."""
    stored = [each.answer for each in inbox.earlier_asked(question) if each.answer and each.outcome in _GIVEN]
    return load_answer(stored[-1]) if stored else None


def exported(text: str) -> object:
    """What `dump_answer` wrote as plain values, for whoever takes the data away."""
    return json.loads(text)


def load_answer(text: str | None) -> Answer:
    """What `dump_answer` wrote, `NOTHING` where no answer is stored any more; fields of later versions are left out."""
    if not text:
        return NOTHING
    stored = json.loads(text)
    notice = stored.get("notice")
    return Answer(
        question=stored["question"],
        language=Language(stored["language"]),
        status=Status(stored["status"]),
        confidence=stored["confidence"],
        answers=tuple(_quoted(each) for each in stored["answers"]),
        related=tuple(_citation(each) for each in stored["related"]),
        notice=None if notice is None else _notice(notice),
        snapshot=stored["snapshot"],
        seconds=stored["seconds"],
        curated=_curated(stored.get("curated")),
        has_timeline=stored.get("has_timeline", False),
        written=tuple(WrittenSentence(each["text"], tuple(each["quotes"])) for each in stored.get("written", ())),
        shelf=stored.get("shelf", ""),
        programme=stored.get("programme", ""),
        listing=_listing(stored.get("listing")),
        receipt=stored.get("receipt", ""),
    )


def _listing(stored: Mapping[str, Any] | None) -> BulletinList | None:
    if stored is None:
        return None
    since, until = (None if each is None else datetime.date.fromisoformat(each)
                    for each in (stored["since"], stored["until"]))  # fmt: skip
    bulletins = tuple(_citation(each) for each in stored["bulletins"])
    return BulletinList(stored["subject"], since, until, bulletins, stored["total"], stored["most"])


def _curated(stored: Mapping[str, Any] | None) -> Curated | None:
    if stored is None:
        return None
    expires = datetime.date.fromisoformat(stored["expires"]) if stored["expires"] else None
    return Curated(stored["text"], tuple(stored["links"]), expires)


def _quoted(stored: Mapping[str, Any]) -> QuotedAnswer:
    span = stored["span"]
    return QuotedAnswer(
        quote=stored["quote"],
        score=stored["score"],
        citation=_citation(stored["citation"]),
        passage=stored["passage"],
        span=None if span is None else Span(span["start"], span["end"]),
        # Answers stored by earlier versions have none.
        explained=tuple(Explained(each["words"], each["meaning"]) for each in stored.get("explained", ())),
        before=_other_values(stored.get("before", ())),
        after=_other_values(stored.get("after", ())),
        columns=stored.get("columns", ""),
        asked=stored.get("asked", ""),
    )


def _other_values(stored: Iterable[Mapping[str, Any]]) -> tuple[OtherValue, ...]:
    return tuple(OtherValue(each["text"], _citation(each["citation"])) for each in stored)


def _citation(stored: Mapping[str, Any]) -> Citation:
    date = stored["published"]
    return Citation(
        bulletin_id=stored["bulletin_id"],
        title=stored["title"],
        heading=stored["heading"],
        date=None if date is None else PartialDate.parse(date),
        url=stored["url"],
        link=stored["link"],
    )


def _notice(stored: Mapping[str, Any]) -> Notice:
    citation = stored["citation"]
    return Notice(NoticeKind(stored["kind"]), stored["text"], None if citation is None else _citation(citation))


NOTHING = Answer("", Language.SV, Status.NO_ANSWER, 0.0)
"""Stands for an answer that is no longer stored."""
