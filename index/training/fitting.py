"""Fits a calibration to evidence, and says how well it holds on other evidence; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.reader import MARGIN_WEIGHT
from index.reader_calibration import Calibration, features
from index.training.evidence import Evidence

Array = NDArray[np.float64]

UNANSWERABLE = 0.33
"""The share of questions without an answer that the probability reckons with."""

_ERRORS = (0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
_COSINE_WEIGHTS = (0.0, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0)


@dataclass(frozen=True, slots=True)
class First:
    """What was put first for one question: its features, and whether it was right."""

    kind: str
    answerable: bool
    features: dict[str, float]
    right: bool


def firsts(rows: Sequence[Evidence], order: Calibration) -> list[First]:
    return [_first(row, order) for row in rows]


def _first(row: Evidence, order: Calibration) -> First:
    readings = [candidate.reading(MARGIN_WEIGHT) for candidate in row.candidates]
    cosines = [candidate.cosine for candidate in row.candidates]
    place = order.order(readings, cosines)[0]
    held = dict(features(readings, cosines, place, same_language=not row.cross))
    return First(row.kind, row.answerable, held, row.candidates[place].right)


def cosine_weight(rows: Sequence[Evidence]) -> float:
    """The weight of the cosine in the order that puts most right passages first."""
    answerable = [row for row in rows if row.answerable]
    return max(_COSINE_WEIGHTS, key=lambda weight: (
        sum(first.right for first in firsts(answerable, Calibration({"intercept": 0.0}, (), cosine_order=weight))),
        -weight))  # fmt: skip


def fitted(development: Sequence[Evidence], test: Sequence[Evidence]) -> tuple[Calibration, dict[str, object]]:
    """The calibration, fitted to both parts, and what is to be told about it.

    What is told, and the thresholds, come from each part seen with the weights that the other part gives.
    """
    order = Calibration({"intercept": 0.0}, (), cosine_order=cosine_weight(development))
    halves = firsts(development, order), firsts(test, order)
    both = [*halves[0], *halves[1]]
    crossed = np.array([_weights(one).probability(row.features) for one, other in (halves[::-1], halves)
                        for row in other])  # fmt: skip
    right, shares = _right(both), _shares(both)
    thresholds = tuple(pair for error in _ERRORS if (pair := threshold(crossed, right, shares, error)))
    about: dict[str, object] = {
        "questions": _counts(both),
        "share reckoned without an answer": UNANSWERABLE,
        "ECE": round(calibration_error(crossed, right, shares), 4),
        "coverage at error": {f"{error:.2f}": round(float(shares[crossed >= least].sum()), 3)
                              for error, least in thresholds},
        "right first of answerable, test part": _right_first(halves[1]),
        "right first of answerable, test part, search alone": _right_first([_searched_first(row) for row in test]),
    }  # fmt: skip
    return Calibration(_weights(both).weights, thresholds, cosine_order=order.cosine_order), about


def _weights(rows: Sequence[First]) -> Calibration:
    names = ["intercept", *rows[0].features]
    solved = logistic(_matrix(rows, names), _right(rows), _shares(rows))
    return Calibration(dict(zip(names, (round(float(one), 5) for one in solved), strict=True)), ())


def _searched_first(row: Evidence) -> First:
    return First(row.kind, row.answerable, {}, row.candidates[0].right)


def _right_first(rows: Sequence[First]) -> dict[str, float]:
    kinds = sorted({row.kind for row in rows if row.answerable})
    return {kind: round(float(np.mean([row.right for row in rows if row.kind == kind and row.answerable])), 3)
            for kind in kinds}


def _matrix(rows: Sequence[First], names: Sequence[str]) -> Array:
    return np.array([[row.features.get(name, 1.0) for name in names] for row in rows])


def _right(rows: Sequence[First]) -> Array:
    return np.array([float(row.right) for row in rows])


def _shares(rows: Sequence[First]) -> Array:
    """Weights that add up to 1, with UNANSWERABLE of them on questions without an answer."""
    answerable = np.array([row.answerable for row in rows])
    shares: Array = np.where(answerable, (1 - UNANSWERABLE) / max(answerable.sum(), 1),
                             UNANSWERABLE / max((~answerable).sum(), 1))
    return shares


def _counts(rows: Sequence[First]) -> dict[str, int]:
    return {kind: sum(row.kind == kind for row in rows) for kind in sorted({row.kind for row in rows})}


def logistic(matrix: Array, right: Array, shares: Array, ridge: float = 1e-3, rounds: int = 50) -> Array:
    """Weights of a ridge logistic regression (Newton's method); the first column is the intercept."""
    weights = np.zeros(matrix.shape[1])
    penalty = np.full(matrix.shape[1], ridge)
    penalty[0] = 0.0
    for _ in range(rounds):
        probability = 1 / (1 + np.exp(-(matrix @ weights).clip(-30, 30)))
        gradient = matrix.T @ (shares * (probability - right)) + penalty * weights
        bend = (matrix * (shares * probability * (1 - probability))[:, None]).T @ matrix + np.diag(penalty + 1e-9)
        weights = weights - np.linalg.solve(bend, gradient)
    return weights


def calibration_error(probabilities: Array, right: Array, shares: Array, bins: int = 10) -> float:
    """Expected calibration error: the mean distance of probability and share of right ones, over equal bins."""
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    return float(sum(abs((shares * (probabilities - right))[place == one].sum()) for one in range(bins)))


def threshold(probabilities: Array, right: Array, shares: Array, error: float) -> tuple[float, float] | None:
    """(error, the least probability from which the share of wrong ones among those given is at most `error`)."""
    order = np.argsort(-probabilities, kind="stable")
    wrong = np.cumsum((shares * (1 - right))[order]) / np.cumsum(shares[order])
    # The first few are too few to say anything.
    within = [place for place in range(20, len(order)) if wrong[place] <= error]
    return (error, round(float(probabilities[order[max(within)]]), 4)) if within else None
