"""The same text under two addresses gives one quote; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.answering.choosing.extraction import Candidate
from corpus.language.calendar import MONTHS, WEEKDAYS
from corpus.language.numbers import ORDINALS
from corpus.language.sentences import opens
from corpus.language.words import fold, folded_words, is_function_word

_SAME_SHARE = 0.9
_TELLING = frozenset((*MONTHS, *map(fold, ORDINALS), "andra")) | frozenset(
    "inte ej icke aldrig ingen inget inga varken utan knappast not never no none nor neither without cannot".split()
)
"""Folded words by one of which a long sentence says another thing."""
_WEEKDAYS = tuple(map(fold, WEEKDAYS))
"""How a word begins that tells a weekday."""
_WORD = re.compile(r"[^\W_]+(?:['’]t\b)?")


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
    """Whether two texts share nine in ten of their different words, and every number, month, weekday, ordinal, negation
    and name in the same order."""
    left, right = set(folded_words(one)), set(folded_words(other))
    if len(left & right) < _SAME_SHARE * max(len(left | right), 1):
        return False
    here, there = _names(one), _names(other)
    if (left ^ right) & (here | there):
        return False
    named = here & there
    return _told(one, named) == _told(other, named)


def _told(text: str, named: set[str]) -> list[str]:
    """The folded words that decide what a text says, in their order; of names those in `named`."""
    found = ((match[0], fold(match[0])) for match in _WORD.finditer(text))
    return [word for written, word in found if _decides(word) or (word in named and written[0].isupper())]


def _decides(word: str) -> bool:
    # "Don't" and "can’t" end in a negation.
    return word in _TELLING or word[0].isdigit() or word.startswith(_WEEKDAYS) or word[-2:-1] in ("'", "’")


def _names(text: str) -> set[str]:
    """The folded words that have a capital, but for small words that open a sentence."""
    return {fold(match[0]) for match in _WORD.finditer(text) if match[0][0].isupper() and _is_name(text, match)}


def _is_name(text: str, match: re.Match[str]) -> bool:
    return not opens(text, match.start()) or not is_function_word(match[0].lower())


def _is_newer_copy(candidate: Candidate, other: Candidate) -> bool:
    one, two = candidate.hit.bulletin, other.hit.bulletin
    return one.id != two.id and one.date_key > two.date_key and candidate.text == other.text
