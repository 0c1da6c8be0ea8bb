"""Draws training groups: a question with one passage that answers it, or none, and passages that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tokenizers import Tokenizer

from bot.lab.data.context import Contexts
from bot.lab.data.negatives import Pool
from bot.lab.data.noise import roughen
from bot.lab.data.public_sets import SetQuestion, Source
from bot.lab.data.windows import Tokenized, around
from corpus.types import Span
from index.reader.tokens import ReaderInput, assemble, question_text

VISITS: Mapping[Source, float] = {
    Source.SQUAD_SV: 1.0,
    Source.SQUAD_EN: 0.35,
    Source.XQUAD_EN: 0.6,
    Source.XQUAD_DE: 0.25,
    Source.NORQUAD: 0.8,
    Source.SWEQUAD: 3.0,
    Source.POLICYQA: 0.15,
}
"""How often a question of each set is drawn in one round: the sets closest to bulletins oftenest."""

OTHER_LANGUAGE = {Source.SQUAD_SV: 0.42, Source.SQUAD_EN: 0.3, Source.XQUAD_EN: 0.5, Source.XQUAD_DE: 0.75}
"""The share of questions asked in another language than the passage's."""

ROUGH = 0.22
FALSE_PREMISE = 0.07
FOREIGN = 0.06


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
    """Draws groups: one shuffled round over its questions, or rounds without end."""

    def round(self, rng: random.Random) -> Iterator[Group]: ...


class Mixed:
    """Two samplers drawn from without end; `share` of the groups come from the second one."""

    def __init__(self, first: Rounds, second: Rounds, share: float) -> None:
        self._samplers = (first, second)
        self._share = share

    def round(self, rng: random.Random) -> Iterator[Group]:
        first, second = (_endless(sampler, rng) for sampler in self._samplers)
        while True:
            yield next(second if rng.random() < self._share else first)


def _endless(sampler: Rounds, rng: random.Random) -> Iterator[Group]:
    while True:
        yield from sampler.round(rng)


class Sampler:
    """Turns questions into groups, differently at each visit; the seed decides all."""

    def __init__(
        self,
        questions: Sequence[SetQuestion],
        paragraphs: Mapping[str, Tokenized],
        pool: Pool,
        tokenizer: Tokenizer,
        contexts: Contexts,
    ) -> None:
        self._questions = questions
        self._paragraphs = paragraphs
        self._pool = pool
        self._tokenizer = tokenizer
        self._contexts = contexts

    def round(self, rng: random.Random) -> Iterator[Group]:
        """One shuffled round over the questions, each drawn as often as its set's visits say."""
        drawn = []
        for question in self._questions:
            visits = VISITS[question.paragraph.source]
            drawn += [question] * (int(visits) + (rng.random() < visits % 1))
        rng.shuffle(drawn)
        for question in drawn:
            yield self.group(question, rng)

    def group(self, question: SetQuestion, rng: random.Random) -> Group:
        text = self._wording(question, rng)
        if question.answers and rng.random() < FALSE_PREMISE:
            swapped = self._pool.false_premise(text, question, rng)
            if swapped is not None:
                return (self._answering(swapped, question, rng, denied=True),)
        asked = roughen(text, rng) if rng.random() < ROUGH else text
        first = self._answering(asked, question, rng, denied=not question.answers)
        return (first, *self._negatives(asked, question, rng))

    def _wording(self, question: SetQuestion, rng: random.Random) -> str:
        share = OTHER_LANGUAGE.get(question.paragraph.source, 0.0)
        return rng.choice(question.others) if question.others and rng.random() < share else question.text

    def _answering(self, asked: str, question: SetQuestion, rng: random.Random, denied: bool) -> Window:
        paragraph = self._paragraphs[question.paragraph.text]
        span = paragraph.tokens_of(*question.answers[0]) if question.answers else None
        at = span
        if at is None:
            place = rng.randrange(len(paragraph.ids))
            at = (place, place + 1)
        # A question without an answer here keeps most of its paragraph: the near-answer must be in sight.
        budget = rng.randint(30, 115) if question.answers else rng.randint(80, 150)
        window = around(paragraph, at, budget, rng)
        return self._window(asked, paragraph, window, None if denied else span, rng)

    def _negatives(self, asked: str, question: SetQuestion, rng: random.Random) -> Iterator[Window]:
        count = rng.choice((1, 2)) if question.answers else int(rng.random() < 0.3)
        for _ in range(count):
            if rng.random() < FOREIGN:
                paragraph, window = self._pool.foreign(question, rng)
            else:
                paragraph, window = self._pool.negative(question, rng)
            yield self._window(asked, paragraph, window, None, rng)

    def _window(
        self,
        asked: str,
        paragraph: Tokenized,
        window: tuple[int, int],
        span: tuple[int, int] | None,
        rng: random.Random,
    ) -> Window:
        context = self._contexts.draw(paragraph, window, rng)
        read = assemble(
            self._encode(question_text(asked)),
            self._encode(context) if context else [],
            paragraph.ids[window[0] : window[1]].tolist(),
        )
        if span is None:
            return Window(read, 0, 0)
        start = read.first + span[0] - window[0]
        return Window(read, start, min(start + span[1] - span[0] - 1, read.first + read.length - 1))

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids
