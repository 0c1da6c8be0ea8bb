"""Dates in Swedish and English text and in addresses, with the precision that is written; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from corpus.language.calendar import MONTHS, any_of
from corpus.types import PartialDate

_MONTH = rf"(?P<month>{any_of(MONTHS)})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>\d{1,2})"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d-]){_YEAR}-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\d-])",
        rf"(?<!\d){_YEAR}(?P<mark>[./])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)",
        rf"(?<!\d){_DAY}(?::?e|:?a|st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"(?<!\w){_MONTH},?\s+{_YEAR}",
        rf"(?<!\d){_DAY}/(?P<month>\d{{1,2}})[- ]{_YEAR}",
    )
)
_IN_PATH = re.compile(rf"/{_YEAR}/(?P<month>0[1-9]|1[0-2])(?:/(?P<day>\d\d))?(?=/)")


def find_dates(text: str) -> list[tuple[int, PartialDate]]:
    """Every date that names at least year and month, with its position, in order; a day where it is written.

    `3/4/2020` is not read: it is March in one country and April in another.
    """
    taken: list[tuple[int, int, PartialDate | None]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in taken):
                taken.append((match.start(), match.end(), _date(match)))
    return sorted(((start, date) for start, _, date in taken if date), key=lambda entry: entry[0])


def only_date(text: str) -> PartialDate | None:
    """The date of a text that names just one, at its best precision; None where there are several or none."""
    return _only(date for _, date in find_dates(text))


def date_in_address(url: str) -> PartialDate | None:
    """The month or day that an address names: `/2020/04/30/`, `april-2020`; None for a year alone."""
    path = unquote(urlsplit(url).path) + "/"
    if match := _IN_PATH.search(path):
        return _date(match)
    words = re.sub(r"(?<=[^\W\d])[-_]|[-_](?=[^\W\d])|/", " ", path)
    return only_date(words)


def _only(dates: Iterator[PartialDate]) -> PartialDate | None:
    found = sorted(set(dates), key=lambda date: len(str(date)), reverse=True)
    if found and all(str(found[0]).startswith(str(other)) for other in found):
        return found[0]
    return None


def _date(match: re.Match[str]) -> PartialDate | None:
    parts = match.groupdict()
    month = parts["month"].lower()
    day = parts.get("day")
    try:
        number = MONTHS.get(month) or int(month)
        return PartialDate(int(parts["year"]), number, int(day) if day else None)
    except ValueError:
        return None
