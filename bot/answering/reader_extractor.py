"""Quotes with a reader: it chooses passage and span, and a calibration fitted for it says how sure it may be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from bot.answering.extraction import Candidate
from bot.answering.question import Question
from bot.answering.quotes import MOST_CHARACTERS, quote_span
from bot.answering.sentences import Sentence, sentences_of
from bot.answering.span import evidence
from corpus.types import Passage, Span
from index.reader_calibration import Calibration, features
from index.types import Hit, Reading

READ_PASSAGES = 10
"""How many of the best passages are read: the rest hold the answer too seldom for the time that they take."""

_TRIMMED = " \n,.;:!?”\"'()–-"
_LONGEST_SPAN = 160


class Reader(Protocol):
    """Reads passages for one question."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""


class ReaderExtractor:
    """An `Extractor` that trusts a reader for order, span and abstention."""

    def __init__(self, reader: Reader, calibration: Calibration, passages: int = READ_PASSAGES) -> None:
        self._reader = reader
        self._calibration = calibration
        self._passages = passages

    def threshold(self, max_error: float | None) -> float:
        return self._calibration.threshold(max_error)

    def extract(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        read = list(hits[: self._passages])
        readings = self._reader.read(question.query, [hit.passage for hit in read])
        cosines = [hit.dense for hit in read]
        found = []
        for place in self._calibration.order(readings, cosines):
            same = read[place].bulletin.language == question.language.value
            known = features(readings, cosines, place, same_language=same)
            found.append(_candidate(question, read[place], readings[place], self._calibration.probability(known)))
        return [candidate for candidate in found if candidate is not None]


def _candidate(question: Question, hit: Hit, reading: Reading, probability: float) -> Candidate | None:
    sentences = sentences_of(hit)
    span = Span(hit.passage.start + reading.span.start, hit.passage.start + reading.span.end)
    place = _quotable_place(sentences, span)
    if place is None:
        return None
    kind = question.kind
    quote = quote_span(sentences, place, kind, partial(evidence, kind, terms=()))
    quote = _reaching(quote, sentences, place, span)
    return Candidate(hit, quote, score=probability, probability=probability, span=_marked(hit, quote, span))


def _quotable_place(sentences: Sequence[Sentence], span: Span) -> int | None:
    """The sentence in which the span begins, or the quotable one nearest after it, else before it."""
    inside = [place for place, one in enumerate(sentences) if one.start <= span.start < max(one.end, one.start + 1)]
    first = inside[0] if inside else 0
    quotable = [place for place, one in enumerate(sentences) if one.quotable]
    if not quotable:
        return None
    after = [place for place in quotable if place >= first]
    return after[0] if after else quotable[-1]


def _reaching(quote: Span, sentences: Sequence[Sentence], place: int, span: Span) -> Span:
    """The quote, longer by the next sentence where the span runs on into it within the same block."""
    if span.end <= quote.end or place + 1 >= len(sentences):
        return quote
    following = sentences[place + 1]
    joined = following.quotable and following.block == sentences[place].block
    fits = following.end - quote.start <= MOST_CHARACTERS
    return Span(quote.start, following.end) if joined and fits and following.start < span.end else quote


def _marked(hit: Hit, quote: Span, span: Span) -> Span | None:
    """The span within the quote, without punctuation at its ends; None where it is outside, or all of the quote."""
    start, end = max(span.start, quote.start), min(span.end, quote.end)
    text = hit.bulletin.body[start:end]
    start += len(text) - len(text.lstrip(_TRIMMED))
    end -= len(text) - len(text.rstrip(_TRIMMED))
    whole = end - start >= 0.9 * (quote.end - quote.start)
    return None if start >= end or whole or end - start > _LONGEST_SPAN else Span(start, end)
