"""Outcomes summed up: shares by group, the retriever's figures, confidence against accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.administration.reporting.shares import Share
from bot.evaluation.metrics import (
    Point,
    aurc,
    calibration_error,
    ndcg_at,
    quantile,
    recall_at,
    reciprocal_rank,
    risk_coverage,
)
from bot.evaluation.runner import Outcome

CUTOFFS = (1, 3, 5, 10, 20)
"""The k of Recall@k."""


@dataclass(frozen=True, slots=True)
class RetrieverFigures:
    """The retriever alone over `queries` questions; shares 0 to 1, higher is better."""

    queries: int
    recall: tuple[tuple[int, float], ...]
    mrr: float
    ndcg_at_10: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One group of questions. The first three shares are of answerable questions, an abstention counting as wrong."""

    questions: int
    right_first: Share
    right_within_three: Share
    right_source: Share
    abstained_unanswerable: Share
    abstained_answerable: Share
    median_seconds: float
    p95_seconds: float
    by_source: RetrieverFigures | None
    by_passage: RetrieverFigures | None


@dataclass(frozen=True, slots=True)
class Newer:
    """Questions that a newer page answers otherwise: from which page the first quote came."""

    original: Share
    newer: Share


@dataclass(frozen=True, slots=True)
class Confidence:
    """Confidence against accuracy, over the answers given; a quote to an unanswerable question is wrong.

    `points` run from the most confident answer to all answers; coverage is a share of all questions.
    """

    points: tuple[Point, ...]
    aurc: float
    calibration_error: float
    answers: int


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    answerable = [outcome for outcome in outcomes if outcome.judgment.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.judgment.answerable]
    return Figures(
        questions=len(outcomes),
        right_first=_share(answerable, lambda outcome: outcome.right_first),
        right_within_three=_share(answerable, lambda outcome: outcome.right_within_three),
        right_source=_share(
            [outcome for outcome in answerable if outcome.right_source is not None],
            lambda outcome: bool(outcome.right_source),
        ),
        abstained_unanswerable=_share(unanswerable, lambda outcome: not outcome.answered),
        abstained_answerable=_share(answerable, lambda outcome: not outcome.answered),
        median_seconds=quantile([outcome.seconds for outcome in outcomes], 0.5),
        p95_seconds=quantile([outcome.seconds for outcome in outcomes], 0.95),
        by_source=_ranking(
            [
                outcome.ranks.source
                for outcome in answerable
                if outcome.ranks is not None and outcome.ranks.source_judged
            ]
        ),
        by_passage=_ranking([outcome.ranks.passage for outcome in answerable if outcome.ranks is not None]),
    )


def newer(outcomes: Sequence[Outcome]) -> Newer:
    """Of the questions with a newer page, how many first quotes came from the original and from the newer one."""
    superseded = [outcome for outcome in outcomes if outcome.judgment.superseded_by is not None]
    return Newer(
        original=_share(superseded, lambda outcome: bool(outcome.right_source)),
        newer=_share(superseded, lambda outcome: outcome.newer_source),
    )


def confidence(outcomes: Sequence[Outcome]) -> Confidence:
    given = [outcome for outcome in outcomes if outcome.answered]
    confidences = [outcome.confidence for outcome in given]
    right = [outcome.right_first for outcome in given]
    return Confidence(
        points=risk_coverage(confidences, right, len(outcomes)),
        aurc=aurc(confidences, right),
        calibration_error=calibration_error(confidences, right),
        answers=len(given),
    )


def grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Figures]:
    """Figures by `key`, in alphabetical order."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return {name: figures_of(groups[name]) for name in sorted(groups)}


def _share(outcomes: Sequence[Outcome], flag: Callable[[Outcome], bool]) -> Share:
    return Share(sum(map(flag, outcomes)), len(outcomes))


def _ranking(ranks: Sequence[int | None]) -> RetrieverFigures | None:
    if not ranks:
        return None
    recall = tuple((k, recall_at(ranks, k)) for k in CUTOFFS)
    return RetrieverFigures(len(ranks), recall, reciprocal_rank(ranks), ndcg_at(ranks, 10))
