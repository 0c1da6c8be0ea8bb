"""Draws training groups from what was searched: a question with passages that the project's own search finds for it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tokenizers import Tokenizer

from bot.lab.data.noise import roughen
from bot.lab.data.pack import Searched, SearchedPassage
from bot.lab.training.groups import ROUGH, Group, Window, answering_window
from corpus.types import Span
from index.reader.tokens import assemble, context_text, question_text

SERVED = 5
"""How many passages the bot reads for a question."""
_NEAR = 8
"""Of the passages that were found, the first ones are drawn most: these are what the reader must tell apart."""
_NEAR_SHARE = 0.85
_TAKEN_AWAY = 0.15
"""The share of answerable questions that are asked with the answering passage taken away."""


class ProgrammeSampler:
    """Turns searched questions into groups, differently at each visit; the seed decides all."""

    def __init__(self, searched: Sequence[Searched], tokenizer: Tokenizer) -> None:
        self._searched = searched
        self._windows = _Windows(tokenizer)

    def round(self, rng: random.Random) -> Iterator[Group]:
        for one in rng.sample(self._searched, len(self._searched)):
            yield self.group(one, rng)

    def group(self, one: Searched, rng: random.Random) -> Group:
        text = roughen(one.text, rng) if rng.random() < ROUGH else one.text
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
    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def group(self, text: str, answered: Searched | None, others: Sequence[SearchedPassage]) -> Group:
        """The answering passage of `answered`, where it has one, before the others."""
        windows = [self._window(text, passage) for passage in others]
        if answered is not None and answered.right is not None:
            windows.insert(0, self._window(text, answered.right, answered.answer))
        return tuple(windows)

    def _window(self, text: str, passage: SearchedPassage, answer: Span | None = None) -> Window:
        encoding = self._tokenizer.encode(passage.text, add_special_tokens=False)
        read = assemble(self._ids(question_text(text)), self._ids(context_text(passage.context)), encoding.ids)
        return Window(read, 0, 0) if answer is None else answering_window(read, encoding.offsets, answer)

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
