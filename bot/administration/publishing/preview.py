"""What publishing the shelf would change: bulletins, passages and answers; values and their comparison, pure."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.administration.pins import Pin
from bot.answering.types import Answer, QuotedAnswer
from bot.errors import QuestionError
from corpus.shelf.faults import Fault
from corpus.types import Bulletin, PartialDate, Passage
from index.snapshot.plan import Plan

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Named:
    """A bulletin by its id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class PassageCounts:
    """Passages that are new, gone, and the same, by their text and context."""

    added: int
    removed: int
    kept: int


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question whose first quote is another one, new, or gone; None where the bulletins do not answer."""

    question: str
    before: QuotedAnswer | None
    after: QuotedAnswer | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A pinned answer that stands above what a later bulletin says otherwise."""

    pin: Pin
    question: str
    answer: QuotedAnswer


class AnsweringIndex(Protocol):
    """Answers from one index; both raise QuestionError where nothing is asked."""

    def answer(self, question: str, /) -> Answer: ...

    def in_place_of(self, question: str, said: str, since: PartialDate, /) -> QuotedAnswer | None:
        """What bulletins later than a date say to a question in place of a text, if they do."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A snapshot that is built and not published. `token` names it, `base` is the snapshot that answers now, and
    `asked` counts the probe questions. `contradicted` are the pinned answers that it speaks against."""

    token: str
    who: str
    base: str | None
    snapshot: str
    added: tuple[Named, ...]
    changed: tuple[Named, ...]
    removed: tuple[Named, ...]
    passages: PassageCounts
    asked: int
    changes: tuple[AnswerChange, ...]
    faults: tuple[Fault, ...] = ()
    contradicted: tuple[Contradiction, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether publishing would change nothing that anybody could see."""
        return not (self.added or self.changed or self.removed or self.changes)


def named_bulletins(
    plan: Plan, old: Mapping[str, Bulletin], new: Mapping[str, Bulletin]
) -> tuple[tuple[Named, ...], ...]:
    """Added, changed and removed bulletins of a plan, with their titles."""
    return (
        tuple(Named(key, new[key].title) for key in plan.add),
        tuple(Named(key, new[key].title) for key in plan.change),
        tuple(Named(key, old[key].title if key in old else key) for key in plan.remove),
    )


def contradictions(pins: Iterable[Pin], answering: AnsweringIndex, today: datetime.date) -> Iterator[Contradiction]:
    """The active pins that bulletins published since they were made speak against, each once."""
    for pin in pins:
        if pin.made is None or not pin.is_active(today):
            continue
        since = PartialDate(pin.made.year, pin.made.month, pin.made.day)
        found = ((question, _asked(question, pin.text, since, answering)) for question in pin.questions)
        told = (Contradiction(pin, question, answer) for question, answer in found if answer is not None)
        yield from islice(told, 1)


def _asked(question: str, text: str, since: PartialDate, answering: AnsweringIndex) -> QuotedAnswer | None:
    try:
        return answering.in_place_of(question, text, since)
    except QuestionError:
        return None


def count_passages(old: Sequence[Passage], new: Sequence[Passage]) -> PassageCounts:
    before = Counter((each.bulletin_id, each.content_hash) for each in old)
    after = Counter((each.bulletin_id, each.content_hash) for each in new)
    kept = (before & after).total()
    return PassageCounts(after.total() - kept, before.total() - kept, kept)


def compare(questions: Sequence[str], before: Ask | None, after: Ask) -> Iterator[AnswerChange | None]:
    """For each question how its answer changes, None where it does not; `before` is None without an old index."""
    for question in questions:
        old = None if before is None else first_quote(before, question)
        new = first_quote(after, question)
        yield AnswerChange(question, old, new) if differs(old, new) else None


def first_quote(ask: Ask, question: str) -> QuotedAnswer | None:
    """The quote that a question gets first; None where it gets none or is no question."""
    try:
        answers = ask(question).answers
    except QuestionError:
        return None
    return answers[0] if answers else None


def differs(before: QuotedAnswer | None, after: QuotedAnswer | None) -> bool:
    """Whether two first quotes say something else or stand in another bulletin."""
    if before is None or after is None:
        return before is not after
    return (before.quote, before.citation.bulletin_id) != (after.quote, after.citation.bulletin_id)
