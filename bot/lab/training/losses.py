"""What training makes small."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from torch import Tensor

SPAN, ANSWERS, ORDER = 1.0, 0.3, 1.0
"""The weights of the three parts."""


def span_loss(
    start: Tensor, end: Tensor, starts: Tensor, ends: Tensor, legal: Tensor, unanswered: float = 0.5
) -> Tensor:
    """Cross-entropy of both ends, per window, over the passage and position 0; no answer counts `unanswered`."""
    closed = ~legal
    both = (
        F.cross_entropy(start.masked_fill(closed, -1e4), starts, reduction="none")
        + F.cross_entropy(end.masked_fill(closed, -1e4), ends, reduction="none")
    ) / 2
    return both * torch.where(starts > 0, 1.0, unanswered)


def answers_loss(logits: Tensor, answers: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, answers)


def order_loss(logits: Tensor, answers: Tensor, groups: Tensor) -> Tensor:
    """Softmax over each question's windows and over "none of these", whose logit is 0; `groups` numbers the question
    of each window from 0."""
    order = torch.argsort(groups, stable=True)
    counts = torch.bincount(groups)
    first = counts.cumsum(0) - counts
    place = torch.arange(len(groups), device=groups.device) - first.repeat_interleave(counts)
    lists = logits.new_full((len(counts), int(counts.max()) + 1), -1e4)
    lists[:, 0] = 0.0
    lists = lists.index_put((groups[order], place + 1), logits[order])
    wanted = torch.zeros(len(counts), dtype=torch.long, device=groups.device)
    right = answers[order] > 0
    wanted[groups[order][right]] = place[right] + 1
    return F.cross_entropy(lists, wanted)


def total(spans: Sequence[Tensor], logits: Tensor, answers: Tensor, groups: Tensor) -> Tensor:
    return (
        SPAN * torch.cat(list(spans)).mean()
        + ANSWERS * answers_loss(logits, answers)
        + ORDER * order_loss(logits, answers, groups)
    )
