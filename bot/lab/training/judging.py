"""Figures on the development part, for early stopping."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from bot.lab.training.batches import collate
from bot.lab.training.groups import Group, Rounds
from bot.lab.training.network import ReaderNetwork

JUDGED = 200
"""Questions that a judging looks at."""


@dataclass(frozen=True, slots=True)
class DevelopmentFigures:
    """`overlap`: token F1 of the best span where an answer stands; `auc`: questions with an answer against those
    without, by the greatest logit of their windows; `order`: the share of questions whose answering window comes first.
    """

    overlap: float
    auc: float
    order: float

    @property
    def value(self) -> float:
        return (self.overlap + self.auc + self.order) / 3

    def __str__(self) -> str:
        return f"overlap {self.overlap:.3f} auc {self.auc:.3f} order {self.order:.3f}"


def judge_development(
    network: ReaderNetwork, development: Rounds, dtype: torch.dtype, most: int = JUDGED
) -> DevelopmentFigures:
    """Always the same groups, at most `most`, drawn with a fixed seed."""
    rng = random.Random(1)  # noqa: S311 - a draw, not a secret
    groups = [group for group, _ in zip(development.round(rng), range(most), strict=False)]
    groups.sort(key=lambda group: max(len(window.read.ids) for window in group))
    overlaps: list[float] = []
    logits: list[float] = []
    answers: list[bool] = []
    right: list[bool] = []
    for start in range(0, len(groups), 24):
        _judge_batch(network, groups[start : start + 24], dtype, overlaps, logits, answers, right)
    return DevelopmentFigures(float(np.mean(overlaps)), auc(np.array(logits), np.array(answers)), float(np.mean(right)))


@torch.no_grad()  # type: ignore[untyped-decorator]
def _judge_batch(
    network: ReaderNetwork,
    groups: list[Group],
    dtype: torch.dtype,
    overlaps: list[float],
    logits: list[float],
    answers: list[bool],
    right: list[bool],
) -> None:
    batch = collate(groups)
    device = network.words.weight.device
    scores, truths = [], []
    for chunk in batch.chunks:
        found = network(chunk.ids.to(device), chunk.attention.to(device), dtype)
        starts, ends, logit = (part.cpu() for part in found)
        scores.append(logit.numpy())
        truths.append((chunk.starts > 0).numpy())
        for row in np.flatnonzero(truths[-1]):
            legal = chunk.legal[row].clone()
            legal[0] = False
            start, end = (ends_of[row].masked_fill(~legal, -1e4).numpy() for ends_of in (starts, ends))
            best = best_token_span(start, end)
            overlaps.append(overlap(best, (int(chunk.starts[row]), int(chunk.ends[row]))))
    score, truth, numbers = np.concatenate(scores), np.concatenate(truths), batch.groups.numpy()
    for group in np.unique(numbers):
        rows = np.flatnonzero(numbers == group)
        logits.append(float(score[rows].max()))
        answers.append(bool(truth[rows].any()))
        if answers[-1] and len(rows) > 1:
            right.append(bool(truth[rows[score[rows].argmax()]]))


def best_token_span(start: NDArray[np.float32], end: NDArray[np.float32], longest: int = 30) -> tuple[int, int]:
    """First and last position (inclusive) of the span with the greatest sum of logits."""
    sums = start[:, None] + end[None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(np.ones_like(sums, dtype=bool), longest)
    first, last = np.unravel_index(np.where(allowed, sums, -np.inf).argmax(), sums.shape)
    return int(first), int(last)


def overlap(found: tuple[int, int], gold: tuple[int, int]) -> float:
    common = min(found[1], gold[1]) - max(found[0], gold[0]) + 1
    return max(0.0, 2 * common / (found[1] - found[0] + gold[1] - gold[0] + 2))


def auc(scores: NDArray[np.float64], truths: NDArray[np.bool_]) -> float:
    """The chance that a true one scores above a false one (Mann-Whitney)."""
    order = scores.argsort().argsort() + 1
    positive, negative = int(truths.sum()), int((~truths).sum())
    return float((order[truths].sum() - positive * (positive + 1) / 2) / max(positive * negative, 1))
