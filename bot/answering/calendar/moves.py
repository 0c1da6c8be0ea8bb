"""What a sentence says of a time that holds no longer; pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator

from bot.answering.calendar.days import Days
from corpus.language.calendar import MONTHS, any_of
from corpus.types import Span

MOVED = re.compile(
    r"\b(?:flytt\w*|skjut\w*|skjöts?|senarel\w*|tidigarel\w*|förskj\w*|förläng\w*|mov(?:ed?|es|ing)|postpon\w*|delay\w*"
    r"|push\w*|put back|brought forward|rescheduled|exten(?:d\w*|sion))\b",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"\b(?:försen\w*|(?:senare|tidigare|later|earlier) (?:än|than)"
    r"|(?:nya?|nytt|rätt|new|correct) (?:start|slut|end)?(?:dag(?:en)?|datum(?:et)?|tid(?:en)?|date|day|time))\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:(?P<move>från|from)|i ?stället för|instead of|rather than)(?: och med)?(?: den| the)?"
    rf"(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?)? (?P<month>{any_of(MONTHS)})\b(?: (?P<year>(?:19|20)\d\d)(?!\d))?",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?:{any_of(MONTHS)})\b", re.IGNORECASE)
_TO = re.compile(r",? (?:till|to)\b")


def tells_of_move(text: str) -> bool:
    """Whether a sentence has words for a time that another has been given up for."""
    return MOVED.search(text) is not None or _ANEW.search(text) is not None


def given_up(text: str, time: Span, days: Days) -> Days | None:
    """The days that a sentence says have been given up for those that it tells at `time`: "från den 14 februari till
    den 7 mars", "den 7 mars i stället för den 14 februari". Without a year those nearest to the new ones are meant."""
    for found in _OLD.finditer(text):
        is_moved, comes_first = found["move"] is not None, time.end <= found.start()
        if is_moved and (comes_first or _TO.match(text, found.end()) is None or MOVED.search(text) is None):
            continue
        between = text[time.end : found.start()] if comes_first else text[found.end() : time.start]
        before = "" if comes_first or is_moved else text[: found.start()]
        if _MONTH.search(between) or _MONTH.search(before):
            continue
        return min(_meant(found, days), key=lambda each: abs(each.first - days.first), default=None)
    return None


def _meant(found: re.Match[str], days: Days) -> Iterator[Days]:
    year = days.first.year
    for each in [int(found["year"])] if found["year"] else [year - 1, year, year + 1]:
        month = MONTHS[found["month"].lower()]
        last = calendar.monthrange(each, month)[1]
        if found["day"] is None:
            yield Days(datetime.date(each, month, 1), datetime.date(each, month, last))
        elif 0 < int(found["day"]) <= last:
            day = datetime.date(each, month, int(found["day"]))
            yield Days(day, day)
