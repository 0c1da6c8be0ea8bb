"""Groups to padded tensors, with little padding."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from bot.lab.training.groups import Group, Window
from index.reader.tokens import pad

_BUFFER = 160


@dataclass(frozen=True, slots=True)
class Chunk:
    """Windows of like length; `legal` marks the positions that may answer."""

    ids: Tensor
    attention: Tensor
    legal: Tensor
    starts: Tensor
    ends: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """`groups` numbers the question of each window, in the order of the chunks' windows one after another."""

    chunks: tuple[Chunk, ...]
    groups: Tensor
    tokens: int


def training_batches(groups: Iterable[Group], budget: int, rng: random.Random) -> Iterator[Batch]:
    """Batches of about `budget` tokens; groups of like length go together, and no group is torn."""
    buffer: list[Group] = []
    for group in groups:
        buffer.append(group)
        if len(buffer) == _BUFFER:
            yield from _drained(buffer, budget, rng)
            buffer = []
    yield from _drained(buffer, budget, rng)


def _drained(buffer: list[Group], budget: int, rng: random.Random) -> Iterator[Batch]:
    made: list[list[Group]] = [[]]
    filled = 0
    for group in sorted(buffer, key=lambda group: max(len(window.read.ids) for window in group)):
        if filled >= budget:
            made.append([])
            filled = 0
        made[-1].append(group)
        filled += sum(len(window.read.ids) for window in group)
    rng.shuffle(made)
    yield from (collate(one) for one in made if one)


def collate(groups: list[Group]) -> Batch:
    """The windows sorted by length and cut in two chunks, so that short ones are not padded to the longest."""
    windows = [(number, window) for number, group in enumerate(groups) for window in group]
    windows.sort(key=lambda pair: len(pair[1].read.ids))
    half = len(windows) // 2 if len(windows) > 8 else 0
    parts = [part for part in (windows[:half], windows[half:]) if part]
    chunks = tuple(_chunk([window for _, window in part]) for part in parts)
    numbers = torch.tensor([number for number, _ in windows])
    return Batch(chunks, numbers, sum(chunk.ids.numel() for chunk in chunks))


def _chunk(windows: list[Window]) -> Chunk:
    ids, attention = pad([window.read for window in windows])
    first = torch.tensor([[window.read.first] for window in windows])
    last = torch.tensor([[window.read.first + window.read.length] for window in windows])
    places = torch.arange(ids.shape[1])
    legal = (places >= first) & (places < last) | (places == 0)
    return Chunk(
        torch.from_numpy(ids),
        torch.from_numpy(attention),
        legal,
        torch.tensor([window.start for window in windows]),
        torch.tensor([window.end for window in windows]),
    )
