"""Names, dates, places and numbers in running text, in Swedish and English; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.language.calendar import FULL_MONTHS, SEASONS, WEEKDAYS, any_of
from corpus.language.function_words import FUNCTION_WORDS
from corpus.language.words import fold
from corpus.types import Span

_UPPER = "A-ZÅÄÖÉÜØÆ"
_CAPITALISED = rf"[{_UPPER}][\w’']*(?:-[{_UPPER}]?[\w’']+)*"
_NAME = re.compile(rf"\b{_CAPITALISED}(?: (?:(?:von|af|de|van|der) )?{_CAPITALISED})+")
_ANY_NAME = re.compile(rf"\b{_CAPITALISED}(?: (?:(?:von|af|de|van|der) )?{_CAPITALISED})*")

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


_COUNT = (
    r"(?:\d+|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|tolv|några|one|two|three|four|five|six|seven|eight|nine|ten)"
)
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
_NUMBER_WORD = (
    r"(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo\w*"
    r"|trettio\w*|fyrtio\w*|femtio\w*|sextio\w*|sjuttio\w*|åttio\w*|nittio\w*|\w*hundra|hundratals|tusentals|hälften"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|half|dozens?)"
)
_UNIT = r"(?: ?%| ?(?:procent(?:enheter)?|percent|per cent|miljoner|miljarder|miljon|miljard|tusen|mkr|mnkr|mdkr|msek" \
        r"|tkr|millions?|billions?|thousand|kronor|kr|sek|euro|kvm|km)\b)*"  # fmt: skip
_NUMBER = re.compile(
    rf"(?<![\w,.-])(?:(?:drygt|cirka|ca|omkring|ungefär|närmare|nästan|över|minst|högst|upp till|about|almost|nearly"
    rf"|over|more than|at least|up to|around|approximately) )?(?:\d+(?:[  .,]\d{{3}})*(?:[.,]\d+)?|\b{_NUMBER_WORD}\b)"
    rf"(?: ?[–-] ?\d+)?{_UNIT}(?!\w)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:[Ii]|[Pp]å|[Vv]id|[Hh]os|[Ff]rån|[Tt]ill|[Ii]n|[Aa]t|[Ff]rom|[Nn]ear) (?:the )?"
    rf"({_CAPITALISED}(?:(?: och| and|,)? {_CAPITALISED})*"
    r"(?:(?<=s) [a-zåäö]{5,}(?=[ ,.;:)]|$))?)"
)
_REASON = re.compile(
    r"\b(?:eftersom|därför att|på grund av|beror (?:det )?på|orsaken|anledningen|skälet|med anledning av|till följd av"
    r"|för att|i syfte att"
    r"|syftet|så att|because|due to|owing to|since|in order to|so that|as a result of|the reason|purpose)\b",
    re.IGNORECASE,
)


def _spans(pattern: re.Pattern[str], text: str, group: int = 0) -> tuple[Span, ...]:
    return tuple(Span(*match.span(group)) for match in pattern.finditer(text))


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Span, ...]:
    """What a calendar or a clock can tell: days, months, years, hours; in order."""
    return _spans(_DATE, text)


@lru_cache(maxsize=8192)
def vague_dates(text: str) -> tuple[Span, ...]:
    """Weekdays, seasons without a year, durations and times told from another: "efter sommaren"; in order."""
    return _spans(_VAGUE_DATE, text)


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[Span, ...]:
    """Numbers in digits or words with their unit, in order, without dates and without labels such as "etapp 2"."""
    taken = (*dates(text), *(span for span in vague_dates(text) if not text[span.start].isdigit()))
    return tuple(span for span in _spans(_NUMBER, text)
                 if not _is_label(text, span)
                 and not any(span.start < date.end and date.start < span.end for date in taken))  # fmt: skip


_LABELLED = re.compile(r"([^\W\d_]{3,}) (?:\d{1,3} (?:och|and|eller|or|samt) )?$")
_FOLLOWED = re.compile(r" ([^\W\d_]{3,})")


def _is_label(text: str, span: Span) -> bool:
    """Whether a bare number only tells one thing from its like: a content word before it and none after."""
    if not text[span.start : span.end].isdigit() or span.end - span.start > 3:
        return False
    before, after = _LABELLED.search(text[: span.start]), _FOLLOWED.match(text, span.end)
    named = before is not None and fold(before.group(1)) not in FUNCTION_WORDS
    return named and (after is None or fold(after.group(1)) in FUNCTION_WORDS)


@lru_cache(maxsize=8192)
def places(text: str) -> tuple[Span, ...]:
    """What a preposition of place and a capital letter point out, without the preposition."""
    return tuple(span for span in _spans(_PLACE, text, 1) if not dates(text[span.start : span.end]))


@lru_cache(maxsize=8192)
def reasons(text: str) -> tuple[Span, ...]:
    """The words that open a reason or a purpose."""
    return _spans(_REASON, text)


@lru_cache(maxsize=8192)
def full_names(text: str) -> tuple[Span, ...]:
    """Two or more capitalised words together; a title that opens the sentence is left out."""
    found = (_without_opening(text, span) for span in _spans(_NAME, text))
    return tuple(span for span in found if span is not None and not dates(text[span.start : span.end]))


@lru_cache(maxsize=8192)
def any_names(text: str) -> tuple[Span, ...]:
    """Capitalised words inside the sentence, alone or together: people, organisations, products."""
    found = (_without_opening(text, span) for span in _spans(_ANY_NAME, text))
    return tuple(span for span in found if span is not None and not dates(text[span.start : span.end]))


_SENTENCE_END = re.compile(r"(?:^|[.!?:]\s+|\n)[”\"'(–-]*$")


def _without_opening(text: str, span: Span) -> Span | None:
    """The name without a first word that has its capital from the sentence alone."""
    name = text[span.start : span.end]
    if not _SENTENCE_END.search(text[: span.start]):
        return span
    first, _, rest = name.partition(" ")
    if not rest:
        return span if _is_acronym(first) else None
    # "Regiondirektör Ann-Sofi Lodin": three capitals at a sentence's start are a title and a name.
    opening = rest.count(" ") >= 1 or fold(first) in FUNCTION_WORDS
    return Span(span.start + len(first) + 1, span.end) if opening else span


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()
