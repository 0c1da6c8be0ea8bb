"""Quotes without a reader: cosines, words and the kind of answer, weighed with fitted numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate

from bot.answering.calibration import Calibration, Weights, linear, logistic
from bot.answering.extraction import Candidate
from bot.answering.features import Retrieved, Scored, confidence_features, sentence_features
from bot.answering.question import Question
from bot.answering.quotes import quote_span
from bot.answering.span import answer_span, evidence
from corpus.types import Span
from index.types import Hit

MOST_CANDIDATES = 8


class HeuristicExtractor:
    """An `Extractor` that needs nothing but the hits."""

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration

    def threshold(self, max_error: float | None) -> float:
        return self._calibration.threshold(max_error)

    def extract(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        if not hits:
            return []
        retrieved = Retrieved.of(question, hits)
        ranked = self._ranked(retrieved)
        found = [self._candidate(retrieved, ranked, place) for place in range(min(len(ranked), MOST_CANDIDATES))]
        # No quote may look surer than the one before it.
        lowest = accumulate((candidate.probability for candidate in found), min)
        return [replace(one, score=value, probability=value) for one, value in zip(found, lowest, strict=True)]

    def _ranked(self, retrieved: Retrieved) -> list[tuple[float, Scored]]:
        """The best sentence of each passage, best first."""
        best: dict[str, tuple[float, Scored]] = {}
        for scored in sentence_features(retrieved):
            points = linear(self._weights_for(retrieved, scored).ranking, scored.features)
            key = scored.sentence.hit.passage.id
            if key not in best or points > best[key][0]:
                best[key] = (points, scored)
        return sorted(best.values(), key=lambda pair: -pair[0])

    def _weights_for(self, retrieved: Retrieved, scored: Scored) -> Weights:
        same = scored.sentence.hit.bulletin.language == retrieved.question.language.value
        return self._calibration.weights(same_language=same)

    def _candidate(self, retrieved: Retrieved, ranked: Sequence[tuple[float, Scored]], place: int) -> Candidate:
        points, scored = ranked[place]
        others = [other for rank, (other, _) in enumerate(ranked) if rank != place]
        margin = points - max(others) if others else 0.0
        confidence = self._weights_for(retrieved, scored).confidence
        probability = logistic(linear(confidence, confidence_features(retrieved, scored, margin)))
        hit = scored.sentence.hit
        quote, span = marked_quote(retrieved, scored)
        return Candidate(hit, quote, score=probability, probability=probability, span=span)


def marked_quote(retrieved: Retrieved, scored: Scored) -> tuple[Span, Span | None]:
    """The quote around a sentence and the part of it that answers, both in the bulletin's body."""
    kind = retrieved.question.kind
    hit = scored.sentence.hit
    quote = quote_span(scored.sentences, scored.place, kind, partial(evidence, kind, terms=retrieved.terms))
    text = hit.bulletin.body[quote.start : quote.end]
    span = answer_span(kind, text, retrieved.terms, hit.passage.text)
    return quote, None if span is None else Span(quote.start + span.start, quote.start + span.end)
