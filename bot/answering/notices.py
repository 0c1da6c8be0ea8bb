"""What a reader must know beside the quote: newer, old or partial; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from bot.answering.asked_time import asked_time
from bot.answering.citations import citation_of
from bot.answering.extraction import Candidate
from bot.answering.question import AnswerKind, Question, asks_for_exact_day
from bot.answering.recency import date_of, is_later, is_old, replaces
from bot.answering.types import Notice, NoticeKind
from bot.answering.words import Words, words_in, written_date

_DAY = re.compile(r"\b\d{1,2}(?::?[ae]|st|nd|rd|th)? \w+|\w+ \d{1,2}\b|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}")

_SHOWN_BENEATH = 2


def notice_for(
    question: Question, candidates: Sequence[Candidate], unanswered: Sequence[Question], today: datetime.date
) -> Notice | None:
    """The one notice that matters most: what is not answered, then what is newer, then what is old."""
    wording = words_in(question.language)
    best = candidates[0]
    if unanswered:
        part = " ".join(other.text for other in unanswered)
        return Notice(NoticeKind.PARTIAL, wording.partial_part.format(part=part))
    return _partial_day(question, best, wording) or _age(question, candidates, wording, today)


def _partial_day(question: Question, best: Candidate, wording: Words) -> Notice | None:
    known = best.span_text
    if question.kind is not AnswerKind.TIME or known is None or not asks_for_exact_day(question.text):
        return None
    return None if _DAY.search(known) else Notice(NoticeKind.PARTIAL, wording.partial_day.format(known=known))


def _age(question: Question, candidates: Sequence[Candidate], wording: Words, today: datetime.date) -> Notice | None:
    if asked_time(question.query) is not None:
        return None
    best, rest = candidates[0], candidates[1:]
    date = written_date(date_of(best), question.language)
    older = next((other for other in rest[:1] if replaces(question, best, other)), None)
    if older is not None:
        text = wording.newer.format(date=date, older=written_date(date_of(older), question.language))
        return Notice(NoticeKind.NEWER, text, citation_of(older.hit, older.quote))
    if is_old(date_of(best), today):
        # What is shown beneath may be newer without saying the same thing anew; then "nothing newer" would be false.
        beneath = any(is_later(date_of(other), date_of(best)) for other in rest[:_SHOWN_BENEATH])
        return Notice(NoticeKind.OLD, (wording.dated if beneath else wording.old).format(date=date))
    return None
