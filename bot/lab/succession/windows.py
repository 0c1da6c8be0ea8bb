"""Pairs to what the network reads: `<s> question </s></s> older </s></s> context, later passage </s>`, padded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot.lab.succession.pairs import Pair
from index.reader.tokens import BOS, CONTEXT_TOKENS, EOS, QUESTION_TOKENS, ReaderInput, context_text, pad, question_text

OLDER_TOKENS = 96
LATER_TOKENS = 200


@dataclass(frozen=True, slots=True)
class PairWindow:
    """One training row: `start` and `end` are the value's places in `read.ids` (end inclusive), 0 and 0 for none."""

    read: ReaderInput
    label: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PairBatch:
    """int64 `ids` and `attention` (n, length), bool `legal` (n, length) where a value may stand, and what is right."""

    ids: Tensor
    attention: Tensor
    legal: Tensor
    starts: Tensor
    ends: Tensor
    labels: Tensor


def pair_window(pair: Pair, tokenizer: Tokenizer) -> PairWindow:
    older = _ids(tokenizer, context_text(pair.older_context) + pair.older)[:OLDER_TOKENS]
    head = [BOS, *_ids(tokenizer, question_text(pair.question))[:QUESTION_TOKENS], EOS, EOS, *older, EOS, EOS]
    head += _ids(tokenizer, context_text(pair.later_context))[:CONTEXT_TOKENS]
    encoding = tokenizer.encode(pair.later, add_special_tokens=False)
    body = encoding.ids[:LATER_TOKENS]
    read = ReaderInput((*head, *body, EOS), len(head), len(body))
    value = pair.answer
    offsets = enumerate(encoding.offsets[: len(body)])
    at = [] if value is None else [place for place, (start, end) in offsets if start < value.end and end > value.start]
    return PairWindow(read, int(pair.label), *((len(head) + at[0], len(head) + at[-1]) if at else (0, 0)))


def batch_of(windows: Sequence[PairWindow]) -> PairBatch:
    ids, attention = pad([one.read for one in windows])
    places = torch.arange(ids.shape[1])
    first = torch.tensor([[one.read.first] for one in windows])
    last = torch.tensor([[one.read.first + one.read.length] for one in windows])
    return PairBatch(
        torch.from_numpy(ids),
        torch.from_numpy(attention),
        (places >= first) & (places < last) | (places == 0),
        *(torch.tensor(values) for values in zip(*((one.start, one.end, one.label) for one in windows), strict=True)),
    )


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids if text else []
    return ids
