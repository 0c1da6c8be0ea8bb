"""What a reader must know beside the quote, newer, old or partial, or beside a refusal: the premise; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence

from bot.answering.changing.chronology import Arranged
from bot.answering.changing.related import is_surely_later
from bot.answering.choosing.extraction import Candidate
from bot.answering.question.asked import AnswerKind, Question, asks_for_exact_day, asks_for_hour
from bot.answering.showing.citations import citation_of
from bot.answering.times.asked_time import asked_time
from bot.answering.times.beginning import asks_for_first
from bot.answering.types import Notice, NoticeKind
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.language.names import any_names
from corpus.language.words import words
from corpus.types import Language

_DAY = re.compile(r"\b\d{1,2}(?::?[ae]|st|nd|rd|th)? \w|\w \d{1,2}\b|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}")

_HOUR = re.compile(
    r"\b(?:kl(?:ockan|\.)? ?)?\d{1,2}[.:]\d\d\b|\bkl(?:ockan|\.)? ?\d{1,2}\b|\b\d{1,2} ?(?:[ap]m|o.clock)\b",
    re.IGNORECASE,
)
_MOST_NAMES = 3
_SHOWN_BENEATH = 2


def notice_for(
    question: Question,
    candidates: Sequence[Candidate],
    statements: Arranged,
    unanswered: Sequence[Question],
    today: datetime.date,
    unsought: Notice | None = None,
) -> Notice | None:
    """The one notice that matters most: what is not answered or was not looked for, then what is likely newer, then
    what is old."""
    best = candidates[0]
    if unanswered:
        part = " ".join(other.text for other in unanswered)
        told = say("notice.partial_part", question.language, part=part)
        return Notice(NoticeKind.PARTIAL, told if unsought is None else f"{told} {unsought.text}")
    return unsought or _partial(question, best) or _age(question, candidates, statements, today)


def unsought_notice(asked: Sequence[str], language: Language) -> Notice | None:
    """That of more things than are looked for at once the last were not; None where there are none."""
    if not asked:
        return None
    return Notice(NoticeKind.PARTIAL, say("notice.unsought", language, part=" ".join(asked)))


def premise_notice(question: str, language: Language, mentions: Callable[[str], bool]) -> Notice | None:
    """What a question takes for granted and no bulletin mentions: names that stand in it; None where all are known.

    Only capital letters within the sentence tell a name from a word that the bulletins merely say otherwise.
    """
    names = [question[span.start : span.end] for span in any_names(question)]
    unknown = [name for name in dict.fromkeys(names) if not any(map(mentions, words(name)))]
    if not unknown:
        return None
    listed = ", ".join(say("notice.name", language, name=name) for name in unknown[:_MOST_NAMES])
    return Notice(NoticeKind.PREMISE, say("notice.premise", language, names=listed))


def _partial(question: Question, best: Candidate) -> Notice | None:
    """What is known where more was asked for: the day, or the hour."""
    known = best.span_text
    if question.kind is not AnswerKind.TIME or known is None:
        return None
    if asks_for_hour(question.text) and not _HOUR.search(known):
        return Notice(NoticeKind.PARTIAL, say("notice.partial_hour", question.language, known=known))
    if asks_for_exact_day(question.text) and not _DAY.search(known):
        return Notice(NoticeKind.PARTIAL, say("notice.partial_day", question.language, known=known))
    return None


def _age(
    question: Question, candidates: Sequence[Candidate], statements: Arranged, today: datetime.date
) -> Notice | None:
    if asked_time(question.query) is not None or asks_for_first(question.query):
        return None
    best, rest = candidates[0], candidates[1:]
    date = written_date(best.hit.bulletin.date, question.language)
    newer = statements.coming or statements.newer
    repeats = newer is not None and _says_the_same(newer, best)
    if newer is not None and not repeats:
        language, said = question.language, newer.span_text or newer.text
        told = written_date(newer.hit.bulletin.date, language)
        if statements.coming is not None:
            text = say("notice.coming", language, date=told, said=said)
        else:
            text = say("notice.newer", language, date=told, said=said)
        return Notice(NoticeKind.NEWER, text, citation_of(newer.hit, newer.quote))
    if best.hit.bulletin.is_old(today):
        # What is shown beneath may be newer without saying the same thing anew; then "nothing newer" would be false.
        beneath = repeats or any(is_surely_later(other, best) for other in rest[:_SHOWN_BENEATH])
        return Notice(NoticeKind.OLD, say("notice.dated" if beneath else "notice.old", question.language, date=date))
    return None


def _says_the_same(newer: Candidate, best: Candidate) -> bool:
    """Whether the answering words are the same: then no newer one says otherwise."""
    return newer.span_text is not None and words(newer.span_text) == words(best.span_text or "")
