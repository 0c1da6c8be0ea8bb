"""FAISS over inner products, flat: exact at any size that a shelf of bulletins reaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.stores.protocol import Ranking, best, check_query
from index.types import Vectors

_SPARE = 8
"""Rows asked for beyond top_k, so that a tie at the end is seen."""


class FaissStore:
    """An IndexFlatIP. A million passages of width 384 take 1.5 GB and about 100 ms; beyond that, shard."""

    def __init__(self, index: Any) -> None:  # faiss has no types
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        index = _faiss().IndexFlatIP(int(vectors.shape[1]))
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        try:
            return cls(_faiss().read_index(str(path)))
        except RuntimeError as error:
            raise SnapshotError(f"the FAISS file {path} cannot be read; run `fvm reindex`") from error

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    def search(self, query: NDArray[np.float32], top_k: int) -> Ranking:
        check_query(query, self.dim, top_k)
        if self.count == 0:
            return Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
        wanted = top_k + _SPARE
        while True:
            scores, rows = self._index.search(query[None, :], min(wanted, self.count))
            # FAISS orders equal scores as it likes: a tie that is cut off would make the rows depend on its mood.
            if wanted >= self.count or scores[0, -1] < scores[0, top_k - 1]:
                return best(rows[0], scores[0], top_k)
            wanted *= 2

    def save(self, path: Path) -> None:
        _faiss().write_index(self._index, str(path))


def _faiss() -> Any:
    import faiss  # here, so that a command's help does not pay for it

    return faiss
