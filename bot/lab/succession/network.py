"""The reader's network over an older statement and a later passage."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from torch import nn

from bot.lab.succession.pairs import Label
from bot.lab.training.network import WIDTH, ReaderNetwork

_BEGIN_LESS = 0.7


class SuccessionNetwork(ReaderNetwork):
    """The reader with the outcomes of `Label` in place of the one that tells answerable from not."""

    def __init__(self, vocabulary: int, positions: int, frozen: int) -> None:
        super().__init__(vocabulary, positions, frozen)
        self.answers = nn.Linear(WIDTH, len(Label))

    def begin_with(self, tensors: Mapping[str, NDArray[np.float32]]) -> None:
        """Takes an earlier comparer's tensors, or a reader's: what answers is likelier the same or changed."""
        if len(tensors["answers.bias"]) == len(Label):
            super().begin_with(tensors)
            return
        signs = np.array([[-0.5], [0.5], [0.5]], np.float32)
        weight = signs * tensors["answers.weight"]
        bias = signs[:, 0] * tensors["answers.bias"] - _BEGIN_LESS * (signs[:, 0] > 0)
        super().begin_with({**tensors, "answers.weight": weight, "answers.bias": bias.astype(np.float32)})
