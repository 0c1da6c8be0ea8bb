"""Answers that an admin pins to questions, with an owner and an expiry date; a JSON file that is replaced whole."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from bot.administration.errors import RecordError
from bot.administration.paper import Paper, as_paper
from bot.answering.question.asked import answer_kind
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, Curated, Status
from corpus.language.personal_numbers import holds_personal_number
from corpus.web.addresses import checked_url
from index.types import Vectors

VERSION = 1
NOBODY = "erased"
"""Owns the pins of whoever wanted to be forgotten."""
ALIKE = 0.95
"""The cosine from which a question may be a pinned one: of 10,153 pairs of different questions 1 reaches it, and that
one asks for another kind of answer."""

_LONGEST = 2000
_NUMBER = re.compile(r"\d+")


class PersonalNumberError(ValueError):
    """A pin that seems to hold a number of a person."""


@dataclass(frozen=True, slots=True)
class Pin:
    """`questions` are ways to ask it; `expires` is the last day on which it is shown, None for no end. `made` is the
    day on which it was pinned, None where that was not recorded."""

    id: str
    questions: tuple[str, ...]
    text: str
    links: tuple[str, ...]
    owner: str
    expires: datetime.date | None = None
    made: datetime.date | None = None

    def is_active(self, today: datetime.date) -> bool:
        return self.expires is None or today <= self.expires


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    pins: tuple[Pin, ...]


def new_pin(
    questions: Sequence[str], text: str, links: Sequence[str], owner: str, expires: datetime.date | None
) -> Pin:
    """A pin with a fresh id; ValueError says what is wrong with it."""
    asked = tuple(question.strip() for question in questions if question.strip())
    if not asked or not text.strip():
        raise ValueError("a pinned answer needs a question and a text")
    if any(map(holds_personal_number, (*asked, text))):
        raise PersonalNumberError("the question or the text seems to hold a personal identity number; leave it out")
    if len(text) > _LONGEST:
        raise ValueError(f"the text is longer than {_LONGEST} characters")
    addresses = tuple(checked_url(link) for link in links if link.strip())
    made = datetime.datetime.now(datetime.UTC).date()
    return Pin(secrets.token_hex(4), asked, text.strip(), addresses, owner, expires, made)


class Pins:
    """The pinned answers on one paper.

    Raises:
        RecordError: it is damaged or cannot be written.
    """

    def __init__(self, place: Path | Paper) -> None:
        self._paper = as_paper(place)

    def all(self) -> tuple[Pin, ...]:
        """Every pin, the expired ones too, oldest first."""
        return self._read(self._paper.read() or b"")

    def add(self, pin: Pin) -> None:
        self._change(lambda found: [*found, pin])

    def remove(self, pin_id: str) -> bool:
        """Take a pin away; False where there is none of that id."""
        return self._change(lambda found: [pin for pin in found if pin.id != pin_id]) > 0

    def disown(self, owner: str) -> int:
        """Take a person's name off what they pinned; how many pins."""
        return self._change(lambda found: [replace(pin, owner=NOBODY) if pin.owner == owner else pin for pin in found])

    def expire(self, before: datetime.date) -> int:
        """Remove the pins whose last day was before a day; how many."""
        return self._change(lambda found: [pin for pin in found if pin.expires is None or pin.expires >= before])

    def stamp(self) -> Hashable:
        """Changes with every write."""
        return self._paper.stamp()

    def _read(self, data: bytes) -> tuple[Pin, ...]:
        if not data:
            return ()
        try:
            stored = msgspec.json.decode(data, type=_File)
            if stored.version != VERSION:
                raise ValueError(f"format {stored.version}")
            return stored.pins
        except ValueError as error:
            raise RecordError(f"{self._paper} is damaged or of another version. Correct it or move it away.") from error

    def _change(self, change: Callable[[tuple[Pin, ...]], Sequence[Pin]]) -> int:
        """Write what `change` makes of the pins; how many are gone or others now."""
        count = 0

        def written(data: bytes) -> bytes | None:
            nonlocal count
            found = self._read(data)
            left = tuple(change(found))
            count = len(set(found) - set(left))
            return None if left == found else msgspec.json.format(msgspec.json.encode(_File(VERSION, left)), indent=1)

        self._paper.change(written)
        return count


def _refuse(error: RecordError) -> None:
    raise error


class PinnedAsk:
    """An `Ask` that puts a pinned answer above the bulletins' quotes, where the question is a pinned one.

    Strict: meaning alone confuses "how many" with "which", so the kind of answer and every number must be the same.
    `unreadable` is told once when the pins cannot be read; unless it raises, the bulletins alone answer until the file
    changes.
    """

    def __init__(
        self,
        ask: Callable[[str, Earlier], Answer],
        pins: Pins,
        encode: Callable[[Sequence[str]], Vectors],
        today: Callable[[], datetime.date] = datetime.date.today,
        unreadable: Callable[[RecordError], None] = _refuse,
    ) -> None:
        self._ask = ask
        self._pins = pins
        self._encode = encode
        self._today = today
        self._unreadable = unreadable
        self._known: tuple[Hashable, tuple[tuple[str, Pin], ...], Vectors] | None = None

    def __call__(self, question: str, earlier: Earlier = NO_EARLIER, /) -> Answer:
        answer = self._ask(question, earlier)
        pin = self.match(question)
        if pin is None:
            return answer
        curated = Curated(pin.text, pin.links, pin.expires)
        return replace(answer, curated=curated, status=Status.ANSWERED)

    def is_pinned(self, question: str) -> bool:
        """Whether a pinned answer stands above what the bulletins say to a question."""
        return self.match(question) is not None

    def match(self, question: str) -> Pin | None:
        """The active pin of a question; None for every question that only resembles a pinned one."""
        asked, vectors = self._read()
        if not asked:
            return None
        likeness = vectors @ self._encode([question])[0]
        for row in map(int, np.argsort(-likeness)):
            text, pin = asked[row]
            if likeness[row] < ALIKE:
                return None
            if pin.is_active(self._today()) and _asks_the_same(question, text):
                return pin
        return None

    def _read(self) -> tuple[tuple[tuple[str, Pin], ...], Vectors]:
        """The pinned questions and their vectors, read anew where the file has changed."""
        stamp, known = self._pins.stamp(), self._known
        if known is None or known[0] != stamp:
            asked = tuple((question, pin) for pin in self._all() for question in pin.questions)
            vectors = self._encode([text for text, _ in asked]) if asked else np.zeros((0, 1), np.float32)
            known = self._known = (stamp, asked, vectors)
        return known[1], known[2]

    def _all(self) -> tuple[Pin, ...]:
        try:
            return self._pins.all()
        except RecordError as error:
            self._unreadable(error)
            return ()


def _asks_the_same(one: str, other: str) -> bool:
    return answer_kind(one) is answer_kind(other) and _NUMBER.findall(one) == _NUMBER.findall(other)
