"""Two kinds of scores to one; pure."""

from __future__ import annotations

import numpy as np

from index.types import Scores

LEXICAL_WEIGHT = {"sv": 1.5, "en": 2.0}
"""What a question's words are worth beside its meaning, by its language: the encoder finds a Swedish bulletin for an
English question less well, the words' counterparts find it better. Swedish chosen on public data sets, English on
made-up programmes that are kept for fitting, see docs/retrieval.md."""


def fuse(dense: Scores, coverage: Scores, lexical_weight: float) -> Scores:
    """One score for each candidate, float32, (n,), 0 and up: scaled dense + lexical_weight * coverage.

    `dense` are cosines, float32, (n,); they crowd in a narrow band that differs between models, so they are scaled to
    0..1 over the candidates. `coverage`, float32, (n,), is the share of the question's words that a passage holds, by
    their rarity. It is not scaled: a question of which no word occurs shall go by its meaning alone.
    """
    return np.asarray(_scaled(dense) + np.float32(lexical_weight) * coverage, np.float32)


def _scaled(scores: Scores) -> Scores:
    """Linear, the least to 0 and the greatest to 1; all equal gives zeros."""
    if scores.size == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high <= low else np.asarray((scores - low) / (high - low), np.float32)
