"""Fits the numbers of `bot/answering/choosing/calibration.json` from questions whose answers are known."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.choosing.calibration import linear
from bot.answering.choosing.features import Retrieved, Scored, sentence_features, word_confidence_features
from bot.answering.choosing.heuristic import marked_quote
from bot.answering.question.asked import Question
from bot.evaluation.metrics import holds
from corpus.types import Bulletin, Span
from index.types import Hit

RANKING = ("cosine_gap", "dense_gap", "reciprocal_rank", "sentence_coverage", "passage_coverage", "evidence",
           "closeness", "missing_numbers")  # fmt: skip
CROSS_RANKING = (*RANKING, "short")
"""Fragments of machine translation are many in the set with English questions; they answer nothing."""

CONFIDENCE = ("margin", "quote_coverage", "evidence", "cosine_gap", "missing_numbers")
CROSS_CONFIDENCE = ("cosine", "dense", *CONFIDENCE)
"""Where words cannot be compared, the cosines themselves count too."""
CEILINGS = {"missing_numbers": -1.0}
"""The greatest weights that the order may give: a sentence without the number that the question names (the option's,
the stage's) is about another of its like, and the sets hold too few such questions to show it."""

PENALTY = 1.0
ALLOWED_ERRORS = (0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
_STEPS = 400
_FOLDS = 5

Matrix = NDArray[np.float64]
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what was retrieved for it and where its answer stands; None: the hits do not answer it.

    `accepted` are texts that answer wherever they stand; `weight` makes up for how many cases of its kind there are.
    Cases of one `group` are judged by weights that were fitted on others.
    """

    question: Question
    hits: Sequence[Hit]
    bulletin_id: str
    gold: Span | None
    weight: float = 1.0
    accepted: tuple[str, ...] = ()
    group: str = ""

    def is_answered_by(self, bulletin: Bulletin, quote: Span) -> bool:
        """Whether the quote, a span of the bulletin's body, holds some of the answer."""
        if self.gold is None:
            return False
        if bulletin.id == self.bulletin_id and quote.start < self.gold.end and self.gold.start < quote.end:
            return True
        return holds(bulletin.body[quote.start : quote.end], self.accepted)


@dataclass(frozen=True, slots=True)
class Seen:
    case: Case
    retrieved: Retrieved
    scored: list[Scored]

    def is_right(self, scored: Scored) -> bool:
        """Whether the sentence holds some of the answer."""
        sentence = scored.sentence
        return self.case.is_answered_by(sentence.hit.bulletin, Span(sentence.start, sentence.end))


def see(cases: Iterable[Case]) -> list[Seen]:
    """The cases with their features; those without hits are left out."""
    found = []
    for case in cases:
        if case.hits:
            retrieved = Retrieved.of(case.question, case.hits)
            found.append(Seen(case, retrieved, sentence_features(retrieved)))
    return [seen for seen in found if seen.scored]


def fit_ranking(seen: Sequence[Seen], names: Sequence[str]) -> Weights:
    """Weights under which the softmax over a question's sentences is highest at those that answer."""
    groups = [(_matrix((one.features for one in case.scored), names),
               np.array([case.is_right(one) for one in case.scored]), case.case.weight) for case in seen]  # fmt: skip
    groups = [group for group in groups if group[1].any() and not group[1].all()]
    ceilings = np.array([CEILINGS.get(name, np.inf) for name in names])
    weights = np.zeros(len(names))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        gradient = sum((_pull(*group, weights) for group in groups), np.zeros_like(weights)) - PENALTY * weights
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        rate = 0.1 * (1 - step / (_STEPS + 1))
        weights += rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
        weights = np.minimum(weights, ceilings)
    return _named(names, weights)


def _pull(features: Matrix, right: NDArray[np.bool_], weight: float, weights: Matrix) -> Matrix:
    """The gradient of a question's log-likelihood."""
    scores = features @ weights
    share = np.exp(scores - scores.max())
    among_right = share * right
    pulled: Matrix = weight * (among_right / among_right.sum() - share / share.sum()) @ features
    return pulled


@dataclass(frozen=True, slots=True)
class JudgedSentences:
    """The confidence features of each question's best sentence, whether it is right, and the case's weight."""

    features: list[dict[str, float]]
    right: NDArray[np.bool_]
    weight: Matrix


def judge_sentences(seen: Sequence[Seen], ranking: Mapping[str, float]) -> JudgedSentences:
    features, right = [], []
    for case in seen:
        ranked = sorted(((linear(ranking, one.features), place) for place, one in enumerate(case.scored)), reverse=True)
        best = case.scored[ranked[0][1]]
        others = [value for value, place in ranked
                  if case.scored[place].sentence.hit.passage.id != best.sentence.hit.passage.id]  # fmt: skip
        quote, _ = marked_quote(case.retrieved, best)
        text = best.sentence.hit.bulletin.body[quote.start : quote.end]
        features.append(
            word_confidence_features(case.retrieved, best, text, ranked[0][0] - others[0] if others else 0.0)
        )
        right.append(case.is_right(best))
    return JudgedSentences(features, np.array(right), np.array([case.case.weight for case in seen]))


def fit_confidence(judged: JudgedSentences, names: Sequence[str], rows: NDArray[np.int64] | None = None) -> Weights:
    """Logistic regression by Newton's method, the weights without the intercept drawn towards 0."""
    keep = np.arange(len(judged.features)) if rows is None else rows
    features = _matrix((judged.features[row] for row in keep), names)
    features = np.column_stack([np.ones(len(features)), features])
    right, weight = judged.right[keep].astype(float), judged.weight[keep]
    penalty = PENALTY * np.eye(features.shape[1])
    penalty[0, 0] = 1e-6
    weights = np.zeros(features.shape[1])
    for _ in range(30):
        probability = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (weight * (right - probability)) - penalty @ weights
        curvature = (features * (weight * probability * (1 - probability))[:, None]).T @ features + penalty
        weights += np.linalg.solve(curvature, gradient)
    return {"intercept": round(float(weights[0]), 4), **_named(names, weights[1:])}


def held_out(judged: JudgedSentences, names: Sequence[str], groups: Sequence[str]) -> Matrix:
    """The probability of each case under weights fitted without its group (its programme or its page)."""
    fold = {name: place % _FOLDS for place, name in enumerate(sorted(set(groups)))}
    folds = np.array([fold[name] for name in groups])
    probability = np.zeros(len(groups))
    for number in range(_FOLDS):
        weights = fit_confidence(judged, names, np.flatnonzero(folds != number))
        for row in np.flatnonzero(folds == number):
            probability[row] = 1 / (1 + np.exp(-linear(weights, judged.features[row])))
    return probability


def thresholds(probability: Matrix, right: NDArray[np.bool_], weight: Matrix) -> list[tuple[float, float]]:
    """For each allowed share of wrong answers the lowest probability that keeps it, and whatever is surer."""
    order = np.argsort(-probability, kind="stable")
    given = np.cumsum(weight[order])
    wrong = np.cumsum(weight[order] * ~right[order]) / given
    found = []
    for allowed in ALLOWED_ERRORS:
        kept = np.flatnonzero((wrong <= allowed) & (given >= 0.02 * given[-1]))
        if len(kept):
            found.append((allowed, round(float(probability[order][kept[-1]]), 4)))
    return found


def weighted_calibration_error(probability: Matrix, right: NDArray[np.bool_], weight: Matrix, bins: int = 10) -> float:
    """Expected calibration error, 0 to 1, over bins of equal width (Naeini et al. 2015)."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [abs((weight * (right - probability))[place == one].sum()) for one in range(bins)]
    return float(sum(gaps) / weight.sum())


def write_calibration(path: Path, stored: Mapping[str, object]) -> None:
    """Writes the file by one rename."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        json.dump(stored, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _matrix(rows: Iterable[Mapping[str, float]], names: Sequence[str]) -> Matrix:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64)


def _named(names: Sequence[str], values: Matrix) -> Weights:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
