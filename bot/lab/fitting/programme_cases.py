"""The questions of made-up programmes that no training sees, each searched in its own programme's bulletins."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.answering.answerer import TOP_K
from bot.answering.question.asked import Question, answer_kind
from bot.lab.data.articles import ArticleSplit
from bot.lab.data.programmes import ProgrammeQuestion, load_programmes
from bot.lab.fitting.weights import Case
from corpus.types import Language
from index.encoder.protocol import Encoder
from index.encoder.query_map import read_query_map
from index.retriever import Retriever
from index.snapshot.build import build


def programme_cases(encoder: Encoder) -> list[tuple[str, Case]]:
    """The questions of the programmes to fit on, with the kind: `programme`, or `programme-none` without answer."""
    found: list[tuple[str, Case]] = []
    for programme in load_programmes(split=ArticleSplit.FIT):
        with tempfile.TemporaryDirectory() as folder:
            build(list(programme.bulletins.values()), encoder, Path(folder))
            found += _cases(programme.questions, Retriever(Path(folder), encoder, read_query_map(encoder.name)))
    return found


def _cases(questions: tuple[ProgrammeQuestion, ...], retriever: Retriever) -> Iterator[tuple[str, Case]]:
    for asked in questions:
        question = Question(asked.text, asked.text, Language(asked.language), answer_kind(asked.text))
        hits = retriever.search(asked.text, TOP_K, asked.language)
        name = "programme-none" if asked.answer is None else "programme"
        yield name, Case(question, hits, asked.bulletin_id, asked.answer)
