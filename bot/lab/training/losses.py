"""What training makes small."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from torch import Tensor

SPAN, ANSWERS, ORDER = 1.0, 0.6, 0.5
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
    """Softmax over each question's windows, for the questions that one of them answers."""
    losses: list[Tensor] = []
    for group in groups[answers > 0].unique():
        rows = (groups == group).nonzero().squeeze(-1)
        if len(rows) > 1:
            losses.append(F.cross_entropy(logits[rows][None], answers[rows].argmax()[None]))
    return torch.stack(losses).mean() if losses else logits.sum() * 0


def total(spans: Sequence[Tensor], logits: Tensor, answers: Tensor, groups: Tensor) -> Tensor:
    return (
        SPAN * torch.cat(list(spans)).mean()
        + ANSWERS * answers_loss(logits, answers)
        + ORDER * order_loss(logits, answers, groups)
    )
