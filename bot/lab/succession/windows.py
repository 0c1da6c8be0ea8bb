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
from index.reader.tokens import BOS, CONTEXT_TOKENS, EOS, QUESTION_TOKENS, ReaderInput, context_text, question_text

OLDER_TOKENS = 96
LATER_TOKENS = 200


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
    older = _ids(tokenizer, context_text(pair.older_context) + pair.older)[:OLDER_TOKENS]
    head = [BOS, *_ids(tokenizer, question_text(pair.question))[:QUESTION_TOKENS], EOS, EOS, *older, EOS, EOS]
    head += _ids(tokenizer, context_text(pair.later_context))[:CONTEXT_TOKENS]
    encoding = tokenizer.encode(pair.later, add_special_tokens=False)
    body = encoding.ids[:LATER_TOKENS]
    read = ReaderInput((*head, *body, EOS), len(head), len(body))
    if pair.answer is None:
        return PairWindow(Window(read, 0, 0), pair.label)
    return PairWindow(answering_window(read, encoding.offsets, pair.answer), pair.label)


def batch_of(windows: Sequence[PairWindow]) -> PairBatch:
    return PairBatch(chunk_of([one.window for one in windows]), torch.tensor([one.label for one in windows]))


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids if text else []
    return ids
