"""Quotes without a reader: cosines, words and the kind of answer, weighed with fitted numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from bot.answering.choosing.calibration import Calibration, Weights, linear, logistic
from bot.answering.choosing.extraction import DEPTH, Candidate
from bot.answering.choosing.features import Retrieved, Scored, sentence_features, word_confidence_features
from bot.answering.choosing.quotes import quote_span
from bot.answering.choosing.span import answer_span, evidence
from bot.answering.question.asked import AnswerKind, Question
from corpus.language.forms import occurs
from corpus.language.words import content_words
from corpus.types import Span
from index.types import Hit


class HeuristicExtractor:
    """An `Extractor` that needs nothing but the hits."""

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration

    def threshold(self, max_error: float | None) -> float:
        return self._calibration.threshold(max_error)

    def extract(self, question: Question, hits: Sequence[Hit], depth: int = DEPTH) -> list[Candidate]:
        if not hits:
            return []
        retrieved = Retrieved.of(question, hits)
        ranked = self._ranked(retrieved)[:depth]
        if not ranked:
            return []
        best, first = ranked[0]
        probability = logistic(self.logit(retrieved, first, best - ranked[1][0] if len(ranked) > 1 else 0.0))
        return [
            _candidate(retrieved, scored, probability * math.exp(score - best), logistic(self.logit(retrieved, scored)))
            for score, scored in ranked
        ]

    def scores(self, retrieved: Retrieved) -> list[tuple[float, Scored]]:
        """Every quotable sentence with its score, in the hits' order; one more is e times the odds of answering."""
        return [
            (linear(self._weights_for(retrieved, scored).ranking, scored.features), scored)
            for scored in sentence_features(retrieved)
        ]

    def logit(self, retrieved: Retrieved, scored: Scored, margin: float = 0.0) -> float:
        """The log-odds that the quote around a sentence answers; `margin` is its lead in score over other passages."""
        quote, _ = marked_quote(retrieved, scored)
        text = scored.sentence.hit.bulletin.body[quote.start : quote.end]
        confidence = self._weights_for(retrieved, scored).confidence
        return linear(confidence, word_confidence_features(retrieved, scored, text, margin))

    def _ranked(self, retrieved: Retrieved) -> list[tuple[float, Scored]]:
        """The best sentence of each passage, best first."""
        best: dict[str, tuple[float, Scored]] = {}
        for score, scored in self.scores(retrieved):
            key = scored.sentence.hit.passage.id
            if key not in best or score > best[key][0]:
                best[key] = (score, scored)
        return sorted(best.values(), key=lambda pair: -pair[0])

    def _weights_for(self, retrieved: Retrieved, scored: Scored) -> Weights:
        same = scored.sentence.hit.bulletin.language == retrieved.question.language.value
        return self._calibration.weights(same_language=same)


def _candidate(retrieved: Retrieved, scored: Scored, probability: float, own_probability: float) -> Candidate:
    quote, span = marked_quote(retrieved, scored)
    return Candidate(
        scored.sentence.hit,
        quote,
        score=probability,
        probability=probability,
        span=span,
        own_probability=own_probability,
    )


def marked_quote(retrieved: Retrieved, scored: Scored) -> tuple[Span, Span | None]:
    """The quote around a sentence and the part of it that answers, both in the bulletin's body."""
    kind = retrieved.question.kind
    hit = scored.sentence.hit
    quote = quote_span(scored.sentences, scored.place, kind, partial(evidence, kind, terms=retrieved.terms))
    text = hit.bulletin.body[quote.start : quote.end]
    span = None if _is_anyones(retrieved, text) else answer_span(kind, text, retrieved.terms, hit.passage.text)
    return quote, None if span is None else Span(quote.start + span.start, quote.start + span.end)


def _is_anyones(retrieved: Retrieved, quote: str) -> bool:
    """Whether a follow-up asks who, and no word of its own tells which of the people named is meant."""
    question = retrieved.question
    if question.kind is not AnswerKind.PERSON or question.query == question.text:
        return False
    return not any(occurs(word, quote) for word in content_words(question.text))
