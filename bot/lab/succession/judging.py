"""How well changes are told on programmes set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from bot.lab.succession.pairs import Label
from bot.lab.succession.windows import PairWindow, batch_of
from bot.lab.training.judging import auc
from bot.lab.training.network import ReaderNetwork

_FALSE_ALARMS = 0.02
_TOGETHER = 24


@dataclass(frozen=True, slots=True)
class SuccessionFigures:
    """`changed` and `related`: AUC of a change, and of a change or repetition, against the rest; `recall`: the share
    of changes found where 2 % of what is none are taken for one; `shares`: of each label, what is told rightly."""

    changed: float
    related: float
    recall: float
    shares: tuple[float, ...]

    @property
    def value(self) -> float:
        return self.changed + self.recall

    def __str__(self) -> str:
        shares = " ".join(f"{share:.2f}" for share in self.shares)
        return f"changed {self.changed:.3f} related {self.related:.3f} recall {self.recall:.3f} by label {shares}"


def judge_succession(network: ReaderNetwork, windows: Sequence[PairWindow], dtype: torch.dtype) -> SuccessionFigures:
    shares, labels = _outcomes(network, sorted(windows, key=lambda one: one.tokens), dtype)
    changed = shares[:, Label.CHANGED]
    is_changed = labels == Label.CHANGED
    others = np.sort(changed[~is_changed])[::-1]
    least = others[int(_FALSE_ALARMS * len(others))]
    told = shares.argmax(-1)
    return SuccessionFigures(
        auc(changed, is_changed),
        auc(1 - shares[:, Label.OTHER], labels != Label.OTHER),
        float((changed[is_changed] > least).mean()),
        tuple(float((told[labels == label] == label).mean()) for label in Label),
    )


@torch.no_grad()  # type: ignore[untyped-decorator]
def _outcomes(
    network: ReaderNetwork, windows: Sequence[PairWindow], dtype: torch.dtype
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The outcomes' shares (n, 3) and the labels (n,)."""
    device = network.words.weight.device
    shares, labels = [], []
    for at in range(0, len(windows), _TOGETHER):
        batch = batch_of(windows[at : at + _TOGETHER])
        _, _, logits = network(batch.chunk.ids.to(device), batch.chunk.attention.to(device), dtype)
        shares.append(torch.softmax(logits, -1).cpu().numpy().astype(np.float64))
        labels.append(batch.labels.numpy())
    return np.concatenate(shares), np.concatenate(labels)
