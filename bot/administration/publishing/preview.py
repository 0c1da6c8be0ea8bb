"""What publishing the shelf would change: bulletins, passages and answers; values and their comparison, pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.types import Answer, QuotedAnswer
from bot.errors import QuestionError
from corpus.shelf.faults import Fault
from corpus.types import Bulletin, Passage
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
class Preview:
    """A snapshot that is built and not published. `token` names it, `base` is the snapshot that answers now, and
    `asked` counts the probe questions."""

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
