"""Draws training groups: a question with the passages that the project's own search finds for it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tokenizers import Tokenizer

from bot.lab.data.exchange import exchanged, persons_in
from bot.lab.data.noise import roughen
from bot.lab.data.pack import Searched, SearchedPassage
from corpus.types import Span
from index.reader.tokens import ReaderInput, assemble, context_text, question_text

SERVED = 5
"""How many passages the bot reads for a question."""
_NEAR = 8
"""Of the passages that were found, the first ones are drawn most: these are what the reader must tell apart."""
_NEAR_SHARE = 0.85
_TAKEN_AWAY = 0.15
"""The share of answerable questions that are asked with the answering passage taken away."""
_ROUGH = 0.22
_KNOWN = 20_000
"""Some 20 kB each: exchanged passages never come back, and a hundred thousand of them took two gigabytes."""


@dataclass(frozen=True, slots=True)
class Window:
    """One training row: `start` and `end` are positions in `read.ids` (end inclusive), 0 and 0 for no answer."""

    read: ReaderInput
    start: int
    end: int

    @property
    def answers(self) -> bool:
        return self.start > 0


def answering_window(read: ReaderInput, offsets: Sequence[tuple[int, int]], answer: Span) -> Window:
    """The window whose answer is `answer`, a span of the passage's text; `offsets` are those of its tokens."""
    tokens = [
        place for place, (start, end) in enumerate(offsets[: read.length]) if start < answer.end and end > answer.start
    ]
    return Window(read, read.first + tokens[0], read.first + tokens[-1]) if tokens else Window(read, 0, 0)


Group = tuple[Window, ...]
"""Windows of one question; at most the first one answers."""


class Rounds(Protocol):
    """Draws groups: one shuffled round over its questions."""

    def round(self, rng: random.Random) -> Iterator[Group]: ...


class ProgrammeSampler:
    """Turns searched questions into groups, differently at each visit; the seed decides all.

    `exchange` is the share of visits that meet other persons, years and numbers.
    """

    def __init__(self, searched: Sequence[Searched], tokenizer: Tokenizer, exchange: float = 0.0) -> None:
        self._searched = searched
        self._windows = _Windows(tokenizer)
        self._exchange = exchange
        passages = {passage.text for one in searched for passage in one.others} if exchange else set()
        self._persons = persons_in(sorted(passages))

    def round(self, rng: random.Random) -> Iterator[Group]:
        for one in rng.sample(self._searched, len(self._searched)):
            yield self.group(one, rng)

    def group(self, one: Searched, rng: random.Random) -> Group:
        if rng.random() < self._exchange:
            one = exchanged(one, self._persons, rng)
        text = roughen(one.text, rng) if rng.random() < _ROUGH else one.text
        taken = one.right is None or rng.random() < _TAKEN_AWAY
        others = _drawn(one.others, rng.randint(3, SERVED) if taken else rng.randint(2, SERVED - 1), rng)
        if one.nearest is not None and one.nearest not in others:
            others[-1:] = [one.nearest]
        return self._windows.group(text, None if taken else one, others)


class ServedSampler:
    """Turns searched questions into groups of what the bot would read: the answering passage and the first found."""

    def __init__(self, searched: Sequence[Searched], tokenizer: Tokenizer) -> None:
        self._searched = searched
        self._windows = _Windows(tokenizer)

    def round(self, rng: random.Random) -> Iterator[Group]:
        for one in rng.sample(self._searched, len(self._searched)):
            yield self._windows.group(one.text, one, one.others[: SERVED - (one.right is not None)])


class _Windows:
    """Passages are tokenized once, as long as there are not too many: they come back with every question that finds
    them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[tuple[str, str], tuple[list[int], list[int], list[tuple[int, int]]]] = {}

    def group(self, text: str, answered: Searched | None, others: Sequence[SearchedPassage]) -> Group:
        """The answering passage of `answered`, where it has one, before the others."""
        windows = [self._window(text, passage) for passage in others]
        if answered is not None and answered.right is not None:
            windows.insert(0, self._window(text, answered.right, answered.answer))
        return tuple(windows)

    def _window(self, text: str, passage: SearchedPassage, answer: Span | None = None) -> Window:
        context, ids, offsets = self._tokenized(passage)
        read = assemble(self._ids(question_text(text, passage.glosses)), context, ids)
        return Window(read, 0, 0) if answer is None else answering_window(read, offsets, answer)

    def _tokenized(self, passage: SearchedPassage) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        place = passage.context, passage.text
        if place not in self._known:
            encoding = self._tokenizer.encode(passage.text, add_special_tokens=False)
            if len(self._known) > _KNOWN:
                self._known.clear()
            self._known[place] = (self._ids(context_text(passage.context)), encoding.ids, encoding.offsets)
        return self._known[place]

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def _drawn(found: Sequence[SearchedPassage], count: int, rng: random.Random) -> list[SearchedPassage]:
    near, far = list(found[:_NEAR]), list(found[_NEAR:])
    chosen: list[SearchedPassage] = []
    while len(chosen) < count and (near or far):
        pool = near if near and (not far or rng.random() < _NEAR_SHARE) else far
        chosen.append(pool.pop(rng.randrange(len(pool))))
    return chosen
