"""How probable it is that a later statement holds in place of a quote, by all that is known of the two; pure.

What compares them knows nothing of how well either answers the question, and takes many a later statement of another
thing for a change. What reads and what searches know that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.choosing.calibration import linear, logistic
from bot.answering.choosing.extraction import Candidate
from index.types import Comparison, Hit

FEATURES = ("changed", "related", "rival", "second", "gap")
WEIGHTS: Mapping[str, float] = {
    "intercept": 0.1085,
    "changed": 0.2398,
    "related": 0.0943,
    "rival": 0.3485,
    "second": 0.1393,
    "gap": 0.4458,
}
"""Fitted by `bot/lab/fitting/changed.py`; they give the logarithm of the odds."""

_LEAST = 1e-3
"""What a score and a probability count at least, and what one counts that was not read."""


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """A quote and a later passage that were compared.

    `candidates` are what was read, best first, the first of them being the quote; `read` is what was read of the later
    passage, where it was.
    """

    candidates: Sequence[Candidate]
    later: Hit
    read: Candidate | None
    comparison: Comparison


Weigh = Callable[[ComparedPair], float]
"""How probable it is, 0 to 1, that the later statement of a pair holds in place of the quote."""


def probability_of_change(pair: ComparedPair) -> float:
    """By the fitted weights."""
    return logistic(linear(WEIGHTS, change_features(pair)))


def change_features(pair: ComparedPair) -> dict[str, float]:
    """The numbers of FEATURES: the comparison's log-odds of a change, and of telling of the same thing at all; how the
    scores of what was read of the later passage and of the second best of all compare with the quote's, logarithms of
    shares; and the logarithm of the months between the two."""
    best = max(pair.candidates[0].score, _LEAST)
    found = pair.comparison
    return {
        "changed": _log_odds(found.changed),
        "related": _log_odds(found.changed + found.same),
        "rival": _log_share(pair.read, best),
        "second": _log_share(pair.candidates[1] if len(pair.candidates) > 1 else None, best),
        "gap": math.log1p(max(0, _month(pair.later) - _month(pair.candidates[0].hit))),
    }


def _month(hit: Hit) -> int:
    """Counted from the year 0; the undated are never compared."""
    year, month, _ = hit.bulletin.date_key
    return 12 * year + month


def _log_share(one: Candidate | None, best: float) -> float:
    return math.log(max(0.0 if one is None else one.score, _LEAST) / best)


def _log_odds(probability: float) -> float:
    bound = min(max(probability, _LEAST), 1.0 - _LEAST)
    return math.log(bound / (1.0 - bound))
