"""Whether a text holds a word, in any inflection or compound; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.words import WORD, fold, plain_number, stem
from corpus.types import Language

_COMPOUND_STEM = 5
"""Letters: a shorter stem stands in other words by chance."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """A word as it is looked for: `parts` are the folded stems that show it within a compound."""

    folded: str
    is_accented: bool
    stems: frozenset[str]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text's words with their offsets, and what is looked up in them."""

    folded: str
    tokens: tuple[tuple[int, str], ...]
    words: frozenset[str]
    stems: frozenset[str]
    folded_stems: frozenset[str]


def occurs(word: str, text: str) -> bool:
    """Whether a form of the lower-cased word stands in `text`: by its stem, or within a compound where that is long.

    Accents count where the word has them, so that "möte" is not "mot"; "mote" is either.
    """
    sought, read = _sought(word), _read(text)
    return _is_among(sought, read) or any(part in read.folded for part in sought.parts)


def occurrences(word: str, text: str) -> list[int]:
    """The offsets at which forms of the word begin, in order; within a compound that of the part."""
    sought, read = _sought(word), _read(text)
    found = {place for part in sought.parts for place in _all(part, read.folded)}
    if _is_among(sought, read):
        found |= {start for start, token in read.tokens if _is_form(sought, token)}
    return sorted(found)


def is_form(word: str, other: str) -> bool:
    """Whether two lower-cased words are forms of one."""
    return _is_form(_sought(word), other)


def _is_among(sought: _Sought, read: _Read) -> bool:
    if not sought.is_accented:
        return not sought.stems.isdisjoint(read.folded_stems)
    return not sought.stems.isdisjoint(read.stems) or sought.folded in read.words


def _is_form(sought: _Sought, token: str) -> bool:
    stems = _stems(token)
    if not sought.is_accented:
        return any(fold(one) in sought.stems for one in stems)
    return not sought.stems.isdisjoint(stems) or sought.folded == token


@lru_cache(maxsize=8192)
def _sought(word: str) -> _Sought:
    folded, stems = fold(word), _stems(word)
    shortest = fold(min(stems, key=lambda one: (len(one), one)))
    is_part = len(shortest) >= _COMPOUND_STEM and shortest.isalpha()
    return _Sought(folded, folded != word, stems, (shortest,) if is_part else ())


@lru_cache(maxsize=2048)
def _read(text: str) -> _Read:
    tokens = tuple((match.start(), plain_number(match[0].lower())) for match in WORD.finditer(text))
    words = frozenset(token for _, token in tokens)
    stems = frozenset(one for word in words for one in _stems(word))
    return _Read(fold(text), tokens, words, stems, frozenset(map(fold, stems)))


@lru_cache(maxsize=32_768)
def _stems(word: str) -> frozenset[str]:
    """The stems of either language: a word's own is not always known."""
    return frozenset(stem(word, language.value) for language in Language)


def _all(part: str, text: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
