"""What a build takes over from the snapshot before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.types import Bulletin, Passage
from index.encoder.embedding import passage_text, sentence_texts, text_key
from index.lexical.counting import CountedWords
from index.snapshot.columns import StoredPassages
from index.snapshot.searched import SearchedSnapshot
from index.types import Rows, Vectors

_BATCH = 500
"""Passages whose vectors are taken at once: some megabytes."""

_Value = TypeVar("_Value")


class TakenOver:
    """The passages of unchanged bulletins with their vectors and words, and the vectors of texts that the others held;
    nothing where there is no `former` snapshot. `bulletins` are those of the shelf by id, `kept` the ids of those that
    have the same content there."""

    def __init__(
        self, former: SearchedSnapshot | None, bulletins: Mapping[str, Bulletin], kept: Collection[str] = ()
    ) -> None:
        self._former = former
        self._rows = former.rows_by_bulletin() if former else {}
        # By more than the content: a passage's place counts in the very body that it was cut from.
        same = frozenset(kept)
        self._kept = {
            each for each, bulletin in (former.bulletins.items() if former else ())
            if each in same and bulletin == bulletins[each]
        }  # fmt: skip

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """Those of the former snapshot, by row; read at once where one by itself would take a query."""
        found = self._former.passages if self._former else ()
        return found if isinstance(found, StoredPassages) else tuple(found)

    @property
    def words(self) -> CountedWords | None:
        """What was counted there, by row, where it is kept."""
        return self._former.lexical.counted if self._former else None

    def rows(self, bulletin_id: str) -> Sequence[int]:
        """The rows of an unchanged bulletin's passages; none of one that is new or has changed."""
        return self._rows.get(bulletin_id, range(0)) if bulletin_id in self._kept else range(0)

    def known(self, keys: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of texts by their keys, so far as changed and removed bulletins hold them."""
        wanted = frozenset(keys)
        others = [row for each, rows in self._rows.items() if each not in self._kept for row in rows]
        return {key: vector for key, vector in self._keyed(others) if key in wanted} if wanted else {}

    def vectors(self, rows: Sequence[int]) -> Iterator[tuple[Vectors, Vectors]]:
        """The vector of each passage, (1, dim), and those of its sentences."""
        assert self._former is not None
        for some in in_turn(rows, _BATCH):
            own, sentences = self._former.vectors_of(_as_rows(some)), self._former.sentence_vectors_of(some)
            yield from zip(own[:, None], sentences, strict=True)

    def _keyed(self, rows: Sequence[int]) -> Iterator[tuple[str, NDArray[np.float32]]]:
        for some in in_turn(rows, _BATCH):
            assert self._former is not None
            for found, (own, sentences) in zip(self._former.fetch(some), self.vectors(some), strict=True):
                yield text_key(passage_text(found.passage)), own[0]
                texts = sentence_texts(found.passage, found.bulletin)
                yield from zip(map(text_key, texts), sentences, strict=False)


class VectorFile:
    """Vectors that are written one after another and then mapped, so that they are never in memory all at once."""

    def __init__(self, path: Path, dim: int) -> None:
        self._path, self._dim, self._count = path, dim, 0
        self._file = path.open("wb")

    def add(self, vectors: Vectors) -> int:
        """Add some, float32, (n, dim); how many there are by now."""
        self._file.write(np.ascontiguousarray(vectors, np.float32).data)
        self._count += len(vectors)
        return self._count

    def mapped(self) -> Vectors:
        """All of them, float32, (count, dim); no more can be added."""
        self._file.close()
        shape = (self._count, self._dim)
        return (
            np.asarray(np.memmap(self._path, np.float32, "r", 0, shape)) if self._count else np.zeros(shape, np.float32)
        )


def in_turn(values: Sequence[_Value], size: int) -> Iterator[Sequence[_Value]]:
    return (values[first : first + size] for first in range(0, len(values), size))


def _as_rows(rows: Sequence[int]) -> Rows:
    return np.array(rows, np.int64)
