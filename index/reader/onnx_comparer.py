"""Compares an older statement with a later passage: whether that says the same again, another value, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.types import Span
from index.encoder.packaged.words import Tokens, WordTable
from index.reader.span import best_span, whole_words
from index.reader.tokens import ReaderInput, assemble_pair, context_text, question_text
from index.reader.windows import Scores, WindowScorer
from index.types import Comparison, Excerpt


class OnnxComparer:
    """The small network over a folder that `prepare_comparer` made, with the reader's words. Safe to call from several
    threads.

    Raises ModelError where the folder cannot be loaded.
    """

    def __init__(self, folder: Path, words: WordTable, threads: int | None = None) -> None:
        self._words = words
        self._scorer = WindowScorer(folder, words, threads)

    def compare(self, question: str, pairs: Sequence[tuple[Excerpt, Excerpt]]) -> list[Comparison]:
        """What the later excerpt of each pair (older, later) makes of the older one's answer, in the pairs' order."""
        if not pairs:
            return []
        texts = [question_text(question)]
        for older, later in pairs:
            texts += [context_text(older.context) + older.text, context_text(later.context), later.text]
        encoded = self._words.encode(texts)
        inputs = [
            assemble_pair(encoded[0].ids, *(one.ids for one in encoded[at : at + 3]))
            for at in range(1, len(encoded), 3)
        ]
        found = zip(inputs, encoded[3::3], pairs, self._scorer.score(inputs), strict=True)
        return [_comparison(read, tokens, later.text, scores) for read, tokens, (_, later), scores in found]


def _comparison(read: ReaderInput, tokens: Tokens, text: str, scores: Scores) -> Comparison:
    odds = np.exp(scores.outcomes - scores.outcomes.max())
    other, same, changed = (odds / odds.sum()).tolist()
    inside = slice(read.first, read.first + read.length)
    if not read.length:
        return Comparison(Span(0, 0), other, same, changed)
    first, last, _ = best_span(scores.start[inside], scores.end[inside])
    span = whole_words(text, tokens.span(first, last))
    return Comparison(span, other, same, changed)
