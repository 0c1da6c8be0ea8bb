"""Groups to padded tensors, with little padding."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from bot.lab.training.groups import Group, Window
from index.encoder.packaged.base_model import PAD
from index.reader.tokens import ReaderInput

_BUFFER = 160
_Item = TypeVar("_Item")


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
    lengths = [[len(window.read.ids) for window in group] for group in buffer]
    cut = of_like_length(buffer, [max(each) for each in lengths], [sum(each) for each in lengths], budget, rng)
    yield from map(collate, cut)


def of_like_length(
    items: Sequence[_Item], longest: Sequence[int], tokens: Sequence[int], budget: int, rng: random.Random
) -> list[list[_Item]]:
    """Items of like length together, about `budget` tokens at a time, in a drawn order; `longest` and `tokens` tell of
    each item how long its longest row is, and all its rows."""
    made: list[list[_Item]] = []
    filled = budget
    for place in sorted(range(len(items)), key=longest.__getitem__):
        if filled >= budget:
            made.append([])
            filled = 0
        made[-1].append(items[place])
        filled += tokens[place]
    rng.shuffle(made)
    return made


def collate(groups: list[Group]) -> Batch:
    """The windows sorted by length and cut in two chunks, so that short ones are not padded to the longest."""
    windows = [(number, window) for number, group in enumerate(groups) for window in group]
    windows.sort(key=lambda pair: len(pair[1].read.ids))
    half = len(windows) // 2 if len(windows) > 8 else 0
    parts = [part for part in (windows[:half], windows[half:]) if part]
    chunks = tuple(chunk_of([window for _, window in part]) for part in parts)
    numbers = torch.tensor([number for number, _ in windows])
    return Batch(chunks, numbers, sum(chunk.ids.numel() for chunk in chunks))


def chunk_of(windows: Sequence[Window]) -> Chunk:
    """The windows padded to the longest."""
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


def pad(inputs: Sequence[ReaderInput]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and attention, int64 (n, longest): attention is 1 on tokens and 0 on padding."""
    longest = max(len(one.ids) for one in inputs)
    ids = np.full((len(inputs), longest), PAD, dtype=np.int64)
    for row, one in enumerate(inputs):
        ids[row, : len(one.ids)] = one.ids
    return ids, (np.arange(longest) < np.array([[len(one.ids)] for one in inputs])).astype(np.int64)
