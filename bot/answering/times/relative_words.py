"""Times told from the day of writing: "i höst", "nästa vecka", "förra året", "i fredags"; pure.

Each finder gives places in a text and the time meant there, seen from one day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

from bot.answering.times.calendar_words import Found
from bot.answering.times.named_time import (
    NamedTime,
    Season,
    a_day,
    a_month,
    a_week,
    a_year,
    monday_of,
    month_number,
    season_of,
    seasons_around,
)
from corpus.language.calendar import month_name, weekday_names
from corpus.types import Language, Span

_JUST_OVER = 2
"""Months after a season in which "i höst" may mean the one just over as well as the next."""

_WEEKDAYS = weekday_names(Language.SV)

# "I vår" is "this spring" and "in our": spring ends its clause, or a verb or a small word follows.
_AFTER_SPRING = (
    r"(?=[.,;:!?)”\"]|$|\n| (?:är|har|kan|ska|skall|vill|kommer|blir|får|går|tar|gör|sker|hålls|börjar|startar|inleds"
    r"|öppnar|stänger|fortsätter|pågår|väntas|planeras|införs|genomförs|flyttar|flyttas|byter|återupptas|släpps|provas|testas"
    r"|och|men|eller|som|när|då|för|med|på|till|innan|efter|igen)\b)"
)
_ENGLISH = "spring|summer|autumn|fall|winter"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("this_season", rf"[Ii] (?:sommar|höst|vinter)|[Ii] vår{_AFTER_SPRING}|[Tt]his (?:coming )?(?:{_ENGLISH})"),
    ("past_season", rf"[Ii] (?:våras|somras|höstas|vintras)|[Ll]ast (?:{_ENGLISH})"),
    ("next_season", rf"[Nn]ästa (?:vår|sommar|höst|vinter)|[Nn]ext (?:{_ENGLISH})"),
    ("former_season", r"[Ff]örra (?:våren|sommaren|hösten|vintern)"),
    ("this_year", r"[Ii] år|[Dd]et här året|[Ii]nnevarande år|[Tt]his year"),
    ("next_year", r"[Nn]ästa år|[Nn]ext year"),
    ("last_year", r"[Ff]örra året|[Ii] fjol|[Ll]ast year"),
    ("this_month", r"[Dd]enna månad|[Dd]en här månaden|[Tt]his month"),
    ("next_month", r"[Nn]ästa månad|[Nn]ext month"),
    ("last_month", r"[Ff]örra månaden|[Ll]ast month"),
    ("this_week", r"[Dd]enna vecka|[Dd]en här veckan|[Tt]his week"),
    ("next_week", r"[Nn]ästa vecka|[Nn]ext week"),
    ("last_week", r"[Ff]örra veckan|[Ll]ast week"),
    ("today", r"[Ii] ?dag|[Tt]oday"),
    ("tomorrow", r"[Ii] ?morgon|[Tt]omorrow"),
    ("yesterday", r"[Ii] ?går|[Yy]esterday"),
    ("past_day", rf"[Ii] (?:{'|'.join(_WEEKDAYS)})s"),
    ("coming_day", rf"[Pp]å (?:{'|'.join(_WEEKDAYS)})"),
)
# "The last week of August" and "nästa vecka efter påsk" are told from something else than the day of writing.
_FROM_ELSE = r"(?<!\bthe )(?<!\bevery )(?<!\bfinal )"
_OF_ELSE = r"(?! (?:of|in|after|before|or|efter|före|innan|av|eller)\b)"
# "Nästa vecka i mars" is another month's, "nästa vecka i Göteborg" is the next.
_WITHIN = (
    r"(?! i (?:(?:början|mitten|slutet) av )?"
    rf"(?:(?:{'|'.join(month_name(month, Language.SV) for month in range(1, 13))}|sommar(?:en)?|höst(?:en)?|våren"
    rf"|vinter(?:n)?|(?:år )?(?:19|20)\d\d)\b|vår{_AFTER_SPRING}))"
)
_WITHIN_MONTH = frozenset(("this_week", "next_week", "last_week", "coming_day"))
_ANY = re.compile(
    "|".join(rf"(?<![\w-]){_FROM_ELSE}(?P<{name}>{words})(?![\w-]){_OF_ELSE}{_WITHIN if name in _WITHIN_MONTH else ''}"
             for name, words in _PATTERNS)
)  # fmt: skip
EVERY = re.compile(r"\b(?:varje|alla|årlig\w*|brukar|alltid|every|each|annual\w*|always|usually)\b", re.IGNORECASE)
"""Words that tell of more than one time."""


def told_from_day(text: str, day: datetime.date) -> Iterator[Found]:
    """The times that words tell from the day on which they were written, where they can mean only one."""
    recurring = EVERY.search(text) is not None
    for match in _ANY.finditer(text):
        kind = match.lastgroup or ""
        if recurring and kind == "coming_day":
            continue
        time = _MEANT[kind](match.group(), day)
        if time is not None:
            yield Span(*match.span()), time


def _this_season(words: str, day: datetime.date) -> NamedTime | None:
    seasons = _around(words, day)
    just_over = any(-_JUST_OVER <= season.gap(day) < 0 for season in seasons)
    return None if just_over else next(season for season in seasons if season.gap(day) >= 0).time


def _past_season(words: str, day: datetime.date) -> NamedTime | None:
    """The latest that is over; within a season "i våras" may mean this one or the last."""
    seasons = _around(words, day)
    if any(season.gap(day) == 0 for season in seasons):
        return None
    return [season for season in seasons if season.gap(day) < 0][-1].time


def _next_season(words: str, day: datetime.date) -> NamedTime | None:
    """Only within a season is the next one sure to be another year's."""
    now = _under_way(words, day)
    return None if now is None else Season(now.name, now.year + 1).time


def _former_season(words: str, day: datetime.date) -> NamedTime | None:
    """The one a year ago within a season; else the latest, if it lies in an earlier year."""
    now = _under_way(words, day)
    if now is not None:
        return Season(now.name, now.year - 1).time
    latest = [season for season in _around(words, day) if season.gap(day) < 0][-1]
    return latest.time if latest.time.years[-1] < day.year else None


def _past_day(words: str, day: datetime.date) -> NamedTime:
    back = (day.weekday() - _WEEKDAYS.index(words.lower().split()[-1].removesuffix("s"))) % 7 or 7
    return a_day(day - datetime.timedelta(days=back))


def _coming_day(words: str, day: datetime.date) -> NamedTime:
    ahead = (_WEEKDAYS.index(words.lower().split()[-1]) - day.weekday()) % 7 or 7
    return a_day(day + datetime.timedelta(days=ahead))


def _around(words: str, day: datetime.date) -> list[Season]:
    return seasons_around(season_of(words), day)


def _under_way(words: str, day: datetime.date) -> Season | None:
    return next((season for season in _around(words, day) if season.gap(day) == 0), None)


def _year_off(years: int) -> Callable[[str, datetime.date], NamedTime]:
    return lambda words, day: a_year(day.year + years)


def _month_off(months: int) -> Callable[[str, datetime.date], NamedTime]:
    return lambda words, day: a_month(month_number(day.year, day.month) + months)


def _week_off(weeks: int) -> Callable[[str, datetime.date], NamedTime]:
    return lambda words, day: a_week(monday_of(day) + datetime.timedelta(weeks=weeks))


def _day_off(days: int) -> Callable[[str, datetime.date], NamedTime]:
    return lambda words, day: a_day(day + datetime.timedelta(days=days))


_MEANT: dict[str, Callable[[str, datetime.date], NamedTime | None]] = {
    "this_season": _this_season, "past_season": _past_season, "next_season": _next_season,
    "former_season": _former_season, "this_year": _year_off(0),
    "next_year": _year_off(1), "last_year": _year_off(-1), "this_month": _month_off(0), "next_month": _month_off(1),
    "last_month": _month_off(-1), "this_week": _week_off(0), "next_week": _week_off(1), "last_week": _week_off(-1),
    "today": _day_off(0), "tomorrow": _day_off(1), "yesterday": _day_off(-1), "past_day": _past_day,
    "coming_day": _coming_day,
}  # fmt: skip
