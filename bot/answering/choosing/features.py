"""Numbers that tell a sentence that answers from one that does not; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answering.choosing.sentences import Sentence, lead_in, sentences_of
from bot.answering.choosing.span import closeness, evidence
from bot.answering.deadline import checked
from bot.answering.question.asked import AnswerKind, Question, asked_thing
from bot.answering.question.definitions import asked_term, defines
from bot.answering.question.terms import Term, coverage, weighed_terms
from bot.answering.times.asked_time import asked_time
from corpus.language.names import named
from corpus.language.words import fold
from index.types import Hit

# Cosines of the default encoder crowd between 0.7 and 0.9; this spreads them to about one unit.
_COSINE_SCALE = 10.0
_COSINE_CENTRE = 0.85
_SHORT_WORDS = 4
_BOILERPLATE_PAGES = 3
_CARRIED_OVER = (
    "sentence_coverage", "evidence", "neighbour_evidence", "cosine_gap", "dense_gap", "missing_numbers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What one search gave, seen from one question.

    `meaning_of` are the folded words whose meaning is asked for, none where something else is; `names` the folded names
    that the question mentions; `odds` the logarithm of the odds, by the question's vector alone, that some passage
    answers, None where nothing was trained to tell.
    """

    question: Question
    hits: Sequence[Hit]
    terms: Sequence[Term]
    best_cosine: float
    best_dense: float
    meaning_of: Sequence[str] = ()
    names: Sequence[str] = ()
    odds: float | None = None

    @classmethod
    def of(cls, question: Question, hits: Sequence[Hit]) -> Retrieved:
        texts = [searched_text(hit) for hit in hits]
        unsought = _unsought(question)
        terms = [term for term in weighed_terms(question.text, texts, question.query, question.language)
                 if fold(term.word) not in unsought]  # fmt: skip
        cosines = [score for hit in hits for score in (hit.sentence_scores or (hit.dense,))]
        best_dense = max(hit.dense for hit in hits)
        names = named(question.query, [hit.passage.text for hit in hits])
        return cls(question, hits, terms, max(cosines), best_dense, asked_term(question.text), names, _odds(hits))


def _odds(hits: Sequence[Hit]) -> float | None:
    each = [hit.odds for hit in hits if hit.odds is not None]
    return max(each) + math.log(sum(math.exp(one - max(each)) for one in each)) if each else None


def _unsought(question: Question) -> set[str]:
    """Folded words that no answer repeats: the "day" of "which day", and the time by which bulletins are chosen."""
    asked = asked_thing(question.text) if question.kind in (AnswerKind.TIME, AnswerKind.PERSON) else None
    time = asked_time(question.query)
    return {*([asked] if asked else []), *(time.words if time and time.year else ())}


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

    @property
    def heading(self) -> str:
        """What stands over the sentence: its bullet's lead-in and the section's heading."""
        return f"{lead_in(self.sentence)} {self.sentence.hit.passage.heading or ''}"


def searched_text(hit: Hit) -> str:
    return f"{hit.passage.context}\n{hit.bulletin.title}\n{hit.passage.text}"


def sentence_features(retrieved: Retrieved) -> list[Scored]:
    """Every quotable sentence of every hit, in the hits' order."""
    found = [scored for rank, hit in enumerate(checked(retrieved.hits)) for scored in _of_hit(retrieved, rank, hit)]
    repeated = _repeated(scored.sentence for scored in found)
    return [scored for scored in found if scored.sentence.text not in repeated] or found


def _repeated(sentences: Iterable[Sentence]) -> set[str]:
    """What several differently titled bulletins say word for word: a line that every page carries."""
    titles: dict[str, set[str]] = {}
    for sentence in sentences:
        titles.setdefault(sentence.text, set()).add(sentence.hit.bulletin.title)
    return {text for text, found in titles.items() if len(found) >= _BOILERPLATE_PAGES}


def _of_hit(retrieved: Retrieved, rank: int, hit: Hit) -> list[Scored]:
    sentences = sentences_of(hit)
    shared = {
        "dense_gap": (hit.dense - retrieved.best_dense) * _COSINE_SCALE,
        "reciprocal_rank": 1.0 / (1 + rank),
        "passage_coverage": coverage(retrieved.terms, searched_text(hit)),
    }
    held = [evidence(retrieved.question.kind, sentence.text, retrieved.terms) for sentence in sentences]
    return [
        Scored(sentences, place, rank, shared | _own(retrieved, sentences, held, place))
        for place, sentence in enumerate(sentences)
        if sentence.quotable
    ]


def _own(retrieved: Retrieved, sentences: Sequence[Sentence], held: Sequence[float], place: int) -> dict[str, float]:
    sentence = sentences[place]
    neighbours = [*held[max(0, place - 1) : place], *held[place + 1 : place + 2]]
    return {
        "cosine_gap": (sentence.cosine - retrieved.best_cosine) * _COSINE_SCALE,
        "sentence_coverage": coverage(retrieved.terms, sentence.text),
        "evidence": held[place],
        "neighbour_evidence": max([0.0, *(value - held[place] for value in neighbours)]),
        "closeness": closeness(retrieved.question.kind, sentence.text, retrieved.terms),
        "missing_numbers": _missing_numbers(retrieved, sentence),
        "defines": float(bool(retrieved.meaning_of) and _defines(retrieved.meaning_of, sentences, place)),
        "short": float(len(sentence.text.split()) < _SHORT_WORDS),
    }


def _defines(term: Sequence[str], sentences: Sequence[Sentence], place: int) -> bool:
    sentence = sentences[place]
    follows = place > 0 and sentences[place - 1].block == sentence.block
    return defines(term, sentence.text, sentences[place - 1].text if follows else lead_in(sentence))


def _missing_numbers(retrieved: Retrieved, sentence: Sentence) -> float:
    """Numbers that the question names and neither the sentence nor its passage's context does."""
    text = f"{sentence.hit.passage.context} {sentence.text}"
    return float(sum(term.is_number and not term.within(text) for term in retrieved.terms))


def word_confidence_features(retrieved: Retrieved, top: Scored, quote: str, margin: float) -> dict[str, float]:
    """What the probability of the best sentence is reckoned from.

    `quote` is what is shown of it; `margin` is its lead over other passages.
    """
    hit = top.sentence.hit
    return {
        "cosine": (top.sentence.cosine - _COSINE_CENTRE) * _COSINE_SCALE,
        "dense": (hit.dense - _COSINE_CENTRE) * _COSINE_SCALE,
        "margin": min(margin, 4.0),
        "quote_coverage": coverage(retrieved.terms, f"{top.heading} {quote}"),
        **{name: top.features[name] for name in _CARRIED_OVER},
    }
