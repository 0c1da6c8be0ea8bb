"""The reader's network over an older statement and a later passage, and what training makes small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from numpy.typing import NDArray
from torch import Tensor, nn

from bot.lab.succession.pairs import Label
from bot.lab.succession.windows import PairWindow, batch_of
from bot.lab.training.network import WIDTH, ReaderNetwork

_OUTCOME_WEIGHTS = (1.0, 1.5, 1.5)
"""Most passages are about another thing."""
_SPAN, _NO_SPAN = 0.2, 0.04
_BEGIN_LESS = 0.7


class SuccessionNetwork(ReaderNetwork):
    """The reader with the outcomes of `Label` in place of the one that tells answerable from not."""

    def __init__(self, vocabulary: int, positions: int, frozen: int) -> None:
        super().__init__(vocabulary, positions, frozen)
        self.answers = nn.Linear(WIDTH, len(Label))

    def begin_with(self, tensors: Mapping[str, NDArray[np.float32]]) -> None:
        """Takes the reader's tensors, those of frozen layers too: what answers is likelier the same or changed."""
        signs = np.array([[-0.5], [0.5], [0.5]], np.float32)
        begun = {**tensors, "answers.weight": signs * tensors["answers.weight"]}
        begun["answers.bias"] = signs[:, 0] * tensors["answers.bias"] - _BEGIN_LESS * (signs[:, 0] > 0)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if name in begun:
                    parameter.copy_(torch.from_numpy(begun[name]))


def succession_loss(
    network: SuccessionNetwork, windows: Sequence[PairWindow], dtype: torch.dtype, dropout: float
) -> Tensor:
    """Cross-entropy of the outcome, and of both ends of the new value."""
    device = network.words.weight.device
    batch = batch_of(windows)
    start, end, logits = network(batch.ids.to(device), batch.attention.to(device), dtype, dropout)
    closed = ~batch.legal.to(device)
    starts, ends = batch.starts.to(device), batch.ends.to(device)
    spans = F.cross_entropy(start.masked_fill(closed, -1e4), starts, reduction="none")
    spans = spans + F.cross_entropy(end.masked_fill(closed, -1e4), ends, reduction="none")
    weights = torch.tensor(_OUTCOME_WEIGHTS, device=device)
    outcome = F.cross_entropy(logits, batch.labels.to(device), weight=weights)
    return outcome + (spans * torch.where(starts > 0, _SPAN, _NO_SPAN)).mean()
