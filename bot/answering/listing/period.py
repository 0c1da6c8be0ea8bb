"""The days that words name, seen from one day: "i fredags", "den här veckan", "maj 2020", "the last two weeks";
pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corpus.language.calendar import MONTHS, WEEKDAYS
from corpus.language.numbers import SMALL_NUMBERS
from corpus.language.words import fold
from corpus.types import PartialDate

_DAY = datetime.timedelta(days=1)
_SEASON_MONTHS = {"var": 3, "spring": 3, "som": 6, "summer": 6, "sum": 6, "host": 9, "hos": 9, "autumn": 9, "aut": 9,
                  "fall": 9, "vin": 12, "winter": 12}  # fmt: skip
_NUMBERS = {fold(word): value for word, value in SMALL_NUMBERS.items()}
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = (
    r"(?P<unit>dag(?:en|ar|arna)?|dygn(?:et)?|veck(?:a|an|or|orna)|manad(?:en|er|erna)?|ar(?:et|en)?"
    r"|days?|weeks?|months?|years?)"
)
_MONTH = rf"(?P<month>{'|'.join(sorted((fold(name) for name in MONTHS), key=len, reverse=True))})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(fold(name) for name in WEEKDAYS)})"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both inclusive."""

    first: datetime.date
    last: datetime.date

    def holds(self, date: PartialDate | None) -> bool:
        """Whether something dated so belongs to it: a day within it, a month that it touches, a year that it spans."""
        if date is None:
            return False
        if date.month is None:
            return self.first <= datetime.date(date.year, 1, 1) and datetime.date(date.year, 12, 31) <= self.last
        month = calendar.monthrange(date.year, date.month)[1]
        begins, ends = (datetime.date(date.year, date.month, date.day or other) for other in (1, month))
        return begins <= self.last and self.first <= ends


def _weekday(said: re.Match[str], today: datetime.date) -> Period:
    number = next(number for name, number in WEEKDAYS.items() if fold(name) == said["weekday"])
    day = today - _DAY * ((today.weekday() - number) % 7 or 7)
    return Period(day, day)


def _days_back(days: int) -> Callable[[re.Match[str], datetime.date], Period]:
    return lambda said, today: Period(today - _DAY * days, today - _DAY * days)


def _week(weeks: int) -> Callable[[re.Match[str], datetime.date], Period]:
    def found(said: re.Match[str], today: datetime.date) -> Period:
        monday = today - _DAY * (today.weekday() + 7 * weeks)
        return Period(monday, monday + 6 * _DAY)

    return found


def _month_back(months: int) -> Callable[[re.Match[str], datetime.date], Period]:
    return lambda said, today: _months(*divmod(12 * today.year + today.month - 1 - months, 12))


def _year_back(years: int) -> Callable[[re.Match[str], datetime.date], Period]:
    return lambda said, today: _months(today.year - years, 0, 12)


def _months(year: int, month: int, count: int = 1) -> Period:
    """Months from one counted from 0, which may lie beyond the year's end."""
    begins, ends = (divmod(12 * year + month + further, 12) for further in (0, count))
    last = datetime.date(ends[0], ends[1] + 1, 1) - _DAY
    return Period(datetime.date(begins[0], begins[1] + 1, 1), last)


def _lately(said: re.Match[str], today: datetime.date) -> Period:
    """The last so many days, weeks, months or years, until today."""
    number = said.groupdict().get("n") or "1"
    count = int(number) if number.isdecimal() else _NUMBERS[number]
    days = {"d": 1, "v": 7, "w": 7, "m": 30, "a": 365, "y": 365}[said["unit"][0]]
    return Period(today - _DAY * min(count * days, 36_500), today)


def _ago(said: re.Match[str], today: datetime.date) -> Period:
    first = _lately(said, today).first
    return Period(first, first)


def _date(said: re.Match[str], today: datetime.date) -> Period | None:
    """A day or a month; without its year the latest that has begun."""
    given = said.groupdict()
    month = next((number for name, number in MONTHS.items() if fold(name) == given.get("month")), None)
    month = month or int(given["number"])
    day = int(given["day"]) if given.get("day") else None
    years = [int(given["year"])] if given.get("year") else [today.year, today.year - 1]
    for year in years:
        try:
            first = datetime.date(year, month, day or 1)
        except ValueError:
            return None
        if given.get("year") or first <= today:
            return _months(year, month - 1) if day is None else Period(first, first)
    return None


def _season(said: re.Match[str], today: datetime.date) -> Period:
    """Three months; without its year the latest that has begun."""
    name = said["season"]
    month = next(first for opening, first in _SEASON_MONTHS.items() if name.startswith(opening))
    given = said.groupdict().get("year")
    year = int(given) if given else today.year - (datetime.date(today.year, month, 1) > today)
    return _months(year, month - 1, 3)


def _year(said: re.Match[str], today: datetime.date) -> Period:
    return _months(int(said["year"]), 0, 12)


_FORMS: Mapping[str, Callable[[re.Match[str], datetime.date], Period | None]] = {
    rf"(?:i |last |this |on )?{_WEEKDAY}s?": _weekday,
    r"i ?dag|today": _days_back(0),
    r"i ?gar|yesterday": _days_back(1),
    r"i ?forrgar": _days_back(2),
    r"(?:den har veckan|denna vecka|veckan|i veckan|this week)": _week(0),
    r"(?:forra veckan|last week)": _week(1),
    r"(?:den har manaden|denna manad|this month)": _month_back(0),
    r"(?:forra manaden|last month)": _month_back(1),
    r"(?:i ar|det har aret|this year)": _year_back(0),
    r"(?:forra aret|i fjol|last year)": _year_back(1),
    rf"(?:(?:den|de|det) )?(?:senaste|sista) (?:{_N} )?{_UNIT}": _lately,
    rf"(?:the )?(?:last|past) (?:{_N} )?{_UNIT}": _lately,
    rf"(?:for )?{_N} {_UNIT} (?:sedan|ago)": _ago,
    r"(?P<year>(?:19|20)\d\d) (?P<number>\d\d)(?: (?P<day>\d\d))?": _date,
    rf"(?:den |the )?(?P<day>\d{{1,2}})(?: ?(?:e|a|st|nd|rd|th))?(?: of)? {_MONTH}(?: (?P<year>(?:19|20)\d\d))?": _date,
    rf"{_MONTH} (?P<day>\d{{1,2}})(?: (?P<year>(?:19|20)\d\d))?": _date,
    rf"{_MONTH}(?: (?P<year>(?:19|20)\d\d))?": _date,
    r"(?P<season>i (?:varas|somras|hostas|vintras))": lambda said, today: _past_season(said["season"], today),
    r"(?P<season>(?:var|sommar|host|vinter)e?n?|spring|summer|autumn|fall|winter)(?: (?P<year>(?:19|20)\d\d))?":
        _season,
    r"(?:ar |aret )?(?P<year>(?:19|20)\d\d)": _year,
}  # fmt: skip
_PATTERNS = tuple((re.compile(form), read) for form, read in _FORMS.items())


def _past_season(words: str, today: datetime.date) -> Period:
    found = re.fullmatch(r"(?P<season>.*)", words.removeprefix("i "))
    assert found is not None
    return _season(found, today)


def period_of(said: str, today: datetime.date) -> Period | None:
    """The days that folded words with single spaces name, all of them; None where they name no time."""
    for pattern, read in _PATTERNS:
        match = pattern.fullmatch(said)
        if match is not None:
            return read(match, today)
    return None
