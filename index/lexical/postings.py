"""Which passages hold which stems, and what each is worth there: columns that are mapped from disk."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped
from index.lexical.counting import CountedWords
from index.lexical.string_table import Numbers

_K1 = 1.2
_B = 0.75
_FILES = ("starts.npy", "rows.npy", "counts.npy", "passage_lengths.npy")


class StemColumn(NamedTuple):
    """The passages in which a stem stands, int32, each once, and its BM25 scores there, float32."""

    rows: NDArray[np.int32]
    weights: NDArray[np.float32]


class PostingColumns(Protocol):
    """The columns of the stems, which are numbered from 0, wherever they lie. `count` is how many passages there
    are."""

    @property
    def stems(self) -> Sequence[str]: ...

    @property
    def count(self) -> int: ...

    def found(self) -> NDArray[np.int64]:
        """In how many passages each stem stands."""
        ...

    def columns(self, numbers: Iterable[int]) -> Mapping[int, StemColumn]:
        """The columns of some stems by number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """See `PostingColumns`; arrays in memory, or mapped from disk. Stem number `n` stands in the passages
    `rows[starts[n] : starts[n + 1]]`, int32, as often as the same places of `counts`, uint16, tell. `lengths`, int32,
    are how many words each passage has, and `norms`, float64, what BM25 makes of that (Lucene's form, k1 and b as
    above)."""

    stems: Sequence[str]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]
    norms: NDArray[np.float64]

    @classmethod
    def of(cls, counted: CountedWords, word_stems: Numbers, stems: Sequence[str]) -> Self:
        """The stems, by number, of each passage; word number `w` has the stem number `word_stems[w]`."""
        lengths = counted.lengths
        rows = np.repeat(np.arange(len(lengths), dtype=np.int64), np.diff(counted.starts))
        keys = word_stems[counted.numbers].astype(np.int64) * max(len(lengths), 1) + rows
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counted.counts[order].astype(np.int64)
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        numbers, found = np.divmod(keys[first], max(len(lengths), 1))
        return cls(
            stems=stems,
            starts=np.searchsorted(numbers, np.arange(len(stems) + 1)).astype(np.int64),
            rows=found.astype(np.int32),
            counts=(np.add.reduceat(counts, first) if len(first) else counts).astype(np.uint16),
            lengths=lengths,
            norms=_norms(lengths),
        )

    @property
    def count(self) -> int:
        return len(self.lengths)

    def found(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def columns(self, numbers: Iterable[int]) -> dict[int, StemColumn]:
        return {number: self._column(number) for number in numbers}

    def _column(self, number: int) -> StemColumn:
        place = slice(int(self.starts[number]), int(self.starts[number + 1]))
        rows, counts, found = self.rows[place], self.counts[place].astype(np.float32), place.stop - place.start
        rarity = np.float32(math.log(1 + (self.count - found + 0.5) / (found + 0.5)))
        return StemColumn(rows, (rarity * (counts / (self.norms[rows] + counts))).astype(np.float32))

    def save(self, folder: Path) -> None:
        """Write the columns into `folder`; the stems are stored with the words."""
        columns = (self.starts, self.rows, self.counts, self.lengths)
        for name, column in zip(_FILES, columns, strict=True):
            np.save(folder / name, np.asarray(column), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, stems: Sequence[str]) -> Self:
        """Raises OSError or ValueError where a column is missing or damaged."""
        starts, rows, counts, lengths = (mapped(folder / name) for name in _FILES)
        if len(starts) != len(stems) + 1 or not len(rows) == len(counts) == int(starts[-1]):
            raise ValueError("the columns of words do not fit each other")
        return cls(stems=stems, starts=starts, rows=rows, counts=counts, lengths=lengths, norms=_norms(lengths))


def _norms(lengths: NDArray[np.int32]) -> NDArray[np.float64]:
    """What a count must outweigh in a passage of each length."""
    mean = float(lengths.mean()) if len(lengths) else 1.0
    return np.asarray(_K1 * ((1 - _B) + _B * lengths / (mean or 1.0)), np.float64)
