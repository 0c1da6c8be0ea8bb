"""A new snapshot written into Milvus, into collections that nobody reads until it is published."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from corpus.storage import Step
from index.engine.contents import check_counts, manifest_of
from index.engine.milvus.client import Milvus
from index.engine.milvus.records import DIM, RecordKind, rows_of
from index.engine.records import BATCH, in_batches
from index.snapshot.manifest import Manifest
from index.snapshot.publication import SnapshotDraft
from index.snapshot.records import bulletin_line, passage_line

_GRAPH_FROM = 20_000
"""Passages from which a graph is asked; up to here every one is compared, which takes as long."""


def records_of(name: str) -> str:
    """The collection of the records beside the collection of the vectors."""
    return f"{name}_records"


def about_of(name: str) -> str:
    """The small collection that tells what the other two are: the manifest, and once it is whole its mark. It is never
    released."""
    return f"{name}_about"


@dataclass(slots=True)
class CollectionWriter:
    """Writes one draft into the collection `name` and the two beside it."""

    milvus: Milvus
    draft: SnapshotDraft
    name: str
    before: Step
    graph_from: int = _GRAPH_FROM
    _sizes: dict[str, int] = field(default_factory=dict)
    _records: int = 0

    def write(self, options: Mapping[str, str], now: datetime.datetime) -> Manifest:
        """Write everything but the mark that it is whole, and say what it is."""
        count, dim = self.draft.passage_vectors.shape
        # Named first, removed last: by it a killed builder's rest is found.
        self.milvus.make(about_of(self.name), DIM, has_text=True, by_graph=False)
        self.milvus.make(self.name, dim, has_text=False, by_graph=count > self.graph_from)
        self.milvus.make(records_of(self.name), DIM, has_text=True, by_graph=False)
        self._put("bulletins", self._bulletins())
        self._put("passages", self._passages())
        self.before("write vectors")
        self.milvus.put(self.name, ({"id": row, "vector": self.draft.passage_vectors[row]} for row in range(count)))
        self._sizes["vectors"] = self._sizes.get("vectors", 0) + 4 * int(count) * int(dim)
        self._put("words", self._words())
        manifest = manifest_of(self.draft, options, self._sizes, now)
        self.before("write manifest")
        self.milvus.put(about_of(self.name), rows_of(RecordKind.MANIFEST, 0, manifest.to_json().encode()))
        for name in (self.name, records_of(self.name), about_of(self.name)):
            self.milvus.settle(name)
        return manifest

    def check(self) -> None:
        """Raise BuildError where the collections do not hold what was written."""
        wanted = {self.name: len(self.draft.passages), records_of(self.name): self._records}
        check_counts({name: self.milvus.count(name) for name in wanted}, wanted)

    def _put(self, what: str, records: Iterable[tuple[RecordKind, int, bytes]]) -> None:
        self.before(f"write {what}")
        self.milvus.put(records_of(self.name), self._counted(what, records))

    def _counted(self, what: str, records: Iterable[tuple[RecordKind, int, bytes]]) -> Iterator[dict[str, object]]:
        for kind, number, data in records:
            named = "vectors" if kind is RecordKind.SENTENCES else what
            self._sizes[named] = self._sizes.get(named, 0) + len(data)
            for row in rows_of(kind, number, data):
                self._records += 1
                yield row

    def _bulletins(self) -> Iterator[tuple[RecordKind, int, bytes]]:
        for place, bulletin in enumerate(self.draft.bulletins):
            yield RecordKind.BULLETIN, place, bulletin_line(bulletin)

    def _passages(self) -> Iterator[tuple[RecordKind, int, bytes]]:
        draft = self.draft
        for row, passage in enumerate(draft.passages):
            yield RecordKind.PASSAGE, row, passage_line(passage)
            first, last = int(draft.sentence_starts[row]), int(draft.sentence_starts[row + 1])
            if last > first:
                yield RecordKind.SENTENCES, row, np.asarray(draft.sentence_vectors[first:last], np.float32).tobytes()

    def _words(self) -> Iterator[tuple[RecordKind, int, bytes]]:
        lexical = self.draft.lexical
        for numbers in in_batches(range(len(lexical.columns.stems)), BATCH):
            for number, (rows, weights) in lexical.columns.columns(numbers).items():
                yield (
                    RecordKind.STEM,
                    number,
                    np.asarray(rows, np.int32).tobytes() + np.asarray(weights, np.float32).tobytes(),
                )
        yield RecordKind.FOUND, 0, np.asarray(lexical.columns.found(), np.int64).tobytes()
        yield RecordKind.WORDS, 0, lexical.words()
