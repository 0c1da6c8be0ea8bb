"""A small retrieval collection out of a question set, to measure the reader where it works: behind a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.lab.data.context import title_of
from bot.lab.data.public_sets import Paragraph
from bot.lab.data.windows import consecutive, tokenize
from corpus.language.words import stem, words
from corpus.types import Passage
from index.encoder.protocol import Encoder

_RRF = 60


@dataclass(frozen=True, slots=True)
class CollectionHit:
    """One passage of a search: its row, the fused score and the cosine."""

    row: int
    score: float
    cosine: float


class Collection:
    """Passages of about 100 tokens with their titles, searched by cosine and BM25, fused by reciprocal ranks.

    `lexical` off leaves the cosines alone, as for English questions over Swedish text.
    """

    def __init__(self, passages: Sequence[Passage], encoder: Encoder) -> None:
        self.passages = tuple(passages)
        self._encoder = encoder
        texts = [f"{passage.context}\n{passage.text}" for passage in passages]
        self._vectors = encoder.encode_passages(texts)
        self._index = bm25s.BM25()
        self._index.index([self._tokens(text) for text in texts], show_progress=False)

    def search(self, question: str, top_k: int, *, lexical: bool = True) -> list[CollectionHit]:
        cosines = self._vectors @ self._encoder.encode_queries([question])[0]
        scores = 1.0 / (_RRF + _ranks(cosines))
        if lexical:
            known = np.asarray(self._index.get_scores(self._tokens(question)))
            scores = scores + 1.0 / (_RRF + _ranks(known))
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [CollectionHit(int(row), float(scores[row]), float(cosines[row])) for row in best]

    @staticmethod
    def _tokens(text: str) -> list[str]:
        return [stem(word) for word in words(text)]


def _ranks(scores: NDArray[np.floating]) -> NDArray[np.int64]:
    ranks = np.empty(len(scores), np.int64)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return ranks


def passages_of(paragraphs: Sequence[Paragraph], tokenizer: Tokenizer, budget: int = 100) -> list[Passage]:
    """Every paragraph cut at sentence ends; a passage's `bulletin_id` is the paragraph's `place_of`."""
    passages = []
    for paragraph in paragraphs:
        tokenized = tokenize(paragraph, tokenizer)
        for window in consecutive(tokenized, budget):
            start, end = int(tokenized.offsets[window[0], 0]), int(tokenized.offsets[window[1] - 1, 1])
            passages.append(
                Passage(place_of(paragraph), (), paragraph.text[start:end], start, end, title_of(paragraph))
            )
    return passages


def place_of(paragraph: Paragraph) -> str:
    return f"{paragraph.source.value}/{paragraph.article}/{paragraph.number}"
