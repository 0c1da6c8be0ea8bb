"""The part of a quote that answers, by the kind of answer that was asked for; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answering.question.asked import AnswerKind
from bot.answering.question.terms import Term
from corpus.language import names, patterns
from corpus.language.words import content_words
from corpus.types import Span

_FINDERS: dict[AnswerKind, tuple[Callable[[str], tuple[Span, ...]], ...]] = {
    AnswerKind.PERSON: (names.full_names, names.any_names),
    AnswerKind.TIME: (patterns.dates, patterns.vague_dates),
    AnswerKind.NUMBER: (patterns.numbers,),
    AnswerKind.PLACE: (names.places,),
}
_HALF = 0.5
_BACKWARD = 2
_TRIMMED = " \n,.;:!?”\"'()–-"
_LONGEST_SPAN = 120


def evidence(kind: AnswerKind, text: str, terms: Sequence[Term]) -> float:
    """How well `text` can hold an answer of that kind: 1 it does, 0.5 something near it, 0 nothing.

    Kinds without a form of their own (what, how, keywords) give 0.5.
    """
    if kind is AnswerKind.REASON:
        return 1.0 if patterns.reasons(text) else 0.0
    finders = _FINDERS.get(kind)
    if finders is None:
        return _HALF
    for rank, finder in enumerate(finders):
        if _unasked(kind, finder(text), text, terms):
            return 1.0 / (rank + 1)
    return 0.0


def answer_span(kind: AnswerKind, quote: str, terms: Sequence[Term], passage: str = "") -> Span | None:
    """The name, date, number or place in `quote` that answers, or None where none stands out.

    What the question itself names cannot answer it. Of several, the one that stands nearest to the question's
    words wins; where no word of the question is in the quote, the one that `passage` repeats most.
    """
    for finder in _FINDERS.get(kind, ()):
        found = _unasked(kind, finder(quote), quote, terms)
        if found:
            # A number stands before what it counts; other answers mostly follow their verb.
            return _nearest(kind, found, quote, terms, passage, backward=0 if kind is AnswerKind.NUMBER else _BACKWARD)
    return None


def bare_span(body: str, quote: Span, pointed: Span) -> Span | None:
    """What a reader points at in the body, bare of punctuation at its ends; None outside the quote, or if too long."""
    start, end = pointed.start, pointed.end
    if start < quote.start or end > quote.end:
        return None
    text = body[start:end]
    start += len(text) - len(text.lstrip(_TRIMMED))
    end -= len(text) - len(text.rstrip(_TRIMMED))
    whole = end - start >= 0.9 * (quote.end - quote.start)
    return None if start >= end or whole or end - start > _LONGEST_SPAN else Span(start, end)


def closeness(kind: AnswerKind, text: str, terms: Sequence[Term]) -> float:
    """How near what could answer stands to the question's words: 1 beside one, towards 0 far off or for none."""
    span = answer_span(kind, text, terms)
    if span is None:
        return 0.0
    found = [place for term in terms for place in term.places(text) if not _is_inside(kind, span, place)]
    return max((1.0 / (1 + _words_between(span, place, text, 0)) for place in found), default=0.0)


def _unasked(kind: AnswerKind, spans: Sequence[Span], text: str, terms: Sequence[Term]) -> list[Span]:
    # "How much in kronor" asks with the unit that the answer carries: only the number itself may not be asked.
    asked = [term for term in terms if kind is not AnswerKind.NUMBER or term.is_number]
    return [span for span in spans if not _is_asked(kind, text[span.start : span.end], asked)]


def _is_asked(kind: AnswerKind, found: str, asked: Sequence[Term]) -> bool:
    if kind is AnswerKind.TIME:
        # "The middle of August" still answers a question about August.
        return all(any(term.within(word) for term in asked) for word in content_words(found) or [""])
    return any(term.within(found) for term in asked)


def _is_inside(kind: AnswerKind, span: Span, place: int) -> bool:
    """Whether a word is part of a date: the "beginning" of a month is nothing that begins."""
    return kind is AnswerKind.TIME and span.start <= place < span.end


def _nearest(
    kind: AnswerKind, spans: Sequence[Span], quote: str, terms: Sequence[Term], passage: str, backward: int
) -> Span:
    anchors = [(place, term.weight) for term in terms for place in term.places(quote)
               if not any(_is_inside(kind, span, place) for span in spans)]  # fmt: skip
    if not anchors:
        return max(spans, key=lambda span: (passage.count(quote[span.start : span.end]), -span.start))
    return max(spans, key=lambda span: _closeness(span, quote, anchors, backward))


def _closeness(span: Span, quote: str, anchors: Sequence[tuple[int, float]], backward: int) -> float:
    """The anchors' weights, each divided by its distance in words."""
    return sum(weight / (1 + _words_between(span, place, quote, backward)) for place, weight in anchors)


def _words_between(span: Span, place: int, quote: str, backward: int) -> int:
    """`backward` is added where the span stands before the word, unless it opens the quote."""
    if span.start <= place < span.end:
        return 0
    if place >= span.end:
        return quote[span.end : place].count(" ") + (backward if span.start > 0 else 0)
    return quote[place : span.start].count(" ")
