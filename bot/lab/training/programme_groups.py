"""Draws training groups from programmes: a question with the passages that the project's own search finds for it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from bot.lab.data.noise import roughen
from bot.lab.data.programmes import Programme, ProgrammeQuestion
from bot.lab.training.embedding import Hook
from bot.lab.training.groups import ROUGH, Group, Window, answering_window
from bot.lab.training.span_scores import holds_accepted
from corpus.types import Passage, Span
from index.encoder.protocol import Encoder
from index.reader.tokens import assemble, context_text, question_text
from index.retriever import Retriever
from index.snapshot.build import build

_FOUND = 20
_NEAR = 5
"""Of the passages that were found, the first ones are drawn most: these are what the reader must tell apart."""
_NEAR_SHARE = 0.8
_TAKEN_AWAY = 0.12
"""The share of answerable questions that are asked with the answering passage taken away."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A question, the passage that answers it (None: no passage does), and what else the search found, best first.

    `nearest` is the passage that looks as if it answered a question without an answer.
    """

    asked: ProgrammeQuestion
    right: Passage | None
    others: tuple[Passage, ...]
    nearest: Passage | None = None


class ProgrammeSampler:
    """Turns searched questions into groups, differently at each visit; the seed decides all."""

    def __init__(self, searched: Sequence[Searched], tokenizer: Tokenizer, visits: int = 1) -> None:
        self._searched = searched
        self._tokenizer = tokenizer
        self._visits = visits

    def round(self, rng: random.Random) -> Iterator[Group]:
        drawn = list(self._searched) * self._visits
        rng.shuffle(drawn)
        for one in drawn:
            yield self.group(one, rng)

    def group(self, one: Searched, rng: random.Random) -> Group:
        text = roughen(one.asked.text, rng) if rng.random() < ROUGH else one.asked.text
        taken = one.right is None or rng.random() < _TAKEN_AWAY
        others = _drawn(one.others, 3 if taken else rng.choice((2, 3)), rng)
        if one.nearest is not None and one.nearest not in others:
            others[-1:] = [one.nearest]
        windows = [self._window(text, passage) for passage in others]
        if not taken and one.right is not None:
            windows.insert(0, self._window(text, one.right, one.asked))
        return tuple(windows)

    def _window(self, text: str, passage: Passage, asked: ProgrammeQuestion | None = None) -> Window:
        encoding = self._tokenizer.encode(passage.text, add_special_tokens=False)
        read = assemble(self._ids(question_text(text)), self._ids(context_text(passage.context)), encoding.ids)
        if asked is None or asked.answer is None:
            return Window(read, 0, 0)
        answer = Span(asked.answer.start - passage.start, asked.answer.end - passage.start)
        return answering_window(read, encoding.offsets, answer)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def _drawn(found: Sequence[Passage], count: int, rng: random.Random) -> list[Passage]:
    near, far = list(found[:_NEAR]), list(found[_NEAR:])
    chosen: list[Passage] = []
    while len(chosen) < count and (near or far):
        pool = near if near and (not far or rng.random() < _NEAR_SHARE) else far
        chosen.append(pool.pop(rng.randrange(len(pool))))
    return chosen


def searched(programmes: Sequence[Programme], encoder: Encoder, hook: Hook) -> list[Searched]:
    """Every question with what the search finds for it in its own programme's bulletins."""
    found: list[Searched] = []
    for programme in programmes:
        with tempfile.TemporaryDirectory() as folder:
            build(list(programme.bulletins.values()), encoder, Path(folder))
            retriever = Retriever(Path(folder), encoder)
            one = [_searched(asked, retriever) for asked in programme.questions]
            # An answer that runs over the end of its passage can be pointed at in none.
            found += [each for each in one if each.right is not None or each.asked.answer is None]
        hook(f"searched {programme.name}: {len(programme.questions)} questions")
    return found


def _searched(asked: ProgrammeQuestion, retriever: Retriever) -> Searched:
    passages = [hit.passage for hit in retriever.search(asked.text, 10_000, asked.language)]
    right = next((passage for passage in passages if asked.is_answered_in(passage)), None)
    # What holds an accepted text may answer too, in other words: it is no example of a wrong passage.
    others = [
        passage for passage in passages if passage is not right and not holds_accepted(passage.text, asked.accepted)
    ]
    near = (passage for passage in others if passage.bulletin_id == asked.bulletin_id)
    return Searched(asked, right, tuple(others[:_FOUND]), next(near, None) if asked.answer is None else None)
