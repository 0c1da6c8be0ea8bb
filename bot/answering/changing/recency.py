"""What plainly replaces what, by dates, words and the form of the answer; pure.

The same said with another value, or a bulletin that says itself that one takes the other's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.changing.related import Related, is_surely_later
from bot.answering.choosing.extraction import Candidate
from bot.answering.choosing.handover import takes_the_place
from bot.answering.choosing.quotes import quote_span
from bot.answering.choosing.sentences import sentences_of
from bot.answering.choosing.span import bare_span, evidence
from bot.answering.question.asked import AnswerKind, Question
from bot.answering.question.terms import Term, coverage
from corpus.language.words import content_words, fold
from corpus.types import Span
from index.types import Hit

_CLOSE_SHARE = 0.5
_KNOWN_SHARE = 0.05
"""An older quote with less than this share of the newer one's score is about something else."""
_SAME_SUBJECT = 0.7
_FORMED = (AnswerKind.PERSON, AnswerKind.TIME, AnswerKind.NUMBER, AnswerKind.PLACE)


class WordedStatements:
    """A `Relating` that needs nothing but what was read, and is sure or silent."""

    def related(self, question: Question, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> list[Related]:
        best, rest = candidates[0], candidates[1:]
        later = [Related(one, True, 0.0, 1.0) for one in rest if _replaces(question, one, best)]
        later += [Related(one, True, 0.0, 1.0) for one in _handed_over(question, best, hits)]
        earlier = [Related(one, False, 0.0, 1.0) for one in rest[:1] if _replaces(question, best, one)]
        earlier += [Related(one, False, 0.0, 1.0) for one in rest if _gave_way(question, one, best)]
        return list({(one.candidate.hit.passage.id, one.later): one for one in (*later, *earlier)}.values())


def _handed_over(question: Question, best: Candidate, hits: Sequence[Hit]) -> Iterator[Candidate]:
    """Later statements that the best quote's value has given its place to another."""
    value = best.span_text
    for hit in hits if value else ():
        if not is_surely_later(hit, best):
            continue
        sentences = sentences_of(hit)
        for place, sentence in enumerate(sentences):
            span = takes_the_place(sentence.text, value or "", question.kind)
            if span is not None and sentence.quotable:
                quote = quote_span(sentences, place, question.kind, lambda text: 1.0)
                span = bare_span(hit.bulletin.body, quote, Span(sentence.start + span.start, sentence.start + span.end))
                yield Candidate(hit, quote, score=0.0, probability=0.0, span=span)
                break


def _gave_way(question: Question, older: Candidate, newer: Candidate) -> bool:
    """Whether the newer quote itself says that the older one's value has given its place to another."""
    value = older.span_text
    told = None if not value else takes_the_place(newer.text, value, question.kind)
    return told is not None and is_surely_later(newer, older)


def is_another_value(kind: AnswerKind, said: str, value: str | None) -> bool:
    """Whether a value is of the kind asked for and another than that which `said` gives, where it gives one."""
    if value is None or kind not in _FORMED or evidence(kind, value, ()) < 1.0 or evidence(kind, said, ()) < 1.0:
        return False
    return not set(content_words(value)) <= set(content_words(said))


def _replaces(question: Question, newer: Candidate, older: Candidate) -> bool:
    """Whether `newer` says the same thing anew: later published, nearly as good, and answering otherwise."""
    if (
        not is_surely_later(newer, older)
        or newer.score < _CLOSE_SHARE * older.score
        or older.score < _KNOWN_SHARE * newer.score
    ):
        return False
    return _answers_otherwise(question.kind, newer, older) and _same_subject(question, newer, older)


def _answers_otherwise(kind: AnswerKind, one: Candidate, other: Candidate) -> bool:
    """Whether `one` holds another answer than `other`, no vaguer; only names, dates, numbers and places can tell."""
    if kind not in _FORMED or one.span_text is None or other.span_text is None:
        return False
    return fold(one.span_text) != fold(other.span_text) and _form(kind, one) >= _form(kind, other)


def _form(kind: AnswerKind, candidate: Candidate) -> float:
    return evidence(kind, candidate.span_text or "", ())


def _same_subject(question: Question, one: Candidate, other: Candidate) -> bool:
    """Whether `one` quotes no fewer of the question's words than `other`, nearly all with its headings, all numbers."""
    asked = [Term(word) for word in content_words(question.query)]
    named = [term for term in asked if term.is_number]
    quoted = [coverage(asked, candidate.text) for candidate in (one, other)]
    headed = coverage(asked, f"{one.hit.passage.context} {one.text}")
    numbered = not named or coverage(named, one.text) == 1.0
    return numbered and quoted[0] >= quoted[1] and headed >= _SAME_SUBJECT
