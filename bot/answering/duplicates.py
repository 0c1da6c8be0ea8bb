"""The same text under two addresses gives one quote; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.answering.asked_time import MONTHS
from bot.answering.extraction import Candidate
from bot.answering.terms import words
from corpus.types import PartialDate

_SAME_SHARE = 0.9
_TELLING = frozenset(MONTHS) | {"inte", "ej", "icke", "aldrig", "ingen", "inget", "inga", "not", "never", "no"}
"""Folded words by one of which a long sentence says another thing."""
_CAPITALISED = re.compile(r"(?<=\w )[A-ZÅÄÖÉÜ]\w+")


def without_duplicates(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in order, of those that quote nearly the same words only one: of copies the newest known page."""
    kept: list[Candidate] = []
    for candidate in candidates:
        place = next((place for place, other in enumerate(kept) if _same(candidate, other)), None)
        if place is None:
            kept.append(candidate)
        elif _is_newer_copy(candidate, kept[place]):
            kept[place] = candidate
    return kept


def _same(one: Candidate, other: Candidate) -> bool:
    if one.hit.bulletin.id == other.hit.bulletin.id:
        return (one.quote.start < other.quote.end and other.quote.start < one.quote.end) or one.text == other.text
    return alike(one.text, other.text)


def alike(one: str, other: str) -> bool:
    """Whether two texts share nine in ten of their different words, and every number, month, negation and name."""
    left, right = set(words(one)), set(words(other))
    differ = left ^ right
    if any(word.isdigit() or word in _TELLING for word in differ) or differ & (_capitalised(one) | _capitalised(other)):
        return False
    return len(left & right) >= _SAME_SHARE * max(len(left | right), 1)


def _capitalised(text: str) -> set[str]:
    """The folded words that have a capital within a sentence."""
    return {word for match in _CAPITALISED.finditer(text) for word in words(match.group())}


def _is_newer_copy(candidate: Candidate, other: Candidate) -> bool:
    one, two = candidate.hit.bulletin.published, other.hit.bulletin.published
    different = candidate.hit.bulletin.id != other.hit.bulletin.id
    return different and _key(one) > _key(two) and candidate.text == other.text


def _key(date: PartialDate | None) -> tuple[int, int, int]:
    return date.sort_key if date is not None else (0, 0, 0)
