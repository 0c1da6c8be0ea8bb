"""Which words each passage writes, and how often; what was counted before is taken over."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.language.abbreviations import each_spelled_out
from corpus.language.words import stem, words
from index.arrays import mapped
from index.lexical.string_table import Numbers, StringTable
from index.lexical.word_tables import by_length

_STARTS, _WORDS, _COUNTS = "passage_starts.npy", "passage_words.npy", "passage_counts.npy"
_EXPLAINED = "explained.json"
_MOST = 2**16 - 1
"""The greatest count that is kept; no passage has room for as many words."""


@dataclass(frozen=True, slots=True)
class LexicalText:
    """What is searched for one passage, in the language whose stems it takes; `former` is the row of the same text
    among those that were counted before, if it was."""

    text: str
    language: str = "sv"
    former: int | None = None


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """An abbreviation and the words that passage `row` says it stands for, lower-cased."""

    row: int
    short: str
    long: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedWords:
    """Passage `row` writes the words numbered `numbers[starts[row] : starts[row + 1]]`, int32, in the order in which
    they first stand there, each as often as the same place of `counts`, uint16, tells. The numbers count `words`.
    `explained` are the passages' explanations, in order of row."""

    words: StringTable
    starts: NDArray[np.int64]
    numbers: Numbers
    counts: NDArray[np.uint16]
    explained: Sequence[SpelledOut]

    @classmethod
    def of(cls, texts: Iterable[LexicalText], former: Self | None = None) -> tuple[Self, dict[str, str]]:
        """What the texts write, and each word with its stem, in the order in which words are first written: the first
        language that writes a word decides for all. Texts that `former` holds are not read."""
        counting = _Counting(former)
        languages = [counting.add(text) for text in texts]
        starts, numbers, counts = (np.frombuffer(column, column.typecode) for column in counting.columns)
        spelt = list(counting.numbers)
        first = _first_places(numbers, len(spelt))
        rows = np.searchsorted(starts, first, "right") - 1
        written = [number for number in np.argsort(first, kind="stable").tolist() if first[number] < len(numbers)]
        terms = {spelt[number]: stem(spelt[number], languages[rows[number]]) for number in written}
        ordered = sorted(written, key=lambda number: by_length(spelt[number]))
        renumbered = np.zeros(len(spelt), np.int32)
        renumbered[ordered] = np.arange(len(ordered), dtype=np.int32)
        table = StringTable.of(spelt[number] for number in ordered)
        held = cls(words=table, starts=starts, numbers=renumbered[numbers], counts=counts, explained=counting.explained)
        return held, terms

    @property
    def lengths(self) -> NDArray[np.int32]:
        """How many words each passage has in all."""
        sums = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])
        return np.diff(sums[self.starts]).astype(np.int32)

    @property
    def abbreviations(self) -> dict[str, str]:
        """Each abbreviation with the words that the first passage which explains it says it stands for."""
        return {each.short: each.long for each in reversed(self.explained)}

    def save(self, folder: Path) -> None:
        """Write all but the words, which `WordTables` has."""
        for name, column in ((_STARTS, self.starts), (_WORDS, self.numbers), (_COUNTS, self.counts)):
            np.save(folder / name, column, allow_pickle=False)
        (folder / _EXPLAINED).write_bytes(msgspec.json.encode(self.explained))

    @classmethod
    def load(cls, folder: Path, written: StringTable) -> Self:
        """Raises OSError or ValueError where a column is missing or they do not fit each other."""
        starts, numbers, counts = (mapped(folder / name) for name in (_STARTS, _WORDS, _COUNTS))
        if not len(numbers) == len(counts) == int(starts[-1]):
            raise ValueError("the counts of words do not fit each other")
        told = msgspec.json.decode((folder / _EXPLAINED).read_bytes(), type=list[SpelledOut])
        return cls(words=written, starts=starts, numbers=numbers, counts=counts, explained=told)


class _Counting:
    """The columns while they grow; words are numbered as they come, those of `former` as they are there."""

    def __init__(self, former: CountedWords | None) -> None:
        self._former = former
        known = former.words.between(0, len(former.words)) if former else []
        self.numbers = {word: number for number, word in enumerate(known)}
        self.columns = array("q", [0]), array("i"), array("H")
        self.explained: list[SpelledOut] = []
        self._known: Mapping[int, list[SpelledOut]] = _by_row(former.explained if former else ())

    def add(self, text: LexicalText) -> str:
        """Count a text, or take over what was counted; its language."""
        starts, numbers, counts = self.columns
        row = len(starts) - 1
        if text.former is None:
            found = Counter(words(text.text))
            numbers.extend([self.numbers.setdefault(word, len(self.numbers)) for word in found])
            counts.extend([min(count, _MOST) for count in found.values()])
            self.explained += [SpelledOut(row, short, long) for short, long in each_spelled_out(text.text)]
        else:
            assert self._former is not None
            place = slice(*self._former.starts[text.former : text.former + 2].tolist())
            numbers.frombytes(self._former.numbers[place].tobytes())
            counts.frombytes(self._former.counts[place].tobytes())
            known = self._known.get(text.former, ())
            self.explained += [SpelledOut(row, each.short, each.long) for each in known]
        starts.append(len(numbers))
        return text.language


def _by_row(explanations: Iterable[SpelledOut]) -> dict[int, list[SpelledOut]]:
    found: dict[int, list[SpelledOut]] = {}
    for each in explanations:
        found.setdefault(each.row, []).append(each)
    return found


def _first_places(numbers: Numbers, count: int) -> NDArray[np.int64]:
    """Where each of `count` numbers first stands, int64; behind the end where it does not."""
    first = np.full(count, len(numbers), np.int64)
    # Of what is written to one place the last stays.
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return first
