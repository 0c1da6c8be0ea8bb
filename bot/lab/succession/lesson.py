"""What is learnt of pairs in a run: what the later passage is to the older statement, and the new value's place."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from tokenizers import Tokenizer
from torch import Tensor

from bot.lab.succession.judging import SuccessionFigures, judge_succession
from bot.lab.succession.pairs import PairCase, PairShelf, draw_pairs
from bot.lab.succession.windows import PairBatch, PairWindow, batch_of, pair_window
from bot.lab.training.batches import of_like_length
from bot.lab.training.losses import span_loss
from bot.lab.training.network import ReaderNetwork

_TOKENS = 3000
_BUFFER = 600
_DROPOUT = 0.1
_OUTCOME_WEIGHTS = (1.0, 3.0, 1.5)
"""Most passages are about another thing, and few say a value again."""
_SPAN, _NO_SPAN = 0.4, 0.2

ShelvedCase = tuple[PairShelf, PairCase]


class SuccessionLesson:
    """Pairs of `cases`, drawn anew at each visit; `judged` are always the same."""

    def __init__(
        self, cases: Sequence[ShelvedCase], judged: Sequence[PairWindow], tokenizer: Tokenizer, dtype: torch.dtype
    ) -> None:
        self._cases, self._judged, self._tokenizer, self._dtype = cases, judged, tokenizer, dtype

    def batches(self, rng: random.Random) -> Iterator[PairBatch]:
        while True:
            drawn = [one for one in self._cases if rng.random() < one[1].weight]
            rng.shuffle(drawn)
            buffer: list[PairWindow] = []
            for shelf, case in drawn:
                buffer += [pair_window(pair, self._tokenizer) for pair in draw_pairs(case, shelf, rng)]
                if len(buffer) >= _BUFFER:
                    yield from _cut(buffer, rng)
                    buffer = []
            yield from _cut(buffer, rng)

    def loss(self, network: ReaderNetwork, batch: PairBatch) -> Tensor:
        """Cross-entropy of the outcome, and of both ends of the new value."""
        device = network.words.weight.device
        chunk = batch.chunk
        start, end, logits = network(chunk.ids.to(device), chunk.attention.to(device), self._dtype, _DROPOUT)
        ends, legal = chunk.ends.to(device), chunk.legal.to(device)
        spans = span_loss(start, end, chunk.starts.to(device), ends, legal, _NO_SPAN)
        weights = torch.tensor(_OUTCOME_WEIGHTS, device=device)
        return F.cross_entropy(logits, batch.labels.to(device), weight=weights) + _SPAN * spans.mean()

    def judge(self, network: ReaderNetwork) -> SuccessionFigures:
        return judge_succession(network, self._judged, self._dtype)


def _cut(windows: Sequence[PairWindow], rng: random.Random) -> Iterator[PairBatch]:
    lengths = [one.tokens for one in windows]
    yield from map(batch_of, of_like_length(windows, lengths, lengths, _TOKENS, rng))
