"""FAISS over inner products, flat, of vectors that lie where they are: exact at any size that a shelf reaches."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped
from index.errors import SnapshotError
from index.stores.protocol import Ranking, best, check_query
from index.types import Vectors

_INNER_PRODUCT = 0
"""What FAISS calls METRIC_INNER_PRODUCT."""

_SPARE = 8
"""Rows asked for beyond top_k, so that a tie at the end is seen."""


class FaissStore:
    """FAISS's brute force over `vectors`, float32, (count, dim), which may be mapped from disk and are not copied. A
    million passages of width 384 take 1.5 GB of page cache and about 100 ms; beyond that, shard."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        return cls(np.ascontiguousarray(vectors, np.float32))

    @classmethod
    def load(cls, path: Path) -> Self:
        try:
            return cls(mapped(path))
        except (OSError, ValueError, EOFError) as error:
            raise SnapshotError(f"the vectors in {path} cannot be read ({error}); run `fvm reindex`") from error

    @property
    def count(self) -> int:
        return int(self._vectors.shape[0])

    @property
    def dim(self) -> int:
        return int(self._vectors.shape[1])

    def search(self, query: NDArray[np.float32], top_k: int) -> Ranking:
        check_query(query, self.dim, top_k)
        if self.count == 0:
            return Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
        import faiss  # here, so that a command's help does not pay for it

        wanted = top_k + _SPARE
        while True:
            scores, rows = faiss.knn(query[None, :], self._vectors, min(wanted, self.count), metric=_INNER_PRODUCT)
            # FAISS orders equal scores as it likes: a tie that is cut off would make the rows depend on its mood.
            if wanted >= self.count or scores[0, -1] < scores[0, top_k - 1]:
                return best(rows[0], scores[0], top_k)
            wanted *= 2

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, self._vectors, allow_pickle=False)
