"""Numbers that tell a sentence that answers from one that does not; pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.question import Question
from bot.answering.sentences import Sentence, lead_in, sentences_of
from bot.answering.span import evidence
from bot.answering.terms import Term, coverage, fold, weighed_terms
from index.types import Hit

# Cosines of the default encoder crowd between 0.7 and 0.9; this spreads them to about one unit.
_COSINE_SCALE = 10.0
_COSINE_CENTRE = 0.85
_SHORT_WORDS = 4
_CARRIED_OVER = (
    "sentence_coverage", "passage_coverage", "evidence", "neighbour_evidence", "cosine_gap", "dense_gap",
    "missing_numbers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What one search gave, seen from one question."""

    question: Question
    hits: Sequence[Hit]
    terms: Sequence[Term]
    best_cosine: float
    best_dense: float

    @classmethod
    def of(cls, question: Question, hits: Sequence[Hit]) -> Retrieved:
        terms = weighed_terms(question.text, [searched_text(hit) for hit in hits], earlier=question.query)
        cosines = [score for hit in hits for score in (hit.sentence_scores or (hit.dense,))]
        return cls(question, hits, terms, max(cosines), max(hit.dense for hit in hits))


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence, its place among `sentences` of its passage, and its features."""

    sentences: Sequence[Sentence]
    place: int
    rank: int
    features: dict[str, float]

    @property
    def sentence(self) -> Sentence:
        return self.sentences[self.place]


def searched_text(hit: Hit) -> str:
    return f"{hit.passage.context}\n{hit.bulletin.title}\n{hit.passage.text}"


def sentence_features(retrieved: Retrieved) -> list[Scored]:
    """Every quotable sentence of every hit, in the hits' order."""
    return [scored for rank, hit in enumerate(retrieved.hits) for scored in _of_hit(retrieved, rank, hit)]


def _of_hit(retrieved: Retrieved, rank: int, hit: Hit) -> list[Scored]:
    sentences = sentences_of(hit)
    shared = {
        "dense_gap": (hit.dense - retrieved.best_dense) * _COSINE_SCALE,
        "reciprocal_rank": 1.0 / (1 + rank),
        "passage_coverage": coverage(retrieved.terms, searched_text(hit)),
    }
    held = [evidence(retrieved.question.kind, sentence.text, retrieved.terms) for sentence in sentences]
    return [
        Scored(sentences, place, rank, shared | _own(retrieved, sentence, held, place))
        for place, sentence in enumerate(sentences)
        if sentence.quotable
    ]


def _own(retrieved: Retrieved, sentence: Sentence, held: Sequence[float], place: int) -> dict[str, float]:
    neighbours = [*held[max(0, place - 1) : place], *held[place + 1 : place + 2]]
    return {
        "cosine_gap": (sentence.cosine - retrieved.best_cosine) * _COSINE_SCALE,
        "sentence_coverage": coverage(retrieved.terms, sentence.text),
        "lead_in_coverage": coverage(retrieved.terms, f"{lead_in(sentence)} {sentence.hit.passage.heading or ''}"),
        "evidence": held[place],
        "neighbour_evidence": max([0.0, *(value - held[place] for value in neighbours)]),
        "missing_numbers": _missing_numbers(retrieved, sentence),
        "short": float(len(sentence.text.split()) < _SHORT_WORDS),
    }


def _missing_numbers(retrieved: Retrieved, sentence: Sentence) -> float:
    """Numbers that the question names and neither the sentence nor its passage's context does."""
    text = fold(f"{sentence.hit.passage.context} {sentence.text}")
    return float(sum(term.word.isdigit() and not term.within(text) for term in retrieved.terms))


def confidence_features(retrieved: Retrieved, top: Scored, margin: float) -> dict[str, float]:
    """What the probability of the best sentence is reckoned from; `margin` is its lead over other passages."""
    dense = [hit.dense for hit in retrieved.hits]
    spread = statistics.pstdev(dense) if len(dense) > 1 else 0.0
    hit = top.sentence.hit
    return {
        "cosine": (top.sentence.cosine - _COSINE_CENTRE) * _COSINE_SCALE,
        "dense": (hit.dense - _COSINE_CENTRE) * _COSINE_SCALE,
        "dense_deviations": (hit.dense - statistics.fmean(dense)) / spread if spread > 1e-6 else 0.0,
        "margin": min(margin, 4.0),
        "lexical": math.log1p(max(hit.lexical, 0.0)),
        "first": float(top.rank == 0),
        "unknown_words": unknown_words(retrieved),
        "few_words": 1.0 / (1 + len(retrieved.terms)),
        **{name: top.features[name] for name in _CARRIED_OVER},
    }


def unknown_words(retrieved: Retrieved) -> float:
    """The share, by weight, of the question's words that no retrieved passage holds: 0 to 1."""
    total = sum(term.weight for term in retrieved.terms)
    texts = [fold(searched_text(hit)) for hit in retrieved.hits]
    unknown = sum(term.weight for term in retrieved.terms if not any(term.within(text) for text in texts))
    return unknown / total if total else 0.0
