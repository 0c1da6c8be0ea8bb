"""A snapshot in the database as a search reads it: nothing of it is in memory but its words and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engine.protocol import Engine
from index.engine.records import EngineBulletins, EnginePassages
from index.engine.tables import vector_table
from index.errors import SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lexical.postings import StemColumn
from index.snapshot.manifest import Manifest
from index.snapshot.searched import FoundPassage
from index.stores.protocol import Ranking, best, check_query
from index.types import Rows, Vectors

EXACT_UP_TO = 20_000
"""Passages of a snapshot up to which every one is compared, which takes as long as the graph does at that size. The
graph holds those of all snapshots and shelves, and from a small one among them it would be led astray."""

_SPARE = 20
"""Rows asked for beyond top_k: half precision may order near ones otherwise."""

_WIDTH = 4
"""Bytes of a float32."""

# Of 39,000 made-up clustered passages 400 candidates give a recall@20 of .985, 700 .992 and 1,000, the most, .997.
# The graph's candidates are drawn in order of distance and each looked up in the snapshot, until enough are found; any
# other plan reads all passages. `set_config(..., true)` holds for the transaction.
_BY_GRAPH = (
    "SELECT set_config('hnsw.ef_search', '1000', true), set_config('hnsw.iterative_scan', 'relaxed_order', true),"
    " set_config('hnsw.max_scan_tuples', '200000', true), set_config('enable_hashjoin', 'off', true),"
    " set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true),"
    " set_config('enable_seqscan', 'off', true)"
)


@dataclass(frozen=True, slots=True)
class EngineSnapshot:
    """See `SearchedSnapshot`; snapshot number `number` of the database. Raises SnapshotError where it was removed."""

    engine: Engine
    number: int
    manifest: Manifest
    bulletins: EngineBulletins
    passages: EnginePassages
    lexical: LexicalIndex
    exact_up_to: int = EXACT_UP_TO

    def nearest(self, vector: NDArray[np.float32], top_k: int) -> Ranking:
        check_query(vector, self.manifest.dim, top_k)
        wanted, by_graph = top_k + _SPARE, self.manifest.counts.passages > self.exact_up_to
        # What is not a plain distance is no matter for the graph.
        order = "(v.embedding <#> CAST(? AS halfvec))" + ("" if by_graph else " + 0")
        statement = (
            f"SELECT p.place FROM {self._table} v JOIN snapshot_passage p ON p.key = v.key AND p.snapshot = ?"  # noqa: S608
            f" ORDER BY {order} LIMIT ?"
        )
        first = _BY_GRAPH if by_graph else ""
        found = self.engine.rows(statement, self.number, as_text(vector), wanted, first=first)
        rows = np.array([row["place"] for row in found], np.int64)
        return best(rows, np.asarray(self.vectors_of(rows) @ vector, np.float32), top_k)

    def vectors_of(self, rows: Rows) -> Vectors:
        first = f"SELECT p.place, substring(v.exact FROM 1 FOR ?) AS exact FROM {self._joined}"  # noqa: S608
        found = self._by_place(first, rows.tolist(), self.manifest.dim * _WIDTH)
        vectors = [np.frombuffer(found[row]["exact"], np.float32) for row in rows.tolist()]
        return np.stack(vectors) if vectors else np.zeros((0, self.manifest.dim), np.float32)

    def fetch(self, rows: Sequence[int]) -> list[FoundPassage]:
        found = self._by_place(self._whole, rows)
        passages = self.passages.read([found[row]["line"] for row in rows])
        bulletins = self.bulletins.of(passage.bulletin_id for passage in passages)
        return [
            FoundPassage(passage, bulletins[passage.bulletin_id], self._sentences(found[row]["exact"]))
            for row, passage in zip(rows, passages, strict=True)
        ]

    def rows_by_bulletin(self) -> dict[str, range]:
        return self.passages.rows_by_bulletin()

    def sentence_vectors_of(self, rows: Sequence[int]) -> list[Vectors]:
        found = self._by_place(self._whole, rows)
        return [self._vectors(found[row]["exact"])[1:] for row in rows]

    def warm(self) -> None:
        self.lexical.warm()

    @property
    def _table(self) -> str:
        return vector_table(self.manifest.dim)

    @property
    def _joined(self) -> str:
        return f"snapshot_passage p JOIN {self._table} v ON v.key = p.key WHERE p.snapshot = ? AND p.place = ANY(?)"

    @property
    def _whole(self) -> str:
        return f"SELECT p.place, p.line, v.exact FROM {self._joined}"  # noqa: S608

    def _by_place(self, statement: str, rows: Sequence[int], *before: object) -> dict[int, Mapping[str, bytes]]:
        found = {int(row["place"]): row for row in self.engine.rows(statement, *before, self.number, list(rows))}
        if len(found) < len(set(rows)):
            raise SnapshotError(f"the snapshot {self.manifest.id} is not whole in the database; run `fvm reindex`")
        return found

    def _vectors(self, exact: bytes) -> Vectors:
        return np.frombuffer(exact, np.float32).reshape(-1, self.manifest.dim)

    def _sentences(self, exact: bytes) -> Vectors:
        vectors = self._vectors(exact)
        return vectors[1:] if len(vectors) > 1 else vectors


@dataclass(frozen=True, slots=True)
class EngineColumns:
    """See `PostingColumns`; `counts` tells in how many passages each stem stands, int64."""

    engine: Engine
    number: int
    stems: Sequence[str]
    count: int
    counts: NDArray[np.int64]

    def found(self) -> NDArray[np.int64]:
        return self.counts

    def columns(self, numbers: Iterable[int]) -> dict[int, StemColumn]:
        wanted = sorted(numbers)
        if not wanted:
            return {}
        statement = "SELECT number, places, weights FROM snapshot_stem WHERE snapshot = ? AND number = ANY(?)"
        rows = self.engine.rows(statement, self.number, wanted)
        if len(rows) < len(wanted):
            raise SnapshotError("the words of the snapshot are not whole in the database; run `fvm reindex`")
        return {
            int(row["number"]): StemColumn(
                np.frombuffer(row["places"], np.int32), np.frombuffer(row["weights"], np.float32)
            )
            for row in rows
        }


def as_text(vector: NDArray[np.float32]) -> str:
    """A vector in half precision as pgvector reads it."""
    return f"[{','.join(f'{value:.5g}' for value in vector.astype(np.float16).tolist())}]"
