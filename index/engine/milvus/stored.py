"""A snapshot in Milvus as a search reads it: nothing of it is in memory but its words and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engine.milvus.client import Milvus
from index.engine.milvus.records import RecordKind, Records
from index.engine.records import EngineBulletins, EnginePassages
from index.errors import SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lexical.postings import StemColumn
from index.snapshot.manifest import Manifest
from index.snapshot.searched import FoundPassage
from index.stores.protocol import Ranking, best, check_query
from index.types import Rows, Vectors

_SPARE = 20
"""Rows asked for beyond top_k, so that a tie at the end is seen."""


@dataclass(frozen=True, slots=True)
class MilvusSnapshot:
    """See `SearchedSnapshot`; the vectors are those of the collection `name`, by row. Raises SnapshotError where it was
    removed."""

    milvus: Milvus
    name: str
    records: Records
    manifest: Manifest
    bulletins: EngineBulletins
    passages: EnginePassages
    lexical: LexicalIndex

    def nearest(self, vector: NDArray[np.float32], top_k: int) -> Ranking:
        check_query(vector, self.manifest.dim, top_k)
        wanted = min(top_k + _SPARE, self.manifest.counts.passages)
        return best(*self.milvus.search(self.name, vector, wanted), top_k)

    def vectors_of(self, rows: Rows) -> Vectors:
        wanted = rows.tolist()
        found = self.milvus.get(self.name, wanted, "vector")
        if len(found) < len(set(wanted)):
            raise SnapshotError(f"the snapshot {self.manifest.id} is not whole in Milvus; run `fvm reindex`")
        vectors = [np.asarray(found[row]["vector"], np.float32) for row in wanted]
        return np.stack(vectors) if vectors else np.zeros((0, self.manifest.dim), np.float32)

    def fetch(self, rows: Sequence[int]) -> list[FoundPassage]:
        passages = self.passages.of(rows)
        bulletins = self.bulletins.of(passage.bulletin_id for passage in passages)
        vectors = self._sentence_vectors(rows)
        return [
            FoundPassage(passage, bulletins[passage.bulletin_id], vectors[row])
            for row, passage in zip(rows, passages, strict=True)
        ]

    def _sentence_vectors(self, rows: Sequence[int]) -> dict[int, Vectors]:
        vectors = self._told_vectors(rows)
        alone = [row for row in rows if row not in vectors]
        return vectors | dict(zip(alone, self.vectors_of(np.array(alone, np.int64))[:, None], strict=True))

    def _told_vectors(self, rows: Sequence[int]) -> dict[int, Vectors]:
        """Those of the sentences of each passage that has several."""
        found = self.records.some(RecordKind.SENTENCES, rows)
        return {row: np.frombuffer(data, np.float32).reshape(-1, self.manifest.dim) for row, data in found.items()}

    def rows_by_bulletin(self) -> dict[str, range]:
        return self.passages.rows_by_bulletin()

    def sentence_vectors_of(self, rows: Sequence[int]) -> list[Vectors]:
        found, none = self._told_vectors(rows), np.zeros((0, self.manifest.dim), np.float32)
        return [found.get(row, none) for row in rows]

    def warm(self) -> None:
        """Also waits until the server that is asked has everything."""
        self.lexical.warm()
        self.milvus.search(self.name, np.zeros(self.manifest.dim, np.float32), 1, fresh=True)


@dataclass(frozen=True, slots=True)
class MilvusColumns:
    """See `PostingColumns`; `counts` tells in how many passages each stem stands, int64."""

    records: Records
    stems: Sequence[str]
    count: int
    counts: NDArray[np.int64]

    def found(self) -> NDArray[np.int64]:
        return self.counts

    def columns(self, numbers: Iterable[int]) -> dict[int, StemColumn]:
        found = self.records.all(RecordKind.STEM, sorted(numbers))
        return {number: _column(data) for number, data in found.items()}


def _column(data: bytes) -> StemColumn:
    half = len(data) // 2
    return StemColumn(np.frombuffer(data[:half], np.int32), np.frombuffer(data[half:], np.float32))


def open_collections(milvus: Milvus, name: str, records: Records, manifest: Manifest) -> MilvusSnapshot:
    """The snapshot whose vectors lie in the collection `name`."""
    ids = sorted(manifest.bulletins)
    places = {bulletin_id: place for place, bulletin_id in enumerate(ids)}

    def bulletin_lines(wanted: list[str]) -> dict[str, bytes]:
        found = records.all(RecordKind.BULLETIN, [places[each] for each in wanted])
        return {ids[place]: line for place, line in found.items()}

    words, found = records.one(RecordKind.WORDS), records.one(RecordKind.FOUND)
    if words is None or found is None:
        raise SnapshotError("the words of the snapshot are not in Milvus; run `fvm reindex`")
    counts = np.frombuffer(found, np.int64)
    lexical = LexicalIndex.of_words(words, lambda stems, count: MilvusColumns(records, stems, count, counts))
    bulletins = EngineBulletins(bulletin_lines, ids)
    passages = EnginePassages(lambda rows: records.all(RecordKind.PASSAGE, rows), manifest.counts.passages, bulletins)
    return MilvusSnapshot(milvus, name, records, manifest, bulletins, passages, lexical)
