"""Dates and clock times in running text as values, in Swedish and English; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.language.calendar import MONTHS, SEASONS, WEEKDAYS, any_of
from corpus.language.numbers import ORDINALS, SMALL_NUMBERS
from corpus.types import Span

_QUARTERS = {"andra": 2} | {word: number for word, number in ORDINALS.items() if number <= 4}

_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"\d{1,2}(?::?[ea]|st|nd|rd|th)?"
_MONTH = rf"(?P<month>{any_of(MONTHS)})\b\.?"
_AMBIGUOUS = frozenset(("may", "march", "mar", "fall", "vår", "spring"))
_OF_YEAR = rf"(?:,? (?:of |år |in )?(?P<year>{_YEAR})\b)?"
_FORMS = tuple(
    re.compile(rf"(?<![\w,-])(?:{form})(?!\w)", re.IGNORECASE)
    for form in (
        rf"(?P<year>{_YEAR})-(?P<number>\d\d)(?:-(?P<day>\d\d))?",
        rf"(?P<day>\d{{1,2}})/(?P<number>\d{{1,2}})(?:[ /-](?P<year>{_YEAR}))?",
        rf"(?:den |the )?(?P<first>{_DAY}) ?(?:[–-]|och|and|till|to) ?(?P<day>{_DAY}) (?:of )?{_MONTH}{_OF_YEAR}",
        rf"(?:den |the )?(?P<day>{_DAY}) (?:of )?{_MONTH}{_OF_YEAR}",
        rf"{_MONTH} (?P<day>{_DAY})(?!\d){_OF_YEAR}",
        rf"{_MONTH}{_OF_YEAR}",
        rf"(?P<season>{any_of(SEASONS)})\b{_OF_YEAR}",
        rf"(?:(?P<ordinal>{'|'.join(_QUARTERS)}) (?:kvartalet|quarter)|(?:q|kv|kvartal|quarter) ?(?P<quarter>[1-4]))"
        rf"{_OF_YEAR}",
        rf"(?:vecka|veckan|v\.|week) ?(?P<week>\d{{1,2}}){_OF_YEAR}",
        r"(?:kl(?:ockan|\.)? ?|at )?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))? ?(?P<half>[ap]\.?m\b\.?)",
        r"(?:kl(?:ockan|\.)? ?)(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?|(?P<hour2>\d{1,2})[.:](?P<minute2>[0-5]\d)",
        rf"kl(?:ockan|\.)? (?P<spoken>{'|'.join(SMALL_NUMBERS)})|(?P<spoken2>{'|'.join(SMALL_NUMBERS)}) o['’]clock",
        rf"(?:år(?:et)? |year )?(?P<year>{_YEAR})(?:s|-talet)?",
        rf"(?P<weekday>{any_of(WEEKDAYS)})(?:en|ar|arna|s)?",
    )
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a text says of a date or a time, None where it does not say. `season` is English, `weekday` counts from
    Monday as 0, `clock` is minutes after midnight. `span` is where it stands."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: str | None = None
    quarter: int | None = None
    week: int | None = None
    weekday: int | None = None
    clock: int | None = None

    def is_backed_by(self, other: Moment) -> bool:
        """Whether `other` says everything that this says."""
        said = (getattr(self, name) for name in _SAID)
        known = (getattr(other, name) for name in _SAID)
        return all(one is None or one == two for one, two in zip(said, known, strict=True))


_TIMELY = re.compile(r"\b(?:in|by|until|since|from|during|of|the|i|till|under|av) $")
_SAID = ("year", "month", "day", "season", "quarter", "week", "weekday", "clock")


def moments(text: str) -> list[Moment]:
    """The dates and times of `text`, in order; a range of days gives both ends."""
    found: list[Moment] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(match.start() < one.span.end and one.span.start < match.end() for one in found):
                found += _read(match)
    return sorted(found, key=lambda one: one.span.start)


def _read(match: re.Match[str]) -> Iterator[Moment]:
    given = {name: value for name, value in match.groupdict().items() if value is not None}
    name = given.get("month", given.get("season", ""))
    if name.lower() in _AMBIGUOUS and not _is_date_word(match, name, given):
        return
    moment = Moment(
        Span(*match.span()),
        year=_number(given.get("year")),
        month=MONTHS[given["month"].lower()] if "month" in given else _number(given.get("number")),
        day=_number(given.get("day")),
        season=SEASONS[given["season"].lower()] if "season" in given else None,
        quarter=_QUARTERS[given["ordinal"].lower()] if "ordinal" in given else _number(given.get("quarter")),
        week=_number(given.get("week")),
        weekday=WEEKDAYS[given["weekday"].lower()] if "weekday" in given else None,
        clock=_clock(given),
    )
    if moment.month is None or 1 <= moment.month <= 12:
        yield moment
        if "first" in given:
            yield replace(moment, day=_number(given["first"]))


def _is_date_word(match: re.Match[str], name: str, given: dict[str, str]) -> bool:
    """Whether "may", "march", "fall" or "vår" is meant as a time: with a day or a year, or after a word of time."""
    if "day" in given or "year" in given:
        return True
    before = match.string[: match.start()].lower()
    return _TIMELY.search(before) is not None and (name[:1].isupper() or name.lower() in ("vår", "fall", "spring"))


def _number(text: str | None) -> int | None:
    return None if text is None else int(re.sub(r"\D", "", text))


def _clock(given: dict[str, str]) -> int | None:
    spoken = given.get("spoken", given.get("spoken2"))
    hour = SMALL_NUMBERS[spoken.lower()] if spoken else _number(given.get("hour", given.get("hour2")))
    if hour is None:
        return None
    minute = _number(given.get("minute", given.get("minute2"))) or 0
    half = given.get("half", "").lower()
    return (hour % 12 + 12 * half.startswith("p") if half else hour) * 60 + minute
