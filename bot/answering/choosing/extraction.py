"""What finds the quotes in retrieved passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.question.asked import Question
from corpus.types import Span
from index.types import Hit

DEPTH = 5
"""How many of the best passages are looked at closely: the rest hold the answer too seldom for the time they take."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible quote: `hit.bulletin.body[quote.start:quote.end]`.

    `span` is the part that answers, offsets into the body, within `quote`. `score` is 0 to 1, comparable within one
    question; `probability`, 0 to 1 and calibrated, is that of the quote answering. `own_probability` is the same as if
    it were the best that was found, so that it tells of each whether it concerns the question.
    """

    hit: Hit
    quote: Span
    score: float
    probability: float
    span: Span | None = None
    own_probability: float = 0.0

    @property
    def text(self) -> str:
        return self.hit.bulletin.body[self.quote.start : self.quote.end]

    @property
    def span_text(self) -> str | None:
        return None if self.span is None else self.hit.bulletin.body[self.span.start : self.span.end]


class Extractor(Protocol):
    """Chooses and marks quotes, and says how sure it is."""

    def extract(self, question: Question, hits: Sequence[Hit], depth: int = DEPTH) -> list[Candidate]:
        """At most one candidate a passage, best first, of the `depth` best passages; none where `hits` is empty."""

    def threshold(self, max_error: float | None) -> float:
        """The probability from which an answer is given, for an allowed share of wrong answers; None: the default."""
