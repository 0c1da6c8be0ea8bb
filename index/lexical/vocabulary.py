"""The words of a library and how a word of a question may stand for them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Self

from corpus.language.function_words import FUNCTION_WORDS
from corpus.language.words import fold, stem
from index.lexical.compounds import Compounds, known_stems
from index.lexical.string_table import OtherOrder
from index.lexical.word_tables import WordTables, backwards

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
_FOLDED_FUNCTION_WORDS = {folded: list(words) for folded, words in groupby(sorted(FUNCTION_WORDS, key=fold), key=fold)}


class Vocabulary:
    """What a word of a question may stand for, looked up in tables that stay where they are."""

    def __init__(self, tables: WordTables) -> None:
        self.tables = tables
        self._compounds = Compounds(self._is_known)
        self._by_folded_word = OtherOrder(tables.words, tables.folded_words, fold)
        self._by_folded_stem = OtherOrder(tables.stems, tables.folded_stems, fold)
        self._backward = OtherOrder(tables.stems, tables.backward_stems, backwards)

    @classmethod
    def learn(cls, terms: Mapping[str, str]) -> Self:
        """The vocabulary of `terms`, which map each word, as it is written, to the stem that is counted and searched,
        in the order in which they are first written; its compounds are divided: 30 microseconds a word."""
        compounds = Compounds(known_stems(terms).__contains__)
        table: dict[str, dict[str, None]] = {}
        for word, key in terms.items():
            for part in compounds.split(word):
                if part != key:
                    table.setdefault(part, {})[key] = None
        return cls(WordTables.of(terms, {part: list(keys) for part, keys in table.items()}))

    def _is_known(self, key: str) -> bool:
        number = self.tables.stems.find(key)
        return number is not None and bool(self.tables.known_stems[number])

    def variants(self, word: str) -> dict[str, float]:
        """Stems that may stand for `word`, with weights in (0, 1]; 1 where it is the word itself."""
        found = dict.fromkeys(self.same(word), 1.0)
        for folded in (fold(word), fold(stem(word))):
            _add(found, map(self._stem_of, self._by_folded_word.same(folded)), FOLDED)
            _add(found, self._by_folded_stem.same(folded), FOLDED)
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
        return tuple(part for part in self._compounds.split(word) if self.tables.stems.find(part) is not None)

    def respellings(self, word: str, folded_only: bool = False) -> list[str]:
        """How the library writes a word that it does not know as it stands; empty where it does, or has nothing near.

        Diacritics may be missing anywhere. Beside that one letter may be left out, doubled or swapped with the next;
        another letter in a place makes another word too often, and one at the end an inflection.
        """
        if word in FUNCTION_WORDS or any(self.same(word)) or self._compounds.split(word):
            return []
        folded = [*self._by_folded_word.same(fold(word)), *self._unwritten(fold(word))]
        if folded or folded_only:
            return folded
        return [spelling for distance, spelling in self._near(word) if distance == 1 and _is_slip(word, spelling)]

    def _unwritten(self, folded: str) -> list[str]:
        """The function words that fold so and stand in no passage."""
        return [word for word in _FOLDED_FUNCTION_WORDS.get(folded, ()) if self.tables.stem_of(word) is None]

    def _stem_of(self, word: str) -> str:
        key = self.tables.stem_of(word)
        assert key is not None
        return key

    def same(self, word: str) -> Iterator[str]:
        """The stems under which `word` itself is counted."""
        for language in _LANGUAGES:
            if self.tables.stems.find(stem(word, language)) is not None:
                yield stem(word, language)
        written = self.tables.stem_of(word)
        if written is not None:
            yield written

    def _compounds_with(self, word: str) -> Iterable[str]:
        number = self.tables.parts.find(stem(word))
        return () if number is None else self.tables.compounds_with(number)

    def _joined(self, word: str) -> Iterator[str]:
        """Stems that begin or end with a word that is never written alone."""
        key = stem(word)
        if len(key) >= _JOINED_LETTERS and key.isalpha():
            yield from self.tables.stems.beginning_with(key)
            yield from self._backward.beginning_with(backwards(key))

    def _derived(self, word: str) -> Iterator[str]:
        """Stems that share a long beginning: `implementation` and `implementering`."""
        key = stem(word)
        if len(key) < _DERIVED_LETTERS or not key.isalpha():
            return
        beginning = key[: max(_DERIVED_LETTERS, int(len(key) * _DERIVED_SHARE))]
        for other in self.tables.stems.beginning_with(beginning):
            shared = math.ceil(max(len(other), len(key)) * _DERIVED_SHARE)
            if other[:shared] == key[:shared]:
                yield other

    def _misspelt(self, word: str) -> list[str]:
        return [self._stem_of(spelling) for _distance, spelling in self._near(word)]

    def _near(self, word: str) -> list[tuple[int, str]]:
        """(Edit distance, spelling) of the nearest: one letter off, or two in a long word; nearest first."""
        if len(word) < _MISSPELT_LETTERS or not word.isalpha():
            return []
        # Most questions hold no such word, and it is long in loading.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        cutoff = 1 if len(word) < _LONG_WORD else 2
        near = [
            (int(distance), spelling)
            for letters in range(len(word) - cutoff, len(word) + cutoff + 1)
            for spelling, distance, _row in process.extract(
                word, self._spelt(letters), scorer=OSA.distance, score_cutoff=cutoff, limit=_NEAREST
            )
        ]
        return sorted(near)[:_NEAREST]

    def _spelt(self, letters: int) -> list[str]:
        return [word for word in self.tables.of_letters(letters) if word.isalpha()]


def _is_slip(word: str, spelling: str) -> bool:
    same_letters = len(word) != len(spelling) or sorted(word) == sorted(spelling)
    return len(word) >= _SLIP_LETTERS and word[-1] == spelling[-1] and same_letters


def _add(found: dict[str, float], keys: Iterable[str], weight: float) -> None:
    for key in keys:
        found[key] = max(weight, found.get(key, 0.0))
