"""Two kinds of scores to one; pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.types import Scores


@dataclass(frozen=True, slots=True)
class Weights:
    """What the meaning and the words of a question are worth against each other; they sum to 1."""

    dense: float
    lexical: float


WEIGHTS = {"sv": Weights(0.5, 0.5), "en": Weights(0.7, 0.3)}
"""By the question's language: its words are those of the bulletins, or mostly not. Chosen on public data sets."""


def fuse(dense: Scores, lexical: Scores, weights: Weights) -> Scores:
    """One score for each candidate: a weighted sum of both after each is scaled to 0..1 over the candidates.

    `dense` and `lexical` are float32, (n,), of the same candidates in the same order.
    """
    return np.asarray(weights.dense * _scaled(dense) + weights.lexical * _scaled(lexical), np.float32)


def _scaled(scores: Scores) -> NDArray[np.float32]:
    """Linear, the least to 0 and the greatest to 1; all equal gives zeros."""
    if scores.size == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high <= low else np.asarray((scores - low) / (high - low), np.float32)
