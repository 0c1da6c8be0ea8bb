"""Compound words divided by the vocabulary that they occur in; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from corpus.language.words import stem

_SHORTEST_PART = 4
_LONGEST_WORD = 60
_LONE_PART = 5
"""Letters of a part that the vocabulary does not know by itself."""
_HELD = 10_000
"""Divided words that stay in memory: about a megabyte."""


def known_stems(terms: Mapping[str, str]) -> frozenset[str]:
    """The stems on which the division of a compound may rest; `terms` maps each word that is written to its stem."""
    return frozenset(key for word, key in terms.items() if len(word) >= _SHORTEST_PART and word.isalpha())


class Compounds:
    """Divides words as Swedish joins them: part + part, with a linking s between where the language wants one.

    A division needs at least one part that is written alone somewhere. Nothing is listed: the vocabulary decides.
    """

    def __init__(self, is_known: Callable[[str], bool]) -> None:
        """`is_known` tells of a stem whether it is one of `known_stems`."""
        self._is_known = is_known
        self._divided = lru_cache(_HELD)(self._divide)

    def split(self, word: str) -> tuple[str, ...]:
        """Stems of the parts, in order; empty for a word that is not seen to be a compound."""
        if not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_WORD or not word.isalpha():
            return ()
        return self._divided(word)

    def _divide(self, word: str) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        best_score = 0.0
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            left, left_known = self._left(word[:at])
            right, right_known = stem(word[at:]), self._is_known(stem(word[at:]))
            score = self._score(left, left_known, right, right_known, word)
            if score > best_score:
                best, best_score = (left, right), score
        return best

    def _left(self, part: str) -> tuple[str, bool]:
        """The stem of a first part, without its linking s where only that is known."""
        plain = stem(part)
        if part.endswith("s") and len(part) > _SHORTEST_PART:
            unlinked = stem(part[:-1])
            if self._is_known(unlinked) or not self._is_known(plain):
                return unlinked, self._is_known(unlinked)
        return plain, self._is_known(plain)

    def _score(self, left: str, left_known: bool, right: str, right_known: bool, word: str) -> float:
        """Both parts known beats one; a longer known part beats a shorter one; 0 is no division."""
        if stem(word) in (left, right):
            return 0.0
        known = len(left) * left_known + len(right) * right_known
        if left_known and right_known:
            return 100.0 + known
        unknown = right if left_known else left
        return float(known) if known and len(unknown) >= _LONE_PART else 0.0
