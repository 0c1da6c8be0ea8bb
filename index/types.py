"""Array aliases and the values that a search gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.types import Bulletin, Passage, Span

Vectors: TypeAlias = NDArray[np.float32]
"""float32, (n, dim), rows of unit length; the inner product of two rows is their cosine, higher is better."""

Scores: TypeAlias = NDArray[np.float32]
"""float32, (n,), higher is better."""

Rows: TypeAlias = NDArray[np.int64]
"""int64, (n,), row numbers of passages in the snapshot, counted from 0."""


class Progress(Protocol):
    """Hears how far one step has come: how much is done, and how much there is in all."""

    def __call__(self, done: int, total: int, /) -> None: ...


class StepProgress(Protocol):
    """Hears of work in steps: the step's name, how many are done, how many there are (0 where unknown)."""

    def __call__(self, step: str, done: int, total: int, /) -> None: ...


def unheard(*told: object) -> None:
    """A `Progress` or a `StepProgress` where nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage.

    `score` is the fused score that decides the order, higher is better, comparable within one search only.
    `dense` is the cosine of query and passage, -1 to 1; `lexical` the BM25 score, 0 and up.
    `coverage` is that score over the greatest that the query's words could reach, 0 to about 1: the share of the query
    that the passage meets, comparable between searches.
    `odds` is the logarithm of the odds, by that cosine alone, that the passage answers rather than none; None where
    nothing was trained to tell.
    `sentence_scores` are the cosines of the query and each of `passage.sentences`, in their order.
    """

    passage: Passage
    bulletin: Bulletin
    score: float
    dense: float
    lexical: float
    sentence_scores: tuple[float, ...] = ()
    coverage: float = 0.0
    odds: float | None = None


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A possible answer in a passage's text, whole words, and its score."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage for one question; all scores are logits, higher is better.

    `span` is the best answer in `passage.text`, whole words; `span_score` its score and `null_score` that of "no
    answer". `answerable` says whether the passage answers at all. `score` orders the passages of one question.
    `in_sentences` are the best answers within each of `passage.sentences`, in their order, None where nothing of one
    was read; empty where none are told.
    """

    span: Span
    span_score: float
    null_score: float
    answerable: float
    score: float
    in_sentences: tuple[ScoredSpan | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a bulletin as it is compared: `context` is what stands over it, "" where nothing is known of it."""

    context: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a later excerpt is to an older one for one question: probabilities that add up to 1.

    `other`: it tells of another thing, or does not answer; `same`: it gives the same value again; `changed`: another
    value in place of the older one. `span` is the likeliest answer in the later excerpt's text, whole words.
    """

    span: Span
    other: float
    same: float
    changed: float
