"""How sure the reader may be: a probability from a few features of one search, and thresholds for an allowed error."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import ModelError
from index.types import Reading

SHIPPED = Path(__file__).parent / "weights" / "calibration.json"
FORMAT = 1

_FAR = 12.0
"""Logits beyond this say nothing more."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model fitted on held-out public questions (docs/model-card.md).

    `thresholds` are (share of wrong answers among those given, probability), errors rising, measured on other
    held-out questions. `cosine_order` is the weight of the cosine beside the reading's score in the order.
    """

    weights: Features
    thresholds: tuple[tuple[float, float], ...]
    default_error: float = 0.2
    cosine_order: float = 0.0

    def order(self, readings: Sequence[Reading], cosines: Sequence[float]) -> list[int]:
        """The places of the readings, best first."""
        scores = [reading.score + self.cosine_order * cosine for reading, cosine in zip(readings, cosines, strict=True)]
        return sorted(range(len(scores)), key=lambda place: -scores[place])

    def probability(self, features: Features) -> float:
        """The chance, 0 to 1, that the candidate with these features is a right first answer."""
        value = self.weights["intercept"] + sum(
            weight * features[name] for name, weight in self.weights.items() if name != "intercept"
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))

    def threshold(self, max_error: float | None = None) -> float:
        """The least probability at which the measured share of wrong answers stays within `max_error`.

        Where less error is wanted than was ever measured, 1 - max_error or the highest known threshold decides.
        """
        allowed = self.default_error if max_error is None else max_error
        within = [probability for error, probability in self.thresholds if error <= allowed]
        if within:
            return min(within)
        return max([1.0 - allowed, *(probability for _, probability in self.thresholds)])


def features(readings: Sequence[Reading], cosines: Sequence[float], place: int, *, same_language: bool) -> Features:
    """What the probability of the candidate at `place` hangs on, among all passages read for one question.

    `cosines` are those of question and passages, in the readings' order.
    """
    one = readings[place]
    others = [reading.score for other, reading in enumerate(readings) if other != place]
    return {
        "answerable": _near(one.answerable),
        "margin": _near(one.margin),
        "gap": _near(one.score - max(others, default=-_FAR)),
        "cosine": (cosines[place] - 0.85) * 10.0,
        "cosine_gap": (cosines[place] - max(cosines)) * 10.0,
        "cross": 0.0 if same_language else 1.0,
    }


def _near(value: float) -> float:
    return max(-_FAR, min(_FAR, value))


def write_calibration(calibration: Calibration, about: Mapping[str, object], path: Path) -> None:
    """Writes JSON; `about` tells a person what it was fitted on."""
    content = {"format": FORMAT, "weights": dict(calibration.weights), "thresholds": calibration.thresholds,
               "default_error": calibration.default_error, "cosine_order": calibration.cosine_order, "about": about}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)


@lru_cache(maxsize=4)
def read_calibration(path: Path = SHIPPED) -> Calibration:
    """Raises ModelError where the file is missing, damaged or of another format."""
    remedy = "install the project again, or set FVM_READER=none to answer without the reader"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ModelError(f"{path} has format {content['format']}, expected {FORMAT}; {remedy}")
        pairs = tuple((float(error), float(probability)) for error, probability in content["thresholds"])
        weights = {str(name): float(weight) for name, weight in content["weights"].items()}
        order = float(content["cosine_order"])
        return Calibration({"intercept": 0.0} | weights, pairs, float(content["default_error"]), order)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"the reader's calibration {path} cannot be read ({error!r}); {remedy}") from error
