"""Bulletins from Markdown, and a searcher whose ranking can be predicted: shared words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.answering.choosing.calibration import Calibration, Weights
from bot.answering.choosing.heuristic import HeuristicExtractor
from corpus.language.words import folded_words as words
from corpus.shelf.library import Library
from corpus.split import split
from corpus.types import Bulletin, PartialDate, Passage
from index.types import Hit
from tests.corpus.rendered import render

ROOT = Path(__file__).resolve().parents[2]


def page(markdown: str, name: str = "page", title: str = "Lägesrapport", published: str | None = "2020-04",
         language: str = "sv", url: str | None = None) -> Bulletin:  # fmt: skip
    body, blocks = render(markdown)
    date = None if published is None else PartialDate.parse(published)
    return Bulletin(
        id=name,
        title=title,
        body=body,
        blocks=blocks,
        source=markdown,
        url=url or f"https://example.org/{name}",
        published=date,
        language=language,
    )


class WordSearcher:
    """Ranks passages by the share of the query's words that they hold."""

    def __init__(self, bulletins: Sequence[Bulletin]) -> None:
        self._found = [
            (passage, bulletin)
            for bulletin in bulletins
            for passage in split(bulletin, lambda text: len(text.split()), 400)
        ]
        self.queries: list[str] = []

    @property
    def snapshot_id(self) -> str:
        return "made-by-hand"

    def search(self, query: str, *, top_k: int, language: str) -> list[Hit]:
        self.queries.append(query)
        hits = [self._hit(query, passage, bulletin) for passage, bulletin in self._found]
        return sorted(hits, key=lambda hit: -hit.score)[:top_k]

    def mentions(self, word: str) -> bool:
        return any(word in words(bulletin.body) for _, bulletin in self._found)

    def _hit(self, query: str, passage: Passage, bulletin: Bulletin) -> Hit:
        score = shared_words(query, f"{passage.context} {passage.text}")
        sentences = tuple(0.8 + 0.1 * shared_words(query, bulletin.body[span.start : span.end])
                          for span in passage.sentences)  # fmt: skip
        return Hit(passage, bulletin, score, 0.8 + 0.1 * score, 10 * score, sentences)


def shared_words(query: str, text: str) -> float:
    asked = set(words(query))
    return len(asked & set(words(text))) / max(len(asked), 1)


RANKING = {"cosine_gap": 2.0, "dense_gap": 1.0, "reciprocal_rank": 0.8, "sentence_coverage": 2.5, "evidence": 1.2,
           "passage_coverage": 2.0, "neighbour_evidence": 0.6, "missing_numbers": -2.0}  # fmt: skip
CONFIDENCE = {"intercept": -3.0, "margin": 0.3, "quote_coverage": 5.0, "unknown_words": -2.5, "evidence": 1.5}


@pytest.fixture
def extractor() -> HeuristicExtractor:
    """Rounded numbers, so that a new fit of the shipped ones changes no test of behaviour."""
    weights = Weights(RANKING, CONFIDENCE)
    return HeuristicExtractor(Calibration(weights, weights, default_threshold=0.5))


@pytest.fixture
def make_page() -> Callable[..., Bulletin]:
    return page


@pytest.fixture
def make_searcher() -> Callable[[Sequence[Bulletin]], WordSearcher]:
    return WordSearcher


@pytest.fixture(scope="session")
def shipped() -> tuple[Bulletin, ...]:
    return tuple(Library(ROOT / "corpus" / "bulletins").load().bulletins)
