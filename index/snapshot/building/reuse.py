"""What a build takes over from the snapshot before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.types import Bulletin, Passage
from index.encoder.embedding import passage_text, sentence_texts, text_key
from index.lexical.counting import CountedWords
from index.snapshot.columns import StoredPassages, bulletin_lines
from index.snapshot.records import bulletin_line
from index.snapshot.searched import SearchedSnapshot
from index.types import Rows, Vectors

_BATCH = 500
"""Passages whose vectors are taken at once: some megabytes."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class GatheredVectors:
    """The vectors of passages and of sentences, and where those of each passage begin, as in `Snapshot`; and how many
    of them were there."""

    own: Vectors
    sentences: Vectors
    starts: Rows
    reused: int


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
        stored = zip(former.bulletins, bulletin_lines(former.bulletins), strict=True) if former else ()
        same = frozenset(kept)
        self._kept = {each for each, line in stored if each in same and line == bulletin_line(bulletins[each])}

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

    def vectors(self, rows: Sequence[int]) -> Iterator[tuple[Vectors, Sequence[Vectors]]]:
        """The vectors of some hundred passages at a time, (n, dim), and those of each one's sentences."""
        for some in in_turn(rows, _BATCH):
            assert self._former is not None
            yield self._former.vectors_of(_as_rows(some)), self._former.sentence_vectors_of(some)

    def gathered(
        self,
        passages: Sequence[int | Passage],
        new: Callable[[Passage], Vectors],
        own: VectorFile,
        sentences: VectorFile,
    ) -> GatheredVectors:
        """The vectors of passages in order: of a row here those that it has, of a new one its own and its sentences' as
        `new` gives them, each written to its file."""
        counts, reused = [0], 0
        for are_there, vectors, others in self._stretches(passages, new):
            own.add(vectors)
            sentences.add(np.concatenate(others))
            counts += map(len, others)
            reused += len(vectors) + sum(map(len, others)) if are_there else 0
        return GatheredVectors(own.mapped(), sentences.mapped(), np.cumsum(counts, dtype=np.int64), reused)

    def _stretches(
        self, passages: Sequence[int | Passage], new: Callable[[Passage], Vectors]
    ) -> Iterator[tuple[bool, Vectors, Sequence[Vectors]]]:
        """Whether some passages are rows here, their vectors, and those of each one's sentences."""
        for _, stretch in groupby(passages, lambda each: isinstance(each, int)):
            some = list(stretch)
            for vectors, others in self.vectors([each for each in some if isinstance(each, int)]):
                yield True, vectors, others
            for made in (new(each) for each in some if not isinstance(each, int)):
                yield False, made[:1], [made[1:]]

    def _keyed(self, rows: Sequence[int]) -> Iterator[tuple[str, NDArray[np.float32]]]:
        for some, (vectors, others) in zip(in_turn(rows, _BATCH), self.vectors(rows), strict=True):
            assert self._former is not None
            for found, vector, sentences in zip(self._former.fetch(some), vectors, others, strict=True):
                yield text_key(passage_text(found.passage)), vector
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
