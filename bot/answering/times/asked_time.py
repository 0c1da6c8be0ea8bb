"""The time that a question names: "våren 2020", "in April 2020", "i augusti"; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.language.calendar import MONTHS, SEASONS
from corpus.language.words import fold, folded_words
from corpus.types import PartialDate

_SEASONS = {fold(form): season for form, season in SEASONS.items()} | {"varas": "spring"}
_SEASON_MONTHS = {"winter": (1, 3), "spring": (3, 6), "summer": (6, 8), "autumn": (8, 12)}
"""The first and the last month: a winter asked about is the one that the year begins in."""
_YEAR = re.compile(r"(?:19[5-9]|20\d)\d")


@dataclass(frozen=True, slots=True)
class AskedTime:
    """Months from `first` to `last` (both 1 to 12, inclusive) of `year`; None is any year.

    `words` are the folded words that say so.
    """

    year: int | None
    first: int = 1
    last: int = 12
    words: tuple[str, ...] = ()

    def holds(self, date: PartialDate | None) -> bool:
        """Whether something published then belongs to that time; an unknown month fits its whole year."""
        if date is None or (self.year is not None and date.year != self.year):
            return False
        return date.month is None or self.first <= date.month <= self.last

    def is_before(self, date: PartialDate | None) -> bool:
        """Whether the time was over when something was published then; never where a year or date is unknown."""
        if date is None or self.year is None:
            return False
        return date.year > self.year or (date.year == self.year and (date.month or 0) > self.last)


def asked_time(question: str) -> AskedTime | None:
    """The month, season or year that the question names; None where it names none.

    A season without a year is none: "höstens designarbete" is a subject, not a time asked about.
    """
    said = folded_words(question)
    named = next((word for word in said if _YEAR.fullmatch(word)), None)
    year = int(named) if named else None
    for place, word in enumerate(said):
        spoken = (word, named) if named else (word,)
        if word in MONTHS and (year is not None or _is_time(said, place)):
            return AskedTime(year, MONTHS[word], MONTHS[word], spoken)
        if word in _SEASONS and year is not None:
            return AskedTime(year, *_SEASON_MONTHS[_SEASONS[word]], spoken)
    return AskedTime(year, words=(named,)) if named else None


def _is_time(said: list[str], place: int) -> bool:
    # "may" and "mars" are words of their own, so a lone month needs "i" or "in" before it.
    return place > 0 and said[place - 1] in ("i", "in", "under", "during", "of")
