"""The words of a library and how a word of a question may stand for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.compounds import Compounds
from index.words import fold, stem

FOLDED = 0.9
COMPOUND = 0.5
DERIVED = 0.4
MISSPELT = 0.7

_DERIVED_SHARE = 0.7
_DERIVED_LETTERS = 5
_MOST_VARIANTS = 40
_LANGUAGES = ("sv", "en")


@dataclass(frozen=True)  # no slots: the look-up tables below are made when first asked for
class Vocabulary:
    """`terms` maps each word, as it is written, to its stem; a stem is what is counted and searched."""

    terms: Mapping[str, str]

    def variants(self, word: str) -> dict[str, float]:
        """Stems that may stand for `word`, with weights in (0, 1]; 1 where it is the word itself."""
        found = dict.fromkeys(self._same(word), 1.0)
        exact = bool(found)
        _add(found, self._folded.get(fold(word), ()), FOLDED)
        _add(found, self._compounds_with(word), COMPOUND)
        _add(found, self._derived(word), DERIVED)
        if not exact and not found:
            _add(found, self._misspelt(word), MISSPELT)
        return dict(sorted(found.items(), key=lambda entry: -entry[1])[:_MOST_VARIANTS])

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a compound that the library writes apart; empty for a simple word."""
        parts = self.compounds.split(word)
        return tuple(part for part in parts if part in self.stems)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(self.terms.values())

    @cached_property
    def compounds(self) -> Compounds:
        return Compounds(self.terms)

    def _same(self, word: str) -> Iterator[str]:
        for language in _LANGUAGES:
            if stem(word, language) in self.stems:
                yield stem(word, language)
        if word in self.terms:
            yield self.terms[word]

    @cached_property
    def _folded(self) -> dict[str, set[str]]:
        table: dict[str, set[str]] = {}
        for word, key in self.terms.items():
            table.setdefault(fold(word), set()).add(key)
            table.setdefault(fold(key), set()).add(key)
        return table

    @cached_property
    def _by_part(self) -> dict[str, set[str]]:
        table: dict[str, set[str]] = {}
        for word, key in self.terms.items():
            for part in self.compounds.split(word):
                if part != key:
                    table.setdefault(part, set()).add(key)
        return table

    def _compounds_with(self, word: str) -> Iterable[str]:
        return self._by_part.get(stem(word), ())

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.stems)

    def _derived(self, word: str) -> Iterator[str]:
        """Stems that share a long beginning: `implementation` and `implementering`."""
        key = stem(word)
        if len(key) < _DERIVED_LETTERS or not key.isalpha():
            return
        beginning = key[: max(_DERIVED_LETTERS, round(len(key) * _DERIVED_SHARE))]
        at = bisect_left(self._ordered, beginning)
        while at < len(self._ordered) and self._ordered[at].startswith(beginning):
            longer = max(len(self._ordered[at]), len(key))
            if len(beginning) >= longer * _DERIVED_SHARE:
                yield self._ordered[at]
            at += 1

    @cached_property
    def _spellings(self) -> list[str]:
        return [word for word in self.terms if word.isalpha() and len(word) > 3]

    def _misspelt(self, word: str) -> Iterator[str]:
        if len(word) < 4 or not word.isalpha():
            return
        cutoff = 1 if len(word) < 8 else 2
        for near, _distance, _row in process.extract(
            word, self._spellings, scorer=OSA.distance, score_cutoff=cutoff, limit=5
        ):
            yield self.terms[near]


def _add(found: dict[str, float], keys: Iterable[str], weight: float) -> None:
    for key in keys:
        found[key] = max(weight, found.get(key, 0.0))
