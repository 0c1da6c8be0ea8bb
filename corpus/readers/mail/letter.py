"""The head of a letter that was saved from a mail program: who, when, to whom, about what; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.dates import only_date
from corpus.readers.parts import Part
from corpus.readers.remarks import LeftOut, Why
from corpus.types import PartialDate

_FIELDS = {
    "from": ("från", "from", "avsändare"),
    "sent": ("skickat", "skickades", "sent", "datum", "date"),
    "to": ("till", "to", "mottagare"),
    "copy": ("kopia", "cc", "bcc", "hemlig kopia", "svar till", "reply-to", "prioritet", "importance", "bilagor",
             "attachments", "bifogade filer"),
    "subject": ("ämne", "subject", "rubrik"),
}  # fmt: skip
_FIELD = re.compile(
    rf"(?P<name>{'|'.join(name for names in _FIELDS.values() for name in names)})\s{{0,3}}:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"(?:(?:sv|vb|vs|re|fw|fwd|aw|wg)\s{0,2}:\s{0,3})+", re.IGNORECASE)
_MOST_ABOVE = 3
"""Lines that may stand above a letter's head, such as the mailbox that it was printed from."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's subject, the day that it was sent, the places of the parts that are its head, and those as left
    out."""

    subject: str
    sent: PartialDate | None
    head: range
    left_out: tuple[LeftOut, ...]


def letter_of(parts: Sequence[Part]) -> Letter | None:
    """The head of a letter among the first parts; None where they are none: it has a subject and two more fields."""
    fields = [_FIELD.fullmatch(part.text) for part in parts[: _MOST_ABOVE + 12]]
    first = next((at for at, field in enumerate(fields) if field), None)
    if first is None or first > _MOST_ABOVE:
        return None
    end = first
    told: dict[str, str] = {}
    while end < len(fields) and (field := fields[end]):
        told.setdefault(_kind(field["name"]), field["value"].strip())
        end += 1
    subject = bare_subject(told.get("subject", ""))
    if not subject or len(told) < 3:
        return None
    return Letter(subject, only_date(told.get("sent", "")), range(end), _left_out(parts[:end], subject))


def bare_subject(text: str) -> str:
    """A subject without what mail programs put before it when a letter is answered or sent on."""
    return _ANSWERED.sub("", text, count=1).strip()


def _left_out(head: Sequence[Part], subject: str) -> tuple[LeftOut, ...]:
    return tuple(LeftOut.of(Why.LETTER, part.text) for part in head if not part.text.endswith(subject))


def _kind(name: str) -> str:
    return next(kind for kind, names in _FIELDS.items() if name.lower() in names)
