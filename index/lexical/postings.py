"""Which passages hold which stems, and what each is worth there: three columns, mapped from disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped

_K1 = 1.2
_B = 0.75
_STARTS, _ROWS, _WEIGHTS = "starts.npy", "rows.npy", "weights.npy"


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
    """See `PostingColumns`; three arrays in memory, or mapped from disk. Stem number `n` stands in the passages
    `rows[starts[n] : starts[n + 1]]`, int32, with BM25 scores (Lucene's form, k1 and b as above) in the same places of
    `weights`, float32. `count` is how many passages there are."""

    stems: Sequence[str]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    count: int

    @classmethod
    def of(cls, documents: Sequence[Sequence[int]], ids: Mapping[str, int]) -> Self:
        """Counts the stems, by number, of each passage."""
        # Only a build pays for it: it brings scipy where that is installed.
        import bm25s
        from bm25s.tokenization import Tokenized

        counted = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        counted.index(Tokenized(documents, dict(ids)), show_progress=False, create_empty_token=True)
        found, columns = counted.vocab_dict, counted.scores
        return cls(
            # Its last stem is an empty one that it adds by itself, without a column.
            stems=sorted(found, key=found.__getitem__)[: len(columns["indptr"]) - 1],
            starts=columns["indptr"],
            rows=columns["indices"],
            weights=columns["data"],
            count=int(columns["num_docs"]),
        )

    def found(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def columns(self, numbers: Iterable[int]) -> dict[int, StemColumn]:
        starts = self.starts
        places = ((number, slice(starts[number], starts[number + 1])) for number in numbers)
        return {number: StemColumn(self.rows[place], self.weights[place]) for number, place in places}

    def save(self, folder: Path) -> None:
        """Write the columns into `folder`; the stems and the count are stored with the words."""
        for name, column in ((_STARTS, self.starts), (_ROWS, self.rows), (_WEIGHTS, self.weights)):
            np.save(folder / name, column, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, stems: Sequence[str], count: int) -> Self:
        """Raises OSError or ValueError where a column is missing or damaged."""
        starts, rows, weights = (mapped(folder / name) for name in (_STARTS, _ROWS, _WEIGHTS))
        if len(starts) != len(stems) + 1 or not len(rows) == len(weights) == int(starts[-1]):
            raise ValueError("the columns of words do not fit each other")
        return cls(stems=stems, starts=starts, rows=rows, weights=weights, count=count)
