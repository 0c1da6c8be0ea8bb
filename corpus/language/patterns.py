"""Where dates, numbers and reasons stand in running text, in Swedish and English; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.language.calendar import FULL_MONTHS, SEASONS, WEEKDAYS, any_of
from corpus.language.numbers import NUMBER_WORD, SMALL_NUMBERS
from corpus.language.words import is_function_word
from corpus.types import Span

_MONTH = f"(?:{any_of(FULL_MONTHS)})"
_SEASON = f"(?:{any_of(SEASONS)}|årsskiftet)"
_PART = (
    r"(?:(?:i |in )?(?:the )?(?:mitten|början|slutet|andra halvan|första halvan|första veckan|sista veckan|middle"
    r"|beginning|end|start|first half|second half) (?:av|of) (?:the )?)"
)
_DAY = r"(?:\d{1,2}(?::?[ea]|st|nd|rd|th)?)"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_CLOCK = r"(?:(?:kl(?:ockan|\.)? ?)\d{1,2}(?:[.:]\d\d)?(?: ?[–-] ?\d{1,2}(?:[.:]\d\d)?)?|\b\d{1,2}[.:]\d\d\b)"
_WEEK = r"(?:vecka|v\.|week) ?\d{1,2}"
_QUARTER = r"(?:(?:första|andra|tredje|fjärde|first|second|third|fourth) (?:kvartalet|quarter)|[kq]vartal \d|q[1-4])"
_WEEKDAY = f"(?:{any_of(WEEKDAYS)})(?:en|s)?"
_RELATIVE = (
    r"(?:i (?:våras|höstas|somras|vintras|vår|höst|sommar|vinter|dag|går|morgon)"
    r"|nästa (?:år|vecka|månad|höst|vår|sommar)"
    r"|förra (?:året|veckan|månaden)|i år\b|idag\b|next (?:year|week|month)|this (?:year|week|month|autumn|spring)"
    r"|efter (?:sommaren|semestern|årsskiftet|jul|påsk)(?:uppehållet)?|efter sommaruppehållet|inom kort"
    r"|under (?:året|hösten|våren|sommaren|vintern))"
)


def _any_of(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{form})(?!-?\w)" for form in forms), re.IGNORECASE)


_COUNT = rf"(?:\d+|en|några|{'|'.join(SMALL_NUMBERS)})"
_PERIOD = (
    r"(?:dagar|dag|veckor|vecka|månader|månad|år|timmar|timme|minuter|days?|weeks?|months?|years?|hours?|minutes?)"
)
_DATE = _any_of(
    rf"{_PART}?(?:(?:den |the )?{_DAY}(?: ?[–-] ?{_DAY}| (?:och|and|till|to) {_DAY})? (?:of )?)?{_MONTH}"
    rf"(?: {_DAY}(?=,? {_YEAR}))?(?:,? (?:år )?{_YEAR})?",
    rf"{_YEAR}-\d\d(?:-\d\d)?",
    rf"\d{{1,2}}/\d{{1,2}}(?:[ -/]{_YEAR})?",
    rf"{_PART}?{_SEASON}(?: (?:of )?{_YEAR})",
    rf"{_QUARTER}(?: {_YEAR})?",
    rf"{_PART}?(?:året |year )?{_YEAR}(?:[–-](?:{_YEAR}|\d\d))?(?:-talet|s)?",
    rf"{_WEEK}(?: {_YEAR})?",
    _CLOCK,
    r"\d{1,2}-talet",
)
_VAGUE_DATE = _any_of(
    _WEEKDAY,
    _RELATIVE,
    rf"{_PART}?(?:våren|sommaren|hösten|vintern|årsskiftet)",
    rf"{_COUNT} (?:till \w+ |to \w+ )?{_PERIOD}",
)
_UNIT = r"(?: ?%| ?(?:procent(?:enheter)?|percent|per cent|miljoner|miljarder|miljon|miljard|tusen|mkr|mnkr|mdkr|msek" \
        r"|tkr|millions?|billions?|thousand|kronor|kr|sek|euro|kvm|km)\b)*"  # fmt: skip
_NUMBER = re.compile(
    rf"(?<![\w,.-])(?:(?:drygt|cirka|ca|omkring|ungefär|närmare|nästan|över|minst|högst|upp till|about|almost|nearly"
    rf"|over|more than|at least|up to|around|approximately) )?(?:\d+(?:[  .,]\d{{3}})*(?:[.,]\d+)?|\b{NUMBER_WORD}\b)"
    rf"(?: ?[–-] ?\d+)?{_UNIT}(?!\w)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:eftersom|därför att|på grund av|beror (?:det )?på|orsaken|anledningen|skälet|med anledning av|till följd av"
    r"|för att|i syfte att"
    r"|syftet|så att|because|due to|owing to|since|in order to|so that|as a result of|the reason|purpose)\b",
    re.IGNORECASE,
)


def spans_of(pattern: re.Pattern[str], text: str, group: int = 0) -> tuple[Span, ...]:
    """Every place that the pattern, or a group of it, matches; in order."""
    return tuple(Span(*match.span(group)) for match in pattern.finditer(text))


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Span, ...]:
    """What a calendar or a clock can tell: days, months, years, hours; in order."""
    return spans_of(_DATE, text)


@lru_cache(maxsize=8192)
def vague_dates(text: str) -> tuple[Span, ...]:
    """Weekdays, seasons without a year, durations and times told from another: "efter sommaren"; in order."""
    return spans_of(_VAGUE_DATE, text)


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[Span, ...]:
    """Numbers in digits or words with their unit, in order, without dates and without labels such as "etapp 2"."""
    taken = (*dates(text), *(span for span in vague_dates(text) if not text[span.start].isdigit()))
    return tuple(span for span in spans_of(_NUMBER, text)
                 if not _is_label(text, span)
                 and not any(span.start < date.end and date.start < span.end for date in taken))  # fmt: skip


_LABELLED = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,60}) (?:\d{1,3} (?:och|and|eller|or|samt) )?$")
_LABEL_WITHIN = 80
"""Characters before a number in which its label stands."""
_FOLLOWED = re.compile(r" ([^\W\d_]{3,})")


def _is_label(text: str, span: Span) -> bool:
    """Whether a bare number only tells one thing from its like: a content word before it and none after, or the place
    of an item in its list."""
    if not text[span.start : span.end].isdigit() or span.end - span.start > 3:
        return False
    if (span.start == 0 or text[span.start - 1] == "\n") and text[span.end : span.end + 2] == ". ":
        return True
    before = _LABELLED.search(text[max(0, span.start - _LABEL_WITHIN) : span.start])
    after = _FOLLOWED.match(text, span.end)
    named = before is not None and not is_function_word(before.group(1).lower())
    return named and (after is None or is_function_word(after.group(1).lower()))


@lru_cache(maxsize=8192)
def reasons(text: str) -> tuple[Span, ...]:
    """The words that open a reason or a purpose."""
    return spans_of(_REASON, text)
