"""The day from which a statement holds: "från och med den 1 juni leder Bo Alm arbetet"; pure."""

from __future__ import annotations

import datetime
import re

from corpus.language.calendar import FULL_MONTHS, any_of
from corpus.types import PartialDate

_DAY = (
    r"\b(?P<day>\d{1,2})(?::?[ae]|st|nd|rd|th)? (?:of )?"
    rf"(?P<month>{any_of(FULL_MONTHS)})\b(?:,? (?P<year>(?:19|20)\d\d)\b)?"
)
_FROM = r"\b(?:från(?: och med)?|fr\.? ?o\.? ?m\.?|from|as of|effective)(?: den| the)? "
_BEGINS = (
    r"(?:tillträder|efterträder|tar (?:\w{1,40} ){0,4}över|träder i kraft|börjar gälla|ersätts?"
    r"|takes over|takes effect|succeeds|replaces)"
)
_NEAR = r"[^.!?;\n]{0,60}"
_HOLDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (f"{_FROM}{_DAY}", rf"\b{_BEGINS}\b{_NEAR}?{_DAY}", rf"{_DAY}{_NEAR}?\b{_BEGINS}\b")
)
_HALF_A_YEAR = 183
"""Days: a date that lies further before its bulletin is of the next year, where it names none."""


def holds_from(text: str, said: PartialDate | None) -> datetime.date | None:
    """The first day on which what `text` says holds; None where it names none, or no year can be told.

    `said` is its bulletin's date. A text that is said to end something ("till den 1 juni") names none.
    """
    for pattern in _HOLDS:
        match = pattern.search(text)
        if match is not None:
            return _day(match, said)
    return None


def _day(match: re.Match[str], said: PartialDate | None) -> datetime.date | None:
    month, day = FULL_MONTHS[match["month"].lower()], int(match["day"])
    try:
        if match["year"]:
            return datetime.date(int(match["year"]), month, day)
        if said is None:
            return None
        first = datetime.date(said.year, said.month or 1, said.day or 1)
        found = datetime.date(said.year, month, day)
        return found if (first - found).days < _HALF_A_YEAR else datetime.date(said.year + 1, month, day)
    except ValueError:
        return None
