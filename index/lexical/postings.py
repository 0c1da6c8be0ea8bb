"""Which passages hold which stems, and what each is worth there: three columns, mapped from disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped

_K1 = 1.2
_B = 0.75
_STARTS, _ROWS, _WEIGHTS = "starts.npy", "rows.npy", "weights.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Stem number `n` stands in the passages `rows[starts[n] : starts[n + 1]]`, int32, with BM25 scores (Lucene's form,
    k1 and b as above) in the same places of `weights`, float32. `count` is how many passages there are."""

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
