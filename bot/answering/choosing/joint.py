"""Quotes by words, cosines and a reader together, weighed with fitted numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.choosing.calibration import Calibration, Features, Weights, linear, logistic
from bot.answering.choosing.extraction import DEPTH, Candidate
from bot.answering.choosing.features import Retrieved, Scored
from bot.answering.choosing.handover import takes_the_place
from bot.answering.choosing.heuristic import HeuristicExtractor, marked_quote
from bot.answering.choosing.quotes import with_sentence
from bot.answering.choosing.span import bare_span, evidence
from bot.answering.question.asked import AnswerKind, Question
from bot.answering.question.terms import coverage
from corpus.language.names import missing
from corpus.language.words import folded_words
from corpus.types import Passage, Span
from index.types import Hit, Reading, ScoredSpan

RANKING = ("word_score", "reader_score", "span_gap", "formless", "missing_numbers", "defines")
CROSS_CONFIDENCE = ("answerable", "word_score", "quote_coverage", "share", "odds")
CONFIDENCE = (*CROSS_CONFIDENCE, "missing_names")
"""English writes with a capital what Swedish does not: across languages a missing name tells nothing."""

RIVAL = 4.0
"""Neighbours scored at most so much below the best sentence are quoted with it: the answer may stand in them."""

_AT_FIRST = 2
"""Passages that are read before it is seen whether others may still be better."""

_OUT_OF_REACH = 4.0
"""A passage is not read whose words bring it so much less than all that is known brings the best one. So four of five
are read; of 2,727 questions (fit and development sets) one has another first quote, and every fiftieth loses a
further one that would have been shown."""

_FAR = 8.0
_USUAL_ODDS = 0.0
"""What an answered question usually has, reckoned with where the encoder tells none."""


class Reader(Protocol):
    """Reads passages for one question."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence of a passage that was read: what words say of it in `scored`, what the reader says in `reading`.

    `features` are those of RANKING.
    """

    scored: Scored
    reading: Reading
    features: dict[str, float]

    @property
    def passage_id(self) -> str:
        return self.scored.sentence.hit.passage.id


@dataclass(frozen=True, slots=True)
class _Worded:
    """A passage that may be read, with the score that words give its best sentence."""

    score: float
    hit: Hit


class JointExtractor:
    """An `Extractor` over another one's sentences: a reader reads the best passages, fitted weights join the two."""

    def __init__(
        self, words: HeuristicExtractor, reader: Reader, calibration: Calibration, rival: float = RIVAL
    ) -> None:
        self._words = words
        self._reader = reader
        self._calibration = calibration
        self._rival = rival

    def threshold(self, max_error: float | None) -> float:
        return self._calibration.threshold(max_error)

    def extract(self, question: Question, hits: Sequence[Hit], depth: int = DEPTH) -> list[Candidate]:
        retrieved = Retrieved.of(question, hits) if hits else None
        scores = self._words.scores(retrieved) if retrieved else []
        if retrieved is None or not scores:
            return []
        passages = _best_passages(scores, depth)
        weights = self._weights_for(retrieved, passages[0])
        weighed = self._read(retrieved, scores, passages[:_AT_FIRST])
        weighed += self._read(retrieved, scores, _within_reach(passages[_AT_FIRST:], weighed, weights.ranking))
        ranked = in_order(weighed, weights.ranking)
        share, best = share_of_best(ranked), ranked[0][0]
        found: list[Candidate] = []
        for score, one in ranked:
            quoted = quote_of(retrieved, one, weighed, weights.ranking, self._rival)
            own_probability = logistic(
                linear(weights.confidence, confidence_features(retrieved, one, quoted[0], share))
            )
            first = found[0].own_probability if found else own_probability
            found.append(_candidate(retrieved, one, quoted, first * math.exp(score - best), own_probability))
        return found

    def weigh(self, retrieved: Retrieved, depth: int = DEPTH) -> list[Weighed]:
        """Every quotable sentence of the passages that may be read, all of them read, with its features for the
        order."""
        scores = self._words.scores(retrieved)
        return self._read(retrieved, scores, _best_passages(scores, depth))

    def _read(
        self, retrieved: Retrieved, scores: Sequence[tuple[float, Scored]], passages: Sequence[_Worded]
    ) -> list[Weighed]:
        """The quotable sentences of some passages, once these have been read."""
        if not passages:
            return []
        readings = self._reader.read(retrieved.question.query, [one.hit.passage for one in passages])
        read = {one.hit.passage.id: reading for one, reading in zip(passages, readings, strict=True)}
        return [
            _weighed(scored, value, read[scored.sentence.hit.passage.id])
            for value, scored in scores
            if scored.sentence.hit.passage.id in read
        ]

    def _weights_for(self, retrieved: Retrieved, best: _Worded) -> Weights:
        return self._calibration.weights(same_language=best.hit.bulletin.language == retrieved.question.language.value)


def share_of_best(ranked: Sequence[tuple[float, Weighed]]) -> float:
    """The logarithm of the best passage's share of the odds of all that were read: 0 where nothing rivals it."""
    return -math.log(sum(math.exp(score - ranked[0][0]) for score, _ in ranked))


def confidence_features(retrieved: Retrieved, one: Weighed, quote: Span, share: float) -> dict[str, float]:
    """What the probability of a sentence, quoted with `quote`, is reckoned from: those of CONFIDENCE."""
    scored = one.scored
    hit = scored.sentence.hit
    around = f"{hit.passage.context} {hit.bulletin.title} {scored.heading}"
    return {
        "answerable": _near(one.reading.answerable),
        "word_score": one.features["word_score"],
        "quote_coverage": coverage(retrieved.terms, f"{scored.heading} {scored.sentence.text}"),
        "share": share,
        "odds": _USUAL_ODDS if retrieved.odds is None else _near(retrieved.odds),
        "missing_names": float(missing(retrieved.names, f"{around} {hit.bulletin.body[quote.start : quote.end]}")),
    }


def in_order(weighed: Sequence[Weighed], ranking: Features) -> list[tuple[float, Weighed]]:
    """The best sentence of each passage, best first; a point more is e times the odds of answering."""
    best: dict[str, tuple[float, Weighed]] = {}
    for one in weighed:
        score = linear(ranking, one.features)
        if one.passage_id not in best or score > best[one.passage_id][0]:
            best[one.passage_id] = (score, one)
    return sorted(best.values(), key=lambda pair: -pair[0])


def quote_of(
    retrieved: Retrieved, one: Weighed, weighed: Sequence[Weighed], ranking: Features, rival: float = RIVAL
) -> tuple[Span, Span | None]:
    """The quote around a sentence, grown by what stands beside it at most `rival` below its score, the likelier side
    first, and what patterns mark in the sentence's own quote."""
    scored = one.scored
    quote, marked = marked_quote(retrieved, scored)
    least = linear(ranking, one.features) - rival
    near = [
        (score, other.scored.place)
        for other in weighed
        if other.passage_id == one.passage_id and (score := linear(ranking, other.features)) > least
    ]
    for _, place in sorted(near, reverse=True):
        quote = with_sentence(scored.sentences, quote, place)
    return quote, marked


def _best_passages(scores: Sequence[tuple[float, Scored]], depth: int) -> list[_Worded]:
    """The passages of the best sentences, best first."""
    found: dict[str, _Worded] = {}
    for score, scored in sorted(scores, key=lambda pair: -pair[0]):
        if len(found) < depth:
            found.setdefault(scored.sentence.hit.passage.id, _Worded(score, scored.sentence.hit))
    return list(found.values())


def _within_reach(passages: Sequence[_Worded], weighed: Sequence[Weighed], ranking: Features) -> list[_Worded]:
    """Those of the passages that may yet come first, or stand beside the first, after what has been read."""
    reached = max(linear(ranking, one.features) for one in weighed)
    return [one for one in passages if reached - ranking.get("word_score", 0.0) * one.score < _OUT_OF_REACH]


def _weighed(scored: Scored, score: float, reading: Reading) -> Weighed:
    features = {
        "word_score": score,
        "reader_score": _near(reading.score),
        "span_gap": _near(_own_span(scored, reading).score - reading.span_score),
        "formless": float(scored.features["evidence"] == 0.0),
        "missing_numbers": scored.features["missing_numbers"],
        "defines": scored.features["defines"],
    }
    return Weighed(scored, reading, features)


def _own_span(scored: Scored, reading: Reading) -> ScoredSpan:
    """The reader's best answer within the sentence; where it tells none, its best of all or one far below that."""
    start = scored.sentence.hit.passage.start + reading.span.start
    if scored.sentence.start <= start < scored.sentence.end:
        return ScoredSpan(reading.span, reading.span_score)
    found = reading.in_sentences[scored.place] if reading.in_sentences else None
    return found or ScoredSpan(Span(0, 0), reading.span_score - _FAR)


def _candidate(
    retrieved: Retrieved, one: Weighed, quoted: tuple[Span, Span | None], probability: float, own_probability: float
) -> Candidate:
    quote, marked = quoted
    hit = one.scored.sentence.hit
    span = _still_holding(retrieved.question, hit, quote, _better(retrieved.question.kind, one, quote, marked))
    return Candidate(hit, quote, score=probability, probability=probability, span=span, own_probability=own_probability)


def _better(kind: AnswerKind, one: Weighed, quote: Span, marked: Span | None) -> Span | None:
    """Of what patterns marked and what the reader points at, the latter if the reader is surer of it than of no answer;
    else, and always where a person is asked for, that which holds the kind of answer: a name has a form that patterns
    know, "sex år" or "nästa dag" has none. On 383 right quotes of four fit programmes the value asked for is then
    emphasised in .92; with the form before the reader's certainty for every kind in .90."""
    reading = one.reading
    pointed = _in_body(one, reading.span, quote)
    if marked is None or pointed is None:
        return pointed or marked or _in_body(one, _own_span(one.scored, reading).span, quote)
    if reading.span_score > reading.null_score and kind is not AnswerKind.PERSON:
        return pointed
    body = one.scored.sentence.hit.bulletin.body
    held = [evidence(kind, body[span.start : span.end], ()) for span in (marked, pointed)]
    return pointed if held[1] >= held[0] else marked


def _in_body(one: Weighed, span: Span, quote: Span) -> Span | None:
    """A span of the passage's text as one of the body, None outside the quote."""
    hit = one.scored.sentence.hit
    start = hit.passage.start
    return bare_span(hit.bulletin.body, quote, Span(start + span.start, start + span.end))


def _still_holding(question: Question, hit: Hit, quote: Span, span: Span | None) -> Span | None:
    """The span, or what the quote itself says has taken its place, unless the question names that."""
    if span is None:
        return None
    body = hit.bulletin.body
    text, value = body[quote.start : quote.end], body[span.start : span.end]
    taken = takes_the_place(text, value, question.kind)
    if taken is None or taken.end - taken.start == len(text):
        return span
    asked = set(folded_words(question.query))
    named = asked.intersection(folded_words(text[taken.start : taken.end]))
    return span if named else Span(quote.start + taken.start, quote.start + taken.end)


def _near(value: float) -> float:
    return max(-_FAR, min(_FAR, value))
