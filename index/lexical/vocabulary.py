"""The words of a library and how a word of a question may stand for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from corpus.language.function_words import FUNCTION_WORDS
from corpus.language.words import fold, stem
from index.lexical.compounds import Compounds

FOLDED = 0.9
COMPOUND = 0.6
DERIVED = 0.4
MISSPELT = 0.7

_DERIVED_SHARE = 0.6
_DERIVED_LETTERS = 5
_JOINED_LETTERS = 5
_MISSPELT_LETTERS = 4
_LONG_WORD = 8
_SLIP_LETTERS = 5
_NEAREST = 5
_MOST_VARIANTS = 40
_LANGUAGES = ("sv", "en")


@dataclass(frozen=True)  # no slots: the look-up tables below are made when first asked for
class Vocabulary:
    """`terms` maps each word, as it is written, to its stem; a stem is what is counted and searched.

    `compounds_of` maps a part's stem to the stems of the compounds that hold it.
    """

    terms: Mapping[str, str]
    compounds_of: Mapping[str, Sequence[str]]

    @classmethod
    def learn(cls, terms: Mapping[str, str]) -> Self:
        """The vocabulary of `terms`, its compounds divided: 30 microseconds a word."""
        compounds = Compounds(terms)
        table: dict[str, dict[str, None]] = {}
        for word, key in terms.items():
            for part in compounds.split(word):
                if part != key:
                    table.setdefault(part, {})[key] = None
        return cls(terms, {part: list(keys) for part, keys in table.items()})

    def variants(self, word: str) -> dict[str, float]:
        """Stems that may stand for `word`, with weights in (0, 1]; 1 where it is the word itself."""
        found = dict.fromkeys(self.same(word), 1.0)
        _add(found, self._folded.get(fold(word), ()), FOLDED)
        _add(found, self._folded.get(fold(stem(word)), ()), FOLDED)
        if not found:
            _add(found, self._joined(word), COMPOUND)
            _add(found, self._misspelt(word), MISSPELT)
        _add(found, self._compounds_with(word), COMPOUND)
        _add(found, self._derived(word), DERIVED)
        return dict(sorted(found.items(), key=lambda entry: -entry[1])[:_MOST_VARIANTS])

    def known(self, word: str) -> dict[str, float]:
        """As `variants`, without guessing: nothing that is only spelt like it or shares its beginning."""
        found = dict.fromkeys(self.same(word), 1.0)
        _add(found, self._compounds_with(word), COMPOUND)
        return dict(sorted(found.items(), key=lambda entry: -entry[1])[:_MOST_VARIANTS])

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a compound that the library writes apart; empty for a simple word."""
        parts = self.compounds.split(word)
        return tuple(part for part in parts if part in self.stems)

    def respellings(self, word: str, folded_only: bool = False) -> list[str]:
        """How the library writes a word that it does not know as it stands; empty where it does, or has nothing near.

        Diacritics may be missing anywhere. Beside that one letter may be left out, doubled or swapped with the next;
        another letter in a place makes another word too often, and one at the end an inflection.
        """
        if word in FUNCTION_WORDS or any(self.same(word)) or self.compounds.split(word):
            return []
        folded = self._folded_words.get(fold(word), [])
        if folded or folded_only:
            return folded
        return [spelling for distance, spelling in self._near(word) if distance == 1 and _is_slip(word, spelling)]

    @cached_property
    def _folded_words(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = {}
        for word in self.terms.keys() | FUNCTION_WORDS:
            table.setdefault(fold(word), []).append(word)
        return table

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(self.terms.values())

    @cached_property
    def compounds(self) -> Compounds:
        return Compounds(self.terms)

    def same(self, word: str) -> Iterator[str]:
        """The stems under which `word` itself is counted."""
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

    def _compounds_with(self, word: str) -> Iterable[str]:
        return self.compounds_of.get(stem(word), ())

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.stems)

    @cached_property
    def _ordered_backwards(self) -> list[str]:
        return sorted(key[::-1] for key in self.stems)

    def _joined(self, word: str) -> Iterator[str]:
        """Stems that begin or end with a word that is never written alone."""
        key = stem(word)
        if len(key) >= _JOINED_LETTERS and key.isalpha():
            yield from _beginning_with(key, self._ordered)
            yield from (other[::-1] for other in _beginning_with(key[::-1], self._ordered_backwards))

    def _derived(self, word: str) -> Iterator[str]:
        """Stems that share a long beginning: `implementation` and `implementering`."""
        key = stem(word)
        if len(key) < _DERIVED_LETTERS or not key.isalpha():
            return
        beginning = key[: max(_DERIVED_LETTERS, int(len(key) * _DERIVED_SHARE))]
        for other in _beginning_with(beginning, self._ordered):
            if Prefix.similarity(other, key) >= max(len(other), len(key)) * _DERIVED_SHARE:
                yield other

    @cached_property
    def _spellings(self) -> dict[int, list[str]]:
        """Words by their number of letters."""
        table: dict[int, list[str]] = {}
        for word in self.terms:
            if word.isalpha():
                table.setdefault(len(word), []).append(word)
        return table

    def _misspelt(self, word: str) -> list[str]:
        return [self.terms[spelling] for _distance, spelling in self._near(word)]

    def _near(self, word: str) -> list[tuple[int, str]]:
        """(Edit distance, spelling) of the nearest: one letter off, or two in a long word; nearest first."""
        if len(word) < _MISSPELT_LETTERS or not word.isalpha():
            return []
        cutoff = 1 if len(word) < _LONG_WORD else 2
        near = [
            (int(distance), spelling)
            for letters in range(len(word) - cutoff, len(word) + cutoff + 1)
            for spelling, distance, _row in process.extract(
                word, self._spellings.get(letters, ()), scorer=OSA.distance, score_cutoff=cutoff, limit=_NEAREST
            )
        ]
        return sorted(near)[:_NEAREST]


def _is_slip(word: str, spelling: str) -> bool:
    same_letters = len(word) != len(spelling) or sorted(word) == sorted(spelling)
    return len(word) >= _SLIP_LETTERS and word[-1] == spelling[-1] and same_letters


def _beginning_with(beginning: str, ordered: list[str]) -> Iterator[str]:
    at = bisect_left(ordered, beginning)
    while at < len(ordered) and ordered[at].startswith(beginning):
        yield ordered[at]
        at += 1


def _add(found: dict[str, float], keys: Iterable[str], weight: float) -> None:
    for key in keys:
        found[key] = max(weight, found.get(key, 0.0))
