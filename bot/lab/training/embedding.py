"""The base model as a plain encoder, for aligning translations and mining negatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.lab.training.network import ReaderNetwork

Hook = Callable[[str], None]
"""Called with a line that tells how far a long step is."""


class BaseEncoder:
    """Mean-pooled unit vectors out of the untrained network."""

    def __init__(self, network: ReaderNetwork, tokenizer: Tokenizer, dtype: torch.dtype, batch_tokens: int = 6000):
        self._network = network
        self._tokenizer = tokenizer
        self._dtype = dtype
        self._batch_tokens = batch_tokens

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32, (len(texts), 384), rows of unit length; texts need their prompts."""
        encoded = [torch.tensor(one.ids[:256]) for one in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda row: len(encoded[row]))
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and (stop + 1 - start) * len(encoded[order[stop]]) <= self._batch_tokens:
                stop += 1
            rows = order[start:stop]
            vectors[rows] = self._batch([encoded[row] for row in rows])
            start = stop
        return vectors

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def _batch(self, encoded: list[torch.Tensor]) -> NDArray[np.float32]:
        ids = torch.nn.utils.rnn.pad_sequence(encoded, batch_first=True, padding_value=1)
        attention = (ids != 1).long()
        device = self._network.words.weight.device
        hidden = self._network.hidden(ids.to(device), attention.to(device), self._dtype).float().cpu()
        pooled = (hidden * attention[..., None]).sum(1)
        unit: NDArray[np.float32] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
        return unit
