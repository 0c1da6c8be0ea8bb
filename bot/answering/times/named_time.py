"""A time on the calendar, found from words that leave part of it out; pure."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from corpus.language.calendar import month_name
from corpus.types import Language, PartialDate

_SEASONS = {
    "spring": ("våren", "spring"), "summer": ("sommaren", "summer"), "autumn": ("hösten", "autumn"),
    "winter": ("vintern", "winter"),
}  # fmt: skip
_BY_OPENING = {"vår": "spring", "spr": "spring", "som": "summer", "sum": "summer", "sem": "summer", "hös": "autumn",
               "aut": "autumn", "fal": "autumn", "vin": "winter", "win": "winter"}  # fmt: skip
_FIRST_MONTH = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9}


@dataclass(frozen=True, slots=True)
class NamedTime:
    """`swedish` and `english` name the time in full, `years` are those in it.

    `complete` says that the words which it was found from tell all but the year.
    """

    years: tuple[int, ...]
    swedish: str
    english: str
    complete: bool = False

    def meaning(self, language: Language, *, understood: bool) -> str:
        """What a reader of `language` needs to be told; `understood` where the words are of that language."""
        if self.complete and understood:
            return "/".join(map(str, self.years))
        return self.swedish if language is Language.SV else self.english


@dataclass(frozen=True, slots=True)
class Season:
    """One spring, summer, autumn or winter; a winter is that of the year in which it begins."""

    name: str
    year: int

    @property
    def first(self) -> int:
        """Its first month, counted through the years as `month_number` does; it has three."""
        return month_number(self.year, _FIRST_MONTH[self.name])

    def gap(self, day: datetime.date) -> int:
        """Months from the day's to the season: above 0 where it lies ahead, below where it is over, 0 within it."""
        month = month_number(day.year, day.month)
        return self.first - month if month < self.first else min(0, self.first + 2 - month)

    @property
    def time(self) -> NamedTime:
        years = (self.year, self.year + 1) if self.name == "winter" else (self.year,)
        written = "/".join(map(str, years))
        swedish, english = (f"{name} {written}" for name in _SEASONS[self.name])
        return NamedTime(years, swedish, english)


def season_of(words: str) -> str:
    """The name that `Season` takes for the season, or the holiday of one, that ends the words."""
    return _BY_OPENING[words.lower().split()[-1][:3]]


def seasons_around(name: str, day: datetime.date) -> list[Season]:
    """That season of the years around a day, in order."""
    return [Season(name, day.year + years) for years in (-2, -1, 0, 1)]


def month_number(year: int, month: int) -> int:
    """Months since the year 0, to count with."""
    return 12 * year + month - 1


def a_year(year: int) -> NamedTime:
    return NamedTime((year,), str(year), str(year))


def a_day(day: datetime.date) -> NamedTime:
    swedish, english = (_written(day, language) for language in Language)
    return NamedTime((day.year,), swedish, english)


def a_month(number: int) -> NamedTime:
    """The month that `month_number` gives this number."""
    year, month = divmod(number, 12)
    swedish, english = (f"{month_name(month + 1, language)} {year}" for language in Language)
    return NamedTime((year,), swedish, english)


def a_week(monday: datetime.date) -> NamedTime:
    """The calendar week (ISO 8601) that begins on a Monday."""
    sunday = monday + datetime.timedelta(days=6)
    number = monday.isocalendar().week
    years = tuple(sorted({monday.year, sunday.year}))
    swedish, english = (f"{name} {number}, {_days(monday, sunday, language)}"
                        for name, language in (("vecka", Language.SV), ("week", Language.EN)))  # fmt: skip
    return NamedTime(years, swedish, english)


def monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def bounds(date: PartialDate) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day that a date may be; None where only its year is known."""
    if date.month is None:
        return None
    last = date.day or calendar.monthrange(date.year, date.month)[1]
    return datetime.date(date.year, date.month, date.day or 1), datetime.date(date.year, date.month, last)


def _days(first: datetime.date, last: datetime.date, language: Language) -> str:
    """`27 april–3 maj 2020`, with what both days share written once."""
    if first.year != last.year:
        return f"{_written(first, language)}–{_written(last, language)}"
    opening = str(first.day) if first.month == last.month else f"{first.day} {month_name(first.month, language)}"
    return f"{opening}–{_written(last, language)}"


def _written(day: datetime.date, language: Language) -> str:
    return f"{day.day} {month_name(day.month, language)} {day.year}"
