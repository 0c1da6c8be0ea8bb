"""A shelf of bulletins that were made to hold the bot up is indexed, and asked, in seconds of the processor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.answering.choosing.extraction import Extractor
from bot.wiring.searching import Searching
from corpus.shelf.bulletin_file import read_data
from corpus.types import Bulletin
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder
from tests.corpus.test_hostile_files import SIGNS, TEXT

MOST = 10.0
"""Seconds of the processor for one question about all of the bulletins, and for the index of four of them."""
SAMPLE = ("stops", "names", "brackets")
QUESTIONS = ("När blir det nya huset klart?", "a", "Vem är Rubrik-Aa-Aa?", "[a](", "Vad är <a?", "." * 400 + "a")


def shelf(kinds: tuple[str, ...]) -> Iterator[Bulletin]:
    """Bulletins of these kinds of signs, each with a sentence to ask for; those that are refused are none."""
    for kind in kinds:
        source = SIGNS[kind] if SIGNS[kind].startswith("---") else f"---\ntitle: Om {kind}\n---\n\n{TEXT}{SIGNS[kind]}"
        read = read_data(Path(f"{kind.replace(' ', '-')}.md"), source.encode())
        if read.bulletin:
            yield read.bulletin


@contextmanager
def within(seconds: float, what: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds, what


@pytest.mark.soak
def test_it_is_indexed_and_every_question_about_it_is_answered(
    tmp_path: Path, extractor: Extractor, soak: bool, tell: Callable[[str], None]
) -> None:
    bulletins = list(shelf(tuple(SIGNS) if soak else SAMPLE))
    assert len(bulletins) >= (25 if soak else len(SAMPLE))
    encoder, begun = WordEncoder(), time.process_time()
    with within(MOST * max(len(bulletins) / 4, 1), "the index"):
        build(bulletins, encoder, tmp_path)
    answerer = Answerer(Searching(Retriever(tmp_path, encoder)), extractor)
    for question in QUESTIONS:
        with within(MOST, question[:40]):
            answer = answerer.answer(question)
        if question == QUESTIONS[0]:
            assert answer.answers or answer.related
    tell(f"{len(bulletins)} hostile bulletins indexed and asked: {time.process_time() - begun:.1f} s of the processor")
