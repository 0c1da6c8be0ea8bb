"""The words of a library in orders in which a word of a question is found; mapped from disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.language.words import fold
from index.arrays import mapped
from index.lexical.compounds import known_stems
from index.lexical.string_table import Numbers, OtherOrder, StringTable
from index.lines import Lines, write_lines

_TABLES = ("words", "stems", "parts")
_COLUMNS = ("word_stems", "folded_words", "folded_stems", "backward_stems", "known_stems", "part_stems")
_STRINGS, _NUMBERS, _STARTS = "words.txt", "words.npy", "word_starts.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTables:
    """All words that are written, and the stems under which they are counted.

    `words` are ordered by their number of letters and then by character; those of `n` letters begin at `lengths[n]`,
    int64. Word `w` has the stem `word_stems[w]`. `stems` are ordered by character, and `known_stems` tells of
    which some word is written that may be a part of compounds. `parts` are stems of parts, ordered by character; part
    `p` stands in compounds of the stems `part_stems[part_starts[p] : part_starts[p + 1]]`, in the order in which they
    are first written. The other columns are numbers in the order of folded words, folded stems, and stems backwards.
    """

    words: StringTable
    stems: StringTable
    parts: StringTable
    lengths: NDArray[np.int64]
    word_stems: Numbers
    folded_words: Numbers
    folded_stems: Numbers
    backward_stems: Numbers
    known_stems: Numbers
    part_starts: NDArray[np.int64]
    part_stems: Numbers

    @classmethod
    def of(cls, terms: Mapping[str, str], compounds_of: Mapping[str, Sequence[str]]) -> Self:
        """The tables of words with their stems, and of parts' stems with those of the compounds that hold them."""
        words, stems, parts = sorted(terms, key=by_length), sorted(set(terms.values())), sorted(compounds_of)
        numbers = {stem: number for number, stem in enumerate(stems)}
        known, held = known_stems(terms), [compounds_of[part] for part in parts]
        letters = np.bincount(np.array([len(word) for word in words], np.int64))
        return cls(
            words=StringTable.of(words),
            stems=StringTable.of(stems),
            parts=StringTable.of(parts),
            lengths=np.concatenate([[0], np.cumsum(letters)]).astype(np.int64),
            word_stems=_numbers([numbers[terms[word]] for word in words]),
            folded_words=OtherOrder.order_of(words, fold),
            folded_stems=OtherOrder.order_of(stems, fold),
            backward_stems=OtherOrder.order_of(stems, backwards),
            known_stems=_numbers([stem in known for stem in stems]),
            part_starts=np.cumsum([0, *map(len, held)], dtype=np.int64),
            part_stems=_numbers([numbers[stem] for stems in held for stem in stems]),
        )

    def save(self, folder: Path) -> None:
        """Write three files: all strings, all numbers, and where what begins."""
        tables = [getattr(self, name) for name in _TABLES]
        write_lines(folder / _STRINGS, chain.from_iterable(table.lines for table in tables))
        columns = [np.asarray(getattr(self, name), np.int32) for name in _COLUMNS]
        np.save(folder / _NUMBERS, np.concatenate(columns), allow_pickle=False)
        sizes = np.array([len(table) for table in tables], np.int64)
        starts = np.concatenate([sizes, self.part_starts, self.lengths])
        np.save(folder / _STARTS, starts, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises OSError or ValueError where a file is missing or they do not fit each other."""
        strings, numbers, starts = Lines.mapped(folder / _STRINGS), mapped(folder / _NUMBERS), mapped(folder / _STARTS)
        words, stems, parts = starts[: len(_TABLES)].tolist()
        part_starts, lengths = np.split(starts[len(_TABLES) :], [parts + 1])
        if words + stems + parts != len(strings) or int(lengths[-1]) != words:
            raise ValueError("the tables of words do not fit each other")
        sizes = (words, words, stems, stems, stems, int(part_starts[-1]))
        if sum(sizes) != len(numbers):
            raise ValueError("the numbers of words do not fit their tables")
        columns = dict(zip(_COLUMNS, np.split(numbers, np.cumsum(sizes)[:-1]), strict=True))
        return cls(
            words=StringTable(strings.part(0, words)),
            stems=StringTable(strings.part(words, words + stems)),
            parts=StringTable(strings.part(words + stems, len(strings))),
            lengths=lengths,
            part_starts=part_starts,
            **columns,
        )

    @property
    def terms(self) -> dict[str, str]:
        """Each word with its stem: all of them are read."""
        stems = self.stems.between(0, len(self.stems))
        return {word: stems[number] for word, number in zip(self.words, self.word_stems.tolist(), strict=True)}

    @property
    def compounds_of(self) -> dict[str, list[str]]:
        """Each part with the compounds that hold it: all of them are read."""
        return {part: self.compounds_with(number) for number, part in enumerate(self.parts)}

    def compounds_with(self, part: int) -> list[str]:
        """The stems of the compounds that hold the part of that number."""
        numbers = self.part_stems[self.part_starts[part] : self.part_starts[part + 1]]
        return [self.stems[number] for number in numbers.tolist()]

    def of_letters(self, letters: int) -> list[str]:
        """The words of so many letters."""
        if not 0 <= letters < len(self.lengths) - 1:
            return []
        return self.words.between(int(self.lengths[letters]), int(self.lengths[letters + 1]))

    def stem_of(self, word: str) -> str | None:
        """The stem under which a word is counted; None for one that is not written."""
        if len(word) >= len(self.lengths) - 1:
            return None
        first, last = self.lengths[len(word)], self.lengths[len(word) + 1]
        number = self.words.find(word, int(first), int(last))
        return None if number is None else self.stems[int(self.word_stems[number])]


def by_length(word: str) -> tuple[int, str]:
    """The order of the words."""
    return len(word), word


def backwards(text: str) -> str:
    return text[::-1]


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, np.int32)
