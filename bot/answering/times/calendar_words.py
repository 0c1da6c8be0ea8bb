"""Days, months, weeks and seasons that are written without their year: "den 30 april", "efter sommaren"; pure.

Each finder gives places in a text and the time meant there, seen from one day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache

from bot.answering.times.named_time import NamedTime, Season, a_year, month_number, season_of, seasons_around
from corpus.language.calendar import FULL_MONTHS, WEEKDAYS, any_of, month_name
from corpus.language.sentences import line_sentences
from corpus.types import Language, Span

Found = tuple[Span, NamedTime]

_SINCE, _PAST, _OTHER = (-8, 0), (-3, 2), (-1, 5)
"""The months, counted from the day's, in which a month or a season has one likely year: after "sedan" or "since", in a
sentence in the past tense, and in any other, which mostly looks ahead."""

_MONTH = (
    "(?:"
    + "|".join(
        f"[{name[0].upper()}{name[0]}]{name[1:]}" if language is Language.SV else name
        for language in Language
        for name in (month_name(n, language) for n in range(1, 13))
    )
    + ")"
)
_PARTS = {"mitten": "the middle of", "början": "the beginning of", "slutet": "the end of",
          "första halvan": "the first half of", "andra halvan": "the second half of"}  # fmt: skip
_PART = (
    r"(?:(?:[Ii] |[Vv]id |[Ff]rån |[Tt]ill )?(?P<part>mitten|början|slutet|första halvan|andra halvan) av "
    r"|(?:(?:[Ii]n|[Aa]t|[Bb]y|[Ff]rom|[Uu]ntil) )?[Tt]he "
    r"(?P<english>middle|beginning|end|start|first half|second half) of )"
)
_PAST_TENSE = re.compile(
    r"\b(?:\w+(?:ade|dde|lde|rde|gde|vde|tte|kte|pte)s?|hade|blev|fick|gick|kom|höll|hölls|tog|togs|gav|gavs|skrev|skrevs"
    r"|drog|drogs|stod|satt|såg|föll|slog|bröt|sade|fanns|var(?! (?:och|för|andra|tredje|fjärde|femte|sjätte)))\b"
    r"|\b(?:was|were|had|did|became|began|took|came|went|held|met|left)\b",
    re.IGNORECASE,
)
_ENDS_IN_ED = re.compile(r"\b\w{3,}ed\b", re.IGNORECASE)
_IS_ENGLISH = re.compile(r"\b(?:the|of|and|to|by)\b", re.IGNORECASE)
_SINCE_WITHIN = 80
"""Characters before a time in which "sedan" can stand for it."""
_TOLD_YEAR = re.compile(r",? (?:i år|förra året|nästa år|i fjol|(?:this|last|next) year)\b")
_IS_SINCE = re.compile(r"\b(?:sedan|since)(?: (?:i|den|the|early|late))*+(?: \w++)?+ *+\S*+$", re.IGNORECASE)
_ORDINAL = r"(?::?[ae]|st|nd|rd|th)?"
_N = rf"\d{{1,2}}{_ORDINAL}"
_DAY = re.compile(
    rf"(?<![\w-])(?:(?P<weekday>(?i:{any_of(WEEKDAYS)}))(?:en)?,? )?"
    rf"(?:(?:[Dd]en |[Tt]he )?(?:{_N}, ){{0,30}}+(?P<day>\d{{1,2}}){_ORDINAL}"
    rf"(?: ?[–-] ?{_N}| (?:och|eller|and|or|till|to) {_N})? (?:of )?(?P<month>{_MONTH})"
    rf"|(?P<month_first>{_MONTH}) (?P<day_last>\d{{1,2}}){_ORDINAL}(?: ?[–-] ?{_N})?)(?![\w-])",
)
_WHOLE_MONTH = re.compile(
    rf"(?<![\w-])(?:{_PART}|(?:[Ii]|[Tt]ill|[Ff]rån|[Uu]nder|[Ff]öre|[Ii]nnan|[Ee]fter|[Ss]edan|[Ss]enast|[Ff]ram till"
    r"|[Ii]n(?: early| late| mid)?|[Bb]y|[Ff]rom|[Uu]ntil|[Dd]uring|[Bb]efore|[Aa]fter|[Ss]ince)[ -])"
    rf"(?P<month>{_MONTH})(?: ?(?:–|-|och|eller|till|and|or|to) ?(?P<last>{_MONTH}))?(?!, {_MONTH})(?![\w-])"
)
_WEEK = re.compile(r"(?<![\w-])(?:[Vv]ecka|[Ww]eek|v\.) ?(?P<week>\d{1,2})(?![\w–-])")
_DEFINITE = r"(?:våren|sommaren|hösten|vintern)"
_HOLIDAY = r"(?:sommaruppehållet|sommarledigheten|semestern|semestrarna|semesterperioden)"
_ENGLISH_SEASON = r"(?:(?:the )?(?:spring|summer|autumn|winter)|the fall)"
_COMING = re.compile(
    rf"(?<![\w-])(?:[Tt]ill|[Ii]nför|[Ff]öre|[Ii]nnan|[Uu]ntil|[Bb]y|[Bb]efore) "
    rf"(?P<season>{_DEFINITE}|{_HOLIDAY}|{_ENGLISH_SEASON})(?! (?:därpå|efter|innan))(?![\w-])"
)
_SEASON = re.compile(
    rf"(?<![\w-])(?:(?:[Ee]fter|[Uu]nder|[Ss]edan|[Ff]rån|[Ii] (?:början|mitten|slutet) av) "
    rf"(?P<season>{_DEFINITE}|{_HOLIDAY})"
    rf"|(?:[Aa]fter|[Dd]uring|[Ii]n|[Ss]ince|[Ff]rom|[Ii]n early|[Ii]n late|[Oo]ver) (?P<english>{_ENGLISH_SEASON})"
    r"|(?P<genitive>[Vv]årens|[Ss]ommarens|[Hh]östens|[Vv]interns))(?! (?:därpå|efter|innan))(?![\w-])"
)
_FEAST = re.compile(
    r"(?<![\w-])(?:[Ff]öre|[Ii]nnan|[Ee]fter|[Ii]nför|[Vv]id|[Tt]ill|[Uu]nder|[Kk]ring|[Bb]efore|[Aa]fter|[Aa]t|[Bb]y"
    r"|[Oo]ver) "
    r"(?P<feast>jul(?:en|helgen|uppehållet)?|påsk(?:en|helgen)?|midsommar|halvårsskiftet|Christmas|Easter|Midsummer)"
    r"(?![\w-])"
)
_FEASTS = {"jul": (12, "julen", "Christmas"), "chr": (12, "julen", "Christmas"), "pås": (4, "påsken", "Easter"),
           "eas": (4, "påsken", "Easter"), "mid": (6, "midsommar", "Midsummer"),
           "hal": (7, "halvårsskiftet", "the middle of the year")}  # fmt: skip
_TURN = re.compile(
    r"(?<![\w-])(?P<before>[Ff]öre|[Ii]nnan|[Tt]ill|[Ss]enast vid|[Ii]nför|[Bb]efore|[Bb]y)?(?:[Vv]id|[Ee]fter|[Kk]ring"
    r"|[Aa]t|[Aa]fter|[Aa]round)? ?(?:årsskiftet|the turn of the year)(?![\w-])"
)
_IN_YEAR = re.compile(
    r"(?<![\w-])(?:[Uu]nder året|[Ii] slutet av året|[Ff]öre årets slut|[Vv]id årets slut|[Bb]y the end of the year)"
    r"(?![\w-])"
)


_DAY_NUMBERS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_RANGED = re.compile(r"\d(?:[a-zåäö:]*) ?(?:[–-]|till|to) ?\d")
_LISTED = re.compile(r"\d, $")
"""More days before, of which the words found are but the end."""


def without_year(text: str, day: datetime.date) -> Iterator[Found]:
    """The times that words tell but for the year, where one year is likely seen from `day`."""
    for sentence in line_sentences(text):
        said = text[sentence.start : sentence.end]
        for finder in (_days, _months, _weeks, _coming, _seasons, _feasts, _turns, _in_year):
            for span, time in finder(said, day):
                if not _TOLD_YEAR.match(said, span.end):
                    yield Span(span.start + sentence.start, span.end + sentence.start), time


def _days(text: str, day: datetime.date) -> Iterator[Found]:
    for match in _DAY.finditer(text):
        number = int(match["day"] or match["day_last"])
        days = _DAY_NUMBERS.findall(match.group())
        if _LISTED.search(text, max(match.start() - 3, 0), match.start()):
            continue
        month = FULL_MONTHS[(match["month"] or match["month_first"]).lower()]
        year = _year(month, day, _near(text, match))
        date = None if year is None else _date(year, month, number)
        weekday = match["weekday"]
        if date is not None and (weekday is None or date.weekday() == WEEKDAYS[weekday.lower()]):
            told = ("–" if _RANGED.search(match.group()) else ", ").join(days)
            swedish, english = (f"{told} {month_name(month, language)} {date.year}" for language in Language)
            yield Span(*match.span()), NamedTime((date.year,), swedish, english, complete=True)


def _months(text: str, day: datetime.date) -> Iterator[Found]:
    for match in _WHOLE_MONTH.finditer(text):
        months = [FULL_MONTHS[name.lower()] for name in (match["month"], match["last"]) if name]
        years = {_year(month, day, _near(text, match)) for month in months}
        (year,) = years if len(years) == 1 else (None,)
        if year is None:
            continue
        part = match["part"] or ""
        swedish = "–".join(month_name(month, Language.SV) for month in months)
        english = "–".join(month_name(month, Language.EN) for month in months)
        opening = _PARTS.get(part, f"the {match['english']} of" if match["english"] else "")
        yield Span(*match.span()), NamedTime(
            (year,), f"{part} av {swedish} {year}" if part else f"{swedish} {year}",
            f"{opening} {english} {year}".strip(), complete=True,
        )  # fmt: skip


def _weeks(text: str, day: datetime.date) -> Iterator[Found]:
    for match in _WEEK.finditer(text):
        number = int(match["week"])
        month = _month_of_week(day.year, number)
        year = None if month is None else _year(month, day, _near(text, match))
        if year is not None and _month_of_week(year, number) is not None:
            yield Span(*match.span()), NamedTime((year,), f"vecka {match['week']} {year}",
                                                 f"week {match['week']}, {year}", complete=True)  # fmt: skip


def _month_of_week(year: int, number: int) -> int | None:
    """The month of a week's Thursday; None where the year has no such week."""
    try:
        return datetime.date.fromisocalendar(year, number, 4).month
    except ValueError:
        return None


def _coming(text: str, day: datetime.date) -> Iterator[Found]:
    """A season that something is to be ready for: the one ahead or under way, unless one is just over."""
    for match in _COMING.finditer(text):
        gaps = _gaps(season_of(match["season"]), day)
        if not any(_PAST[0] <= gap < 0 for gap in gaps):
            yield Span(*match.span()), min((gap, season) for gap, season in gaps.items() if gap >= 0)[1].time


def _seasons(text: str, day: datetime.date) -> Iterator[Found]:
    for match in _SEASON.finditer(text):
        name = season_of(match["season"] or match["english"] or match["genitive"])
        first, last = _near(text, match)
        # A season lasts three months, so the next is nearer than the next such month.
        near = [season for gap, season in _gaps(name, day).items() if first <= gap < max(last, 1)]
        if len(near) == 1:
            yield Span(*match.span()), near[0].time


def _feasts(text: str, day: datetime.date) -> Iterator[Found]:
    for match in _FEAST.finditer(text):
        month, swedish, english = _FEASTS[match["feast"][:3].lower()]
        year = _year(month, day, _near(text, match))
        if year is not None:
            yield Span(*match.span()), NamedTime((year,), f"{swedish} {year}", f"{english} {year}", complete=True)


def _turns(text: str, day: datetime.date) -> Iterator[Found]:
    """The turn of the year: the one ahead from September, the one behind until March if nothing says "before"."""
    for match in _TURN.finditer(text):
        first = day.year if day.month >= 9 else day.year - 1
        if day.month >= 9 or (day.month <= 3 and match["before"] is None):
            years = f"{first}/{first + 1}"
            yield Span(*match.span()), NamedTime((first, first + 1), f"årsskiftet {years}",
                                                 f"the turn of the year {years}", complete=True)  # fmt: skip


def _in_year(text: str, day: datetime.date) -> Iterator[Found]:
    """At either end of a year "the year" may be another."""
    if 2 <= day.month <= 11:
        yield from ((Span(*match.span()), a_year(day.year)) for match in _IN_YEAR.finditer(text))


def _near(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The window of months, first and last, in which the time of a match in its sentence lies."""
    if _IS_SINCE.search(text, max(match.start() - _SINCE_WITHIN, 0), match.end()):
        return _SINCE
    return _PAST if _is_past(text) else _OTHER


@lru_cache(maxsize=32)
def _is_past(sentence: str) -> bool:
    """Whether a sentence is in the past tense; many times in one sentence ask it."""
    if _PAST_TENSE.search(sentence):
        return True
    return _ENDS_IN_ED.search(sentence) is not None and _IS_ENGLISH.search(sentence) is not None


def _year(month: int, day: datetime.date, near: tuple[int, int]) -> int | None:
    """The year of a month that lies near enough, None where two years are as likely."""
    seen = month_number(day.year, day.month)
    years = (day.year - 1, day.year, day.year + 1)
    return next((year for year in years if near[0] <= month_number(year, month) - seen <= near[1]), None)


def _gaps(name: str, day: datetime.date) -> dict[int, Season]:
    return {season.gap(day): season for season in seasons_around(name, day)}


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
