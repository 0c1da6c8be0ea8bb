"""The questions of made-up programmes that no training sees, each searched in its own programme's bulletins."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.answering.answerer import TOP_K
from bot.answering.question.asked import Question, answer_kind
from bot.lab.data.programmes import ProgrammeQuestion, read_programme
from bot.lab.data.searching import indexed
from bot.lab.data.splits import PROGRAMMES, DataSplit, shelves_of_split
from bot.lab.fitting.weights import Case
from corpus.language.detection import detect_language
from index.encoder.protocol import Encoder
from index.retriever import Retriever


def programme_cases(
    encoder: Encoder, authorities: Path | None = None, most: int | None = None, kept: Path | None = None
) -> list[tuple[str, Case]]:
    """The questions of the programmes to fit on, at most so many of each, with their kind: `programme`, or
    `programme-none` without answer. So of the shelves of authorities' pages, where their folder is given. `kept` as in
    `indexed`."""
    found: list[tuple[str, Case]] = []
    for path in shelves_of_split(DataSplit.FIT, *filter(None, (PROGRAMMES, authorities))):
        programme = read_programme(path)
        rng = random.Random(programme.name)  # noqa: S311 - a seeded sample, no secret
        drawn = rng.sample(programme.questions, len(programme.questions))[:most]
        with indexed(programme.bulletins.values(), encoder, kept) as retriever:
            found += _cases(programme.name, drawn, retriever)
    return found


def _cases(shelf: str, questions: Sequence[ProgrammeQuestion], retriever: Retriever) -> Iterator[tuple[str, Case]]:
    for asked in questions:
        # As the bot reads it: its language is told from its words.
        language = detect_language(asked.text)
        question = Question(asked.text, asked.text, language, answer_kind(asked.text))
        hits = retriever.search(asked.text, TOP_K, language.value)
        name = "programme-none" if asked.answer is None else "programme"
        yield name, Case(question, hits, asked.bulletin_id, asked.answer, accepted=asked.accepted, group=shelf)
