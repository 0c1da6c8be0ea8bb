"""Brute force over all rows: the oracle that every other store is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.stores.protocol import Ranking, best, check_query
from index.types import Vectors


class ExactStore:
    """Inner products with every row, in numpy. `vectors` is float32, (count, dim)."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        return cls(vectors)

    @classmethod
    def load(cls, path: Path) -> Self:
        try:
            return cls(np.load(path, mmap_mode="r", allow_pickle=False))
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
        scores = np.asarray(self._vectors @ query, np.float32)
        return best(np.arange(self.count, dtype=np.int64), scores, top_k)

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, self._vectors, allow_pickle=False)
