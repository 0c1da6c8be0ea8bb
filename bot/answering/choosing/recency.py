"""What plainly replaces what, by dates, words and the form of the answer: the same said with another value; pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.choosing.extraction import Candidate
from bot.answering.choosing.related import Related, is_surely_later
from bot.answering.choosing.span import evidence
from bot.answering.question.asked import AnswerKind, Question
from bot.answering.question.terms import Term, coverage
from corpus.language.words import content_words, fold
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
        return later + [Related(one, False, 0.0, 1.0) for one in rest[:1] if _replaces(question, best, one)]


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
