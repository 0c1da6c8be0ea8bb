"""A letter that was saved from a mail program: its head (who, when, to whom, about what), and the earlier letters that
stand below it; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.dates import only_date
from corpus.readers.boilerplate import ends_sentence
from corpus.readers.parts import Part
from corpus.readers.remarks import LeftOut, Why
from corpus.types import BlockKind, PartialDate

_FIELDS = {
    "from": ("från", "from", "avsändare"),
    "sent": ("skickat", "skickades", "sent", "datum", "date"),
    "to": ("till", "to", "mottagare"),
    "copy": ("kopia", "cc", "bcc", "hemlig kopia", "svar till", "reply-to", "prioritet", "importance", "bilagor",
             "attachments", "bifogade filer"),
    "subject": ("ämne", "subject", "rubrik"),
}  # fmt: skip
_FIELD = re.compile(
    rf"(?P<name>{'|'.join(name for names in _FIELDS.values() for name in names)})\s{{0,3}}:\s*(?:\|\s+)?(?P<value>.*)",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"(?:(?:sv|vb|vs|re|fw|fwd|aw|wg)\s{0,2}:\s{0,3})+", re.IGNORECASE)
_SENT_ON = re.compile(r"(?:vb|fw|fwd|wg)\s{0,2}:", re.IGNORECASE)
_RULE = re.compile(r"[-_*=\s]{5,}")
_LINE = re.compile(r"[-_*=\s]{2,}")
"""A line of signs alone, such as stands over a signature."""
_SIGNATURE = "--"
_LONGEST_SIGNATURE = 120
"""Words of a signature with what stands below it."""
_EARLIER = re.compile(
    r"[-_*=\s]{2,60}(?:ursprungligt meddelande|vidarebefordrat (?:brev|meddelande)|original message|forwarded message)"
    r"[-_*=:\s]{0,60}",
    re.IGNORECASE,
)
_WROTE = re.compile(r".{0,160}\b(?:skrev|wrote)\b.{0,120}:\s*", re.IGNORECASE)
"""The line over a quoted letter: "Den 3 mars 2026 skrev Anna Ek:"."""

_SENTENCE = 6
"""Words of a sentence that says something itself, and not only that a letter follows."""
_MOST_ABOVE = 3
"""Lines that may stand above a letter's head, such as the mailbox that it was printed from."""
_LEAST_FIELDS, _MOST_FIELDS, _MOST_RULES = 3, 15, 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's subject, the day that it was sent, its text, and what beside that was left out: its head, and the
    earlier letters below it."""

    subject: str
    sent: PartialDate | None
    text: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]


def letter_of(parts: Sequence[Part]) -> Letter | None:
    """The letter that parts are; None where they are none: the first of them are a subject and two more fields."""
    first = next((at for at, part in enumerate(parts[: _MOST_ABOVE + 1]) if _FIELD.fullmatch(part.text)), None)
    if first is None:
        return None
    told, end = _head(parts, first)
    subject = bare_subject(told.get("subject", ""))
    if not subject or len(told) < _LEAST_FIELDS:
        return None
    is_sent_on = _SENT_ON.match(told["subject"]) is not None
    text, earlier = _parted(parts[end:], is_sent_on=is_sent_on)
    sent = (_first_sent(parts[end:]) if is_sent_on else None) or only_date(told.get("sent", ""))
    signed = _signature_at(text)
    signature = (LeftOut.of(Why.SIGNATURE, part.text) for part in text[signed + 1 :])
    left_out = (*_left_out(parts[:end], subject), *signature, *earlier)
    return Letter(subject, sent, _without_rules(text[:signed]), left_out)


def _signature_at(text: Sequence[Part]) -> int:
    """Where the one line of two hyphens stands under which mail programs put the sender's signature (RFC 3676, 4.3),
    and what a letter says of secrecy; behind the text where there is none, or where it divides the letter itself."""
    rules = [at for at, part in enumerate(text) if part.text == _SIGNATURE]
    at = rules[0] if len(rules) == 1 else len(text)
    words = sum(len(part.text.split()) for part in text[at + 1 :])
    return at if words <= _LONGEST_SIGNATURE else len(text)


def _without_rules(text: Sequence[Part]) -> tuple[Part, ...]:
    """Parts without the lines of signs alone."""
    return tuple(part for part in text if not _LINE.fullmatch(part.text))


def bare_subject(text: str) -> str:
    """A subject without what mail programs put before it when a letter is answered or sent on."""
    return _ANSWERED.sub("", text, count=1).strip()


def _head(parts: Sequence[Part], first: int) -> tuple[dict[str, str], int]:
    """The fields that stand from a place on, by kind, and the place behind them."""
    told: dict[str, str] = {}
    for at in range(first, min(first + _MOST_FIELDS, len(parts))):
        field = _FIELD.fullmatch(parts[at].text)
        if field is None:
            return told, at
        told.setdefault(_kind(field["name"]), field["value"].strip())
    return told, min(first + _MOST_FIELDS, len(parts))


def _parted(parts: Sequence[Part], *, is_sent_on: bool) -> tuple[tuple[Part, ...], tuple[LeftOut, ...]]:
    """The text of a letter, and what is left out as earlier ones: what is quoted, and all from the head of another on.

    A letter that was sent on is the text of the one below it, so that only the head of that one goes.
    """
    text: list[Part] = []
    left_out: list[LeftOut] = []
    at = 0
    while at < len(parts):
        end = _end_of_head(parts, at)
        if end and not is_sent_on:
            left_out += (LeftOut.of(Why.EARLIER, part.text) for part in parts[at:])
            break
        is_sent_on = is_sent_on and not end
        end = end or _end_of_quote(parts, at) or at
        left_out += (LeftOut.of(Why.EARLIER, part.text) for part in parts[at:end])
        if end == at:
            text.append(parts[at])
        at = max(end, at + 1)
    return tuple(text), tuple(left_out)


def _first_sent(parts: Sequence[Part]) -> PartialDate | None:
    """The day on which a letter was sent first to which who sent it on adds no sentence; None where no head tells."""
    for at, part in enumerate(parts):
        if (end := _end_of_head(parts, at)) is not None:
            first = next(each for each in range(at, end) if _FIELD.fullmatch(parts[each].text))
            return only_date(_head(parts, first)[0].get("sent", ""))
        if len(part.text.split()) >= _SENTENCE and ends_sentence(part.text):
            return None
    return None


def _end_of_head(parts: Sequence[Part], at: int) -> int | None:
    """The place behind the head of an earlier letter, with the line over it; None where none begins."""
    first = at
    while first < min(at + _MOST_RULES, len(parts)) and (
        _RULE.fullmatch(parts[first].text) or _EARLIER.fullmatch(parts[first].text)
    ):
        first += 1
    told, end = _head(parts, first)
    return end if "from" in told and len(told) >= _LEAST_FIELDS else None


def _end_of_quote(parts: Sequence[Part], at: int) -> int | None:
    """The place behind a quoted letter and the line that tells who wrote it; None where none begins."""
    end = first = at + (_WROTE.fullmatch(parts[at].text) is not None)
    while end < len(parts) and (parts[end].text.startswith(">") or (first > at and parts[end].kind is BlockKind.QUOTE)):
        end += 1
    return end if end > first else None


def _left_out(head: Sequence[Part], subject: str) -> tuple[LeftOut, ...]:
    return tuple(LeftOut.of(Why.LETTER, part.text) for part in head if not part.text.endswith(subject))


def _kind(name: str) -> str:
    return next(kind for kind, names in _FIELDS.items() if name.lower() in names)
