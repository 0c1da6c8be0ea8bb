"""What the index asks of a place where passage vectors are searched."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.types import Rows, Scores, Vectors

_FEW = 4
"""So many times as many scores as are wanted are ordered as they are."""


class Ranking(NamedTuple):
    """Rows and their scores, best first; equal scores in order of row."""

    rows: Rows
    scores: Scores


class VectorStore(Protocol):
    """Finds the rows whose vectors have the greatest inner product with a query.

    A store holds the rows that it was built from, in their order, and never changes. Every store gives what
    `stores.exact` gives, to rounding.
    """

    @property
    def count(self) -> int: ...

    @property
    def dim(self) -> int: ...

    def search(self, query: NDArray[np.float32], top_k: int) -> Ranking:
        """The best `min(top_k, count)` rows for `query`, float32, (dim,); ValueError for another shape or top_k < 1."""

    def save(self, path: Path) -> None:
        """Write the store as one file at `path`."""


class StoreKind(Protocol):
    """How a store comes to be: from vectors, or from what `save` wrote."""

    def build(self, vectors: Vectors) -> VectorStore: ...

    def load(self, path: Path) -> VectorStore:
        """Raises SnapshotError where the file is missing or damaged."""


def best(rows: Rows, scores: Scores, top_k: int) -> Ranking:
    """The `top_k` best of the given rows, ordered as every store must order them."""
    if len(scores) > _FEW * top_k:
        # Whatever ties with the last of them is ordered too. To order all takes a second for a million.
        near = np.flatnonzero(scores >= np.partition(scores, -top_k)[-top_k])
        rows, scores = rows[near], scores[near]
    order = np.lexsort((rows, -scores))[:top_k]
    return Ranking(rows[order].astype(np.int64), scores[order].astype(np.float32))


def check_query(query: NDArray[np.float32], dim: int, top_k: int) -> None:
    """Raise ValueError unless the query is one vector of the store's width and `top_k` is at least 1."""
    if query.shape != (dim,):
        raise ValueError(f"the query has shape {query.shape}, wanted ({dim},)")
    if top_k < 1:
        raise ValueError(f"top_k is {top_k}, wanted 1 or more")
