"""Months, weekdays and seasons by their names in Swedish and English; pure."""

from __future__ import annotations

from corpus.types import Language

_MONTHS = {
    Language.SV: ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
                  "november", "december"),
    Language.EN: ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December"),
}  # fmt: skip
SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_WEEKDAYS = {
    Language.SV: ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SEASONS = {
    "spring": ("våren", "vår", "spring"), "summer": ("sommaren", "sommar", "summer"),
    "autumn": ("hösten", "höst", "autumn", "fall"), "winter": ("vintern", "vinter", "winter"),
}  # fmt: skip

FULL_MONTHS = {name.lower(): number for names in _MONTHS.values() for number, name in enumerate(names, 1)}
"""The months' whole names, lower-cased, to their numbers from 1."""

MONTHS = FULL_MONTHS | SHORT_MONTHS
"""The same with the short forms, which are written without their full stop here."""

WEEKDAYS = {name.lower(): number for names in _WEEKDAYS.values() for number, name in enumerate(names)}
"""The weekdays' names, lower-cased, to their numbers: Monday is 0."""

SEASONS = {form: season for season, forms in _SEASONS.items() for form in forms}
"""The seasons' names, lower-cased, bare and with the article, to "spring", "summer", "autumn" and "winter"."""


def month_name(month: int, language: Language) -> str:
    """The month's name, counted from 1; as it is written within a sentence."""
    return _MONTHS[language][month - 1]


def weekday_names(language: Language) -> tuple[str, ...]:
    """The weekdays' names from Monday; as they are written within a sentence."""
    return _WEEKDAYS[language]


def any_of(names: dict[str, int] | dict[str, str]) -> str:
    """A pattern for any of the names, of those that begin alike the longest; to be compiled without regard to case."""
    return "|".join(sorted(names, key=len, reverse=True))
