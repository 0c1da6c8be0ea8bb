"""What a search asks of a snapshot, wherever it lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.types import Bulletin, Passage
from index.lexical.bm25 import LexicalIndex
from index.snapshot.manifest import Manifest
from index.stores.protocol import Ranking
from index.types import Rows, Vectors


class FoundPassage(NamedTuple):
    """A passage by its row, with its bulletin and its sentences' vectors, float32, (n_sentences, dim): the passage's
    own where it is a single sentence."""

    passage: Passage
    bulletin: Bulletin
    sentence_vectors: Vectors


class SearchedSnapshot(Protocol):
    """A whole index, read-only. Row numbers count passages in the order of `passages`.

    Whatever engine proposes the nearest rows, they are scored by `vectors_of`, so that all rank alike.
    """

    @property
    def manifest(self) -> Manifest: ...

    @property
    def bulletins(self) -> Mapping[str, Bulletin]: ...

    @property
    def passages(self) -> Sequence[Passage]: ...

    @property
    def lexical(self) -> LexicalIndex: ...

    def nearest(self, vector: NDArray[np.float32], top_k: int) -> Ranking:
        """The rows whose vectors have the greatest inner product with `vector`, as `VectorStore.search`."""
        ...

    def vectors_of(self, rows: Rows) -> Vectors:
        """The vectors of some passages, in the order of `rows`."""
        ...

    def fetch(self, rows: Sequence[int]) -> list[FoundPassage]:
        """Some passages whole, in the order of `rows`."""
        ...

    def rows_by_bulletin(self) -> Mapping[str, range]:
        """The rows of each bulletin's passages, by id."""
        ...

    def sentence_vectors_of(self, rows: Sequence[int]) -> list[Vectors]:
        """The vectors of some passages' sentences, float32, (n_sentences, dim) each: none where a passage is a single
        sentence."""
        ...

    def warm(self) -> None:
        """Make what the first search would make."""
        ...
