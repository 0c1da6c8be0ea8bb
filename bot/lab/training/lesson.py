"""What the reader learns in a run: the answering span, whether a passage answers, and which one of several does."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from bot.lab.training.batches import Batch, training_batches
from bot.lab.training.groups import Rounds
from bot.lab.training.judging import JUDGED, DevelopmentFigures, judge_development
from bot.lab.training.losses import span_loss, total
from bot.lab.training.network import ReaderNetwork


class ReaderLesson:
    """Groups of windows, in batches of about `tokens`; computed in `dtype`.

    They are drawn beside the training by so many `workers`, processes of their own; 0: in between.
    """

    def __init__(
        self,
        training: Rounds,
        development: Rounds,
        dtype: torch.dtype,
        *,
        tokens: int = 4096,
        dropout: float = 0.1,
        judged: int = JUDGED,
        workers: int = 0,
    ) -> None:
        self._training, self._development = training, development
        self._dtype, self._tokens, self._dropout, self._judged = dtype, tokens, dropout, judged
        self._workers = workers

    def batches(self, rng: random.Random) -> Iterator[Batch]:
        stream = _Stream(self._training, self._tokens, rng.getrandbits(60))
        if not self._workers:
            return iter(stream)
        return iter(DataLoader(stream, batch_size=None, num_workers=self._workers, prefetch_factor=8))

    def loss(self, network: ReaderNetwork, batch: Batch) -> Tensor:
        device = network.words.weight.device
        spans, logits, answers = [], [], []
        for chunk in batch.chunks:
            start, end, logit = network(chunk.ids.to(device), chunk.attention.to(device), self._dtype, self._dropout)
            starts = chunk.starts.to(device)
            spans.append(span_loss(start, end, starts, chunk.ends.to(device), chunk.legal.to(device)))
            logits.append(logit)
            answers.append((starts > 0).float())
        return total(spans, torch.cat(logits), torch.cat(answers), batch.groups.to(device))

    def judge(self, network: ReaderNetwork) -> DevelopmentFigures:
        return judge_development(network, self._development, self._dtype, self._judged)


class _Stream(IterableDataset[Batch]):  # type: ignore[misc]
    """Batches without end; each worker draws its own."""

    def __init__(self, training: Rounds, tokens: int, seed: int) -> None:
        self._training, self._tokens, self._seed = training, tokens, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        rng = random.Random(self._seed + (worker.id if worker else 0))  # noqa: S311 - a draw, not a secret
        while True:
            yield from training_batches(self._training.round(rng), self._tokens, rng)
