"""Dates in Swedish and English text and in addresses, with the precision that is written; pure."""

from __future__ import annotations

import datetime
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
_STAMP = re.compile(
    r"(?<!\d)(?P<day>(?:19|20)\d\d-\d\d-\d\d)[T ](?P<clock>[0-2]\d:[0-5]\d)(?::\d\d(?:\.\d{1,9})?)?"
    r" ?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)(?!\w)"
)
_MAIL_STAMP = re.compile(
    rf"(?<!\d)(?P<date>\d{{1,2}} {_MONTH} {_YEAR}) (?P<clock>[0-2]\d:[0-5]\d)(?::\d\d)? "
    r"(?P<zone>GMT|UTC|Z|[+-]\d{4})(?!\w)",
    re.IGNORECASE,
)
"""As in the headers of HTTP and of letters: `Tue, 31 Mar 2026 22:30:00 GMT`."""
_SHORT_IN_NAME = re.compile(r"(?:^|(?<=[ _-]))(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=$|[ _.-])")
_RUN_TOGETHER = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_IN_PATH = re.compile(rf"/{_YEAR}/(?P<month>0[1-9]|1[0-2])(?:/(?P<day>\d\d))?(?=/)")

_SHORT_YEAR = re.compile(
    r"(?<![\d-])(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\d-])|"
    rf"(\d{{1,2}} (?:{any_of(MONTHS)})) ?[-’'](\d\d)(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?![\d/-])")
_ONE_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARLESS = re.compile(rf"\d{{1,2}} (?:{any_of(MONTHS)})", re.IGNORECASE)
_DAY_ALONE = re.compile(
    rf"(?<![\d.:-])(?:\d{{1,2}}(?::?[ea]|st|nd|rd|th)? (?:{any_of(MONTHS)})\b\.?|"
    rf"(?:{any_of(MONTHS)}) \d{{1,2}}(?![\d.:-]))",
    re.IGNORECASE,
)
_MARKS = " \t,;:.–-()|/"


def find_dates(text: str) -> list[tuple[int, PartialDate]]:
    """Every date that names at least year and month, with its position, in order; a day where it is written.

    `3/4/2020` is not read: it is March in one country and April in another. A stamp with its time zone tells the day
    that it was in Sweden then: `2026-03-31T22:30:00Z` is the first of April.
    """
    return [(start, date) for start, _, date in dates_in(text)]


def dates_in(text: str) -> list[tuple[int, int, PartialDate]]:
    """What `find_dates` finds, with where each begins and ends."""
    taken = [(*stamp.span(), _swedish_day(stamp["day"], stamp)) for stamp in _STAMP.finditer(text)]
    for stamp in _MAIL_STAMP.finditer(text):
        day = next((date for _, _, date in dates_in(stamp["date"])), None)
        taken.append((*stamp.span(), _swedish_day(str(day), stamp)))
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in taken):
                taken.append((match.start(), match.end(), _date(match)))
    return sorted(((start, end, date) for start, end, date in taken if date), key=lambda entry: entry[0])


def swedish_date(moment: datetime.datetime) -> PartialDate:
    """The day that it is in Sweden at a moment, which must carry its time zone.

    The clock is an hour before UTC, and two from the last Sunday of March to that of October, one o'clock UTC
    (directive 2000/84/EC), as since 1996.
    """
    utc = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    is_summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    day = utc + datetime.timedelta(hours=2 if is_summer else 1)
    return PartialDate(day.year, day.month, day.day)


def lies_ahead(date: PartialDate) -> bool:
    """Whether a date is surely later than tomorrow, when nothing has been published or changed yet."""
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    return date.is_surely_after(swedish_date(tomorrow))


def _last_sunday(year: int, month: int) -> datetime.datetime:
    last = datetime.datetime(year, month, 31, 1)
    return last - datetime.timedelta(days=(last.weekday() + 1) % 7)


def _swedish_day(day: str, stamp: re.Match[str]) -> PartialDate | None:
    zone = stamp["zone"].upper()
    offset = "+00:00" if zone in {"Z", "UTC", "GMT"} else zone
    try:
        return swedish_date(datetime.datetime.fromisoformat(f"{day}T{stamp['clock']}{offset}"))
    except (ValueError, OverflowError):
        return None


def only_date(text: str) -> PartialDate | None:
    """The date of a text that names just one, at its best precision; None where there are several or none."""
    return _only(date for _, date in find_dates(text))


def taken(text: str) -> tuple[PartialDate | None, str]:
    """The one date of a text and the rest of it; a year alone is a date where nothing else is written."""
    if _ONE_YEAR.fullmatch(text.strip(_MARKS)):
        return PartialDate(int(text.strip(_MARKS))), ""
    date = only_date(text)
    for form, read in ((_COMPACT, _run_together), (_SLASHED, _told_apart)):
        match = None if date else form.search(text)
        if match and (told := read(match)):
            return told, text[: match.start()] + text[match.end() :]
    return (date, without_dates(text)) if date else (None, text)


def short_date(text: str) -> tuple[PartialDate | None, str]:
    """A date behind a label whose year is written with two digits: `250605`, `5 juni -25`, but not `05-06-25`."""
    match = _SHORT_YEAR.search(text)
    if match is None:
        return None, text
    written = f"20{match[1]}-{match[2]}-{match[3]}" if match[1] else f"{match[4]} 20{match[5]}"
    return only_date(written), text[: match.start()] + text[match.end() :]


def _run_together(match: re.Match[str]) -> PartialDate | None:
    try:
        return PartialDate(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _told_apart(match: re.Match[str]) -> PartialDate | None:
    """`25/06/2026`, of which the day cannot be a month; None where both could be either."""
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if first > 12 else (second, first)
    try:
        return PartialDate(int(match[4]), month, day) if day > 12 or first == second else None
    except ValueError:
        return None


def with_year(text: str, last: str) -> str:
    """A text that is a day without a year with that of the `last` date of its sentence, where the day is no later:
    "den 5 maj" of "publicerades den 5 maj och uppdaterades den 7 maj 2026"."""
    date, day = only_date(last), _YEARLESS.fullmatch(text.strip(_MARKS))
    whole = only_date(f"{day[0]} {date.year}") if date and day else None
    return f"{text.rstrip()} {date.year}" if date and whole and not whole.is_surely_after(date) else text


def without_dates(text: str) -> str:
    """`text` with its dates blanked out."""
    for start, end, _ in reversed(dates_in(text)):
        text = f"{text[:start]} {text[end:]}"
    return text


def unclear_date(text: str) -> str:
    """A date of digits that is read one way in one country and the other way in another, or a day without its year, as
    it is written."""
    match = _SLASHED.search(text) or _DAY_ALONE.search(text)
    return match.group() if match else ""


def date_in_address(url: str) -> PartialDate | None:
    """The month or day that an address names: `/2020/04/30/`, `april-2020`, `20200430`; None for a year alone."""
    path = unquote(urlsplit(url).path) + "/"
    if match := _IN_PATH.search(path) or _RUN_TOGETHER.search(path):
        return _date(match)
    words = re.sub(r"(?<=[^\W\d])[-_]|[-_](?=[^\W\d])|/", " ", path)
    return only_date(words)


def date_in_name(stem: str) -> PartialDate | None:
    """The month or day that the name of a file tells, `260416 Nyhetsbrev` too; None for a year alone."""
    match = _SHORT_IN_NAME.search(stem)
    short = only_date(f"20{match[1]}-{match[2]}-{match[3]}") if match else None
    return date_in_address(f"file:///{stem}") or short


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
