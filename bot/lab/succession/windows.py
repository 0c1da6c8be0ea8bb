"""Pairs to what the network reads: `<s> question </s></s> older </s></s> context, later passage </s>`, padded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot.lab.succession.pairs import Label, Pair
from bot.lab.training.batches import Chunk, chunk_of
from bot.lab.training.groups import Window, answering_window
from index.reader.tokens import assemble_pair, context_text, question_text


@dataclass(frozen=True, slots=True)
class PairWindow:
    """One training row: where the value stands in `window`, and what the later passage is to the older statement."""

    window: Window
    label: Label

    @property
    def tokens(self) -> int:
        return len(self.window.read.ids)


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Padded windows, and int64 `labels` (n,)."""

    chunk: Chunk
    labels: Tensor

    @property
    def tokens(self) -> int:
        return int(self.chunk.ids.numel())


def pair_window(pair: Pair, tokenizer: Tokenizer) -> PairWindow:
    older = _ids(tokenizer, context_text(pair.older_context) + pair.older)
    encoding = tokenizer.encode(pair.later, add_special_tokens=False)
    context = _ids(tokenizer, context_text(pair.later_context))
    read = assemble_pair(_ids(tokenizer, question_text(pair.question)), older, context, encoding.ids)
    if pair.answer is None:
        return PairWindow(Window(read, 0, 0), pair.label)
    return PairWindow(answering_window(read, encoding.offsets, pair.answer), pair.label)


def batch_of(windows: Sequence[PairWindow]) -> PairBatch:
    return PairBatch(chunk_of([one.window for one in windows]), torch.tensor([one.label for one in windows]))


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids if text else []
    return ids
