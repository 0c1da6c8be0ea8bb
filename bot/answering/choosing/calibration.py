"""Fitted numbers: how sentences are ranked and how a rank becomes a probability.

They come from `calibration.json`, which names the data that they were fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("calibration.json")
JOINT = Path(__file__).with_name("joint_calibration.json")
"""How words and the reader are weighed together, written by `bot.lab.fitting.joint`."""

Features = Mapping[str, float]


def linear(weights: Features, features: Features) -> float:
    """The weighted sum over the weights' names, with `intercept`; a missing feature counts as 0."""
    return weights.get("intercept", 0.0) + sum(
        weight * features.get(name, 0.0) for name, weight in weights.items() if name != "intercept"
    )


def logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


@dataclass(frozen=True, slots=True)
class Weights:
    """For one pairing of languages: `ranking` orders sentences, `confidence` gives log-odds."""

    ranking: Features
    confidence: Features


@dataclass(frozen=True, slots=True)
class Calibration:
    """`same` where question and bulletin share a language, `cross` where not.

    `thresholds` are (share of wrong answers, probability) pairs measured on held-out data, errors rising.
    """

    same: Weights
    cross: Weights
    default_threshold: float
    thresholds: tuple[tuple[float, float], ...] = ()

    def weights(self, *, same_language: bool) -> Weights:
        return self.same if same_language else self.cross

    def threshold(self, max_error: float | None) -> float:
        """The probability from which wrong answers stay under `max_error` (0 to 1); the default where None.

        Below the smallest error that was measured the remedy is caution: 1 - max_error, if that is higher.
        """
        if max_error is None:
            return self.default_threshold
        if max_error >= 1.0:
            return 0.0
        allowed = [threshold for error, threshold in self.thresholds if error <= max_error]
        if allowed:
            return min(allowed)
        return max([1.0 - max_error, *(threshold for _, threshold in self.thresholds)])


@lru_cache(maxsize=1)
def shipped_calibration() -> Calibration:
    """The numbers shipped with this module."""
    return read_calibration(_FILE)


def read_calibration(path: Path) -> Calibration:
    """The numbers of a file written by `bot.lab.fitting.weights`."""
    return msgspec.json.decode(path.read_bytes(), type=Calibration)
