"""Reads a question with each passage: the answering span, and whether the passage answers at all.

An English question is read with the Swedish words for its own that stand in the passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.language.counterparts import glosses
from corpus.language.detection import detect_language
from corpus.types import Passage, Span
from index.encoder.packaged.words import Tokens, WordTable, shared_words, words_folder
from index.reader.span import best_span, whole_words
from index.reader.tokens import ReaderInput, assemble, context_text, question_text
from index.reader.windows import Scores, WindowScorer
from index.types import Reading, ScoredSpan

MARGIN_WEIGHT = 0.15
"""What the span's margin adds to the answerable logit in the order of passages; chosen on the development part."""


class OnnxReader:
    """The small cross-encoder over a folder that `prepare_reader` made, with the words in the same cache unless others
    are given. Safe to call from several threads.

    Raises ModelError where the folder cannot be loaded.
    """

    def __init__(self, folder: Path, threads: int | None = None, words: WordTable | None = None) -> None:
        self.words = words or shared_words(words_folder(folder.parents[1]))
        self._scorer = WindowScorer(folder, self.words, threads)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in the passages' order."""
        if not passages:
            return []
        language = detect_language(question)
        texts: list[str] = []
        for passage in passages:
            glossed = glosses(question, language, f"{passage.context} {passage.text}")
            texts += [question_text(question, glossed), context_text(passage.context), passage.text]
        encoded = self.words.encode(texts)
        inputs = [assemble(*(one.ids for one in encoded[at : at + 3])) for at in range(0, len(encoded), 3)]
        found = zip(inputs, encoded[2::3], passages, self._scorer.score(inputs), strict=True)
        return [_reading(read, tokens, passage, scores) for read, tokens, passage, scores in found]


def _reading(read: ReaderInput, tokens: Tokens, passage: Passage, scores: Scores) -> Reading:
    null, answerable = float(scores.start[0] + scores.end[0]), float(scores.outcomes[0])

    def best_of(places: range) -> ScoredSpan | None:
        """The best answer among some of the passage's tokens; those of its end are not read where it is long."""
        inside = slice(read.first + places.start, read.first + min(places.stop, read.length))
        if inside.start >= inside.stop:
            return None
        first, last, score = best_span(scores.start[inside], scores.end[inside])
        span = tokens.span(places.start + first, places.start + last)
        return ScoredSpan(whole_words(passage.text, span), score)

    best = best_of(range(read.length))
    if best is None:
        return Reading(Span(0, 0), null, null, answerable, answerable)
    sentences = [Span(one.start - passage.start, one.end - passage.start) for one in passage.sentences]
    within = tuple(best_of(places) for places in tokens.within(sentences))
    return Reading(best.span, best.score, null, answerable, answerable + MARGIN_WEIGHT * (best.score - null), within)
