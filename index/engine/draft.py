"""A new snapshot written into the database, in steps that nobody sees until it is published."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from corpus.storage import Step
from index.encoder.embedding import passage_text, text_key
from index.engine.contents import manifest_of, vectors_of
from index.engine.protocol import Engine
from index.engine.records import BATCH, in_batches
from index.engine.stored import as_text
from index.engine.tables import OF_A_SNAPSHOT, vector_table
from index.errors import BuildError
from index.snapshot.manifest import Manifest
from index.snapshot.publication import SnapshotDraft
from index.snapshot.records import bulletin_line, passage_line
from index.types import Vectors

_REMOVED_AT_ONCE = 20_000
"""Rows that one statement removes: a second or two."""

# What writes vectors with the passages that name them, and what removes vectors that none names, exclude each other.
_WRITES = "SELECT pg_advisory_xact_lock_shared(1718973806)"
_LONG = "SELECT set_config('statement_timeout', '10min', true)"
_REMOVES = "SELECT pg_advisory_xact_lock(1718973806)"


@dataclass(slots=True)
class DraftWriter:
    """Writes one draft as snapshot number `number`; all arrays as in `SnapshotDraft`."""

    engine: Engine
    draft: SnapshotDraft
    number: int
    before: Step
    _written: dict[str, int] = field(default_factory=dict)

    def write(self, options: Mapping[str, str]) -> Manifest:
        """Write everything, and say what it is. Raises BuildError where there is no table for vectors of this width."""
        self._check_width()
        self._put("bulletins", "INSERT INTO snapshot_bulletin VALUES (?, ?, ?)", self._bulletins())
        self.before("write passages")
        for rows in in_batches(range(len(self.draft.passages)), BATCH):
            self._put_passages(rows)
        self._put("words", "INSERT INTO snapshot_stem VALUES (?, ?, ?, ?)", self._stems())
        return manifest_of(self.draft, options, self._written, datetime.datetime.now(datetime.UTC))

    def _check_width(self) -> None:
        made = "SELECT to_regclass(?) IS NOT NULL AS made"
        if not self.engine.rows(made, vector_table(self._dim))[0]["made"]:
            raise BuildError(
                f"the database has no table for vectors of width {self._dim}; run `fvm migrate --apply`, and again"
            )

    @property
    def _dim(self) -> int:
        return int(self.draft.passage_vectors.shape[1])

    def _put(self, what: str, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        self.before(f"write {what}")
        for batch in in_batches(rows, BATCH):
            with self.engine.transaction() as transaction:
                transaction.executemany(statement, batch)

    def _bulletins(self) -> Iterator[tuple[object, ...]]:
        for bulletin in self.draft.bulletins:
            yield self.number, bulletin.id, self._counted("bulletins", bulletin_line(bulletin))

    def _stems(self) -> Iterator[tuple[object, ...]]:
        columns = self.draft.lexical.columns
        for numbers in in_batches(range(len(columns.stems)), BATCH):
            for number, (rows, weights) in columns.columns(numbers).items():
                data = (np.asarray(rows, np.int32).tobytes(), np.asarray(weights, np.float32).tobytes())
                yield self.number, number, *(self._counted("words", each) for each in data)

    def _put_passages(self, rows: list[int]) -> None:
        exact = {row: vectors_of(self.draft, row) for row in rows}
        keys = {row: self._key(row, exact[row]) for row in rows}
        table = vector_table(self._dim)
        with self.engine.transaction() as transaction:
            transaction.execute(_WRITES)
            known = transaction.execute(f"SELECT key FROM {table} WHERE key = ANY(?)", (list(keys.values()),))  # noqa: S608
            there = {bytes(row["key"]) for row in known.fetchall()}
            new = {keys[row]: row for row in rows if keys[row] not in there}
            transaction.executemany(
                f"INSERT INTO {table} VALUES (?, CAST(? AS halfvec), ?) ON CONFLICT DO NOTHING",  # noqa: S608
                [(key, as_text(exact[row][0]), exact[row].tobytes()) for key, row in new.items()],
            )
            transaction.executemany(
                "INSERT INTO snapshot_passage VALUES (?, ?, ?, ?)",
                [(self.number, row, self._line(row), keys[row]) for row in rows],
            )

    def _line(self, row: int) -> bytes:
        return self._counted("passages", passage_line(self.draft.passages[row]))

    def _key(self, row: int, vectors: Vectors) -> bytes:
        """What is the same in every snapshot that embeds the same text by the same model, cut into the same
        sentences."""
        self._counted("vectors", vectors.tobytes())
        told = f"{self.draft.model}\0{text_key(passage_text(self.draft.passages[row]))}\0".encode()
        return hashlib.sha256(told + vectors.tobytes()).digest()[:16]

    def _counted(self, what: str, data: bytes) -> bytes:
        self._written[what] = self._written.get(what, 0) + len(data)
        return data


def remove_snapshots(engine: Engine, numbers: Iterable[int]) -> None:
    """Remove snapshots that nothing points to, with all that is theirs alone."""
    for number in numbers:
        with engine.transaction() as transaction:
            transaction.execute("DELETE FROM snapshot WHERE number = ?", (number,))
        for table in OF_A_SNAPSHOT:
            _remove_rows(engine, table, number)


def _remove_rows(engine: Engine, table: str, number: int) -> None:
    name = OF_A_SNAPSHOT[table]
    some = f"SELECT {name} FROM {table} WHERE snapshot = ? LIMIT ?"  # noqa: S608
    statement = f"DELETE FROM {table} WHERE snapshot = ? AND {name} IN ({some}) RETURNING 1 AS removed"  # noqa: S608
    while True:
        with engine.transaction() as transaction:
            values = (number, number, _REMOVED_AT_ONCE)
            if len(transaction.execute(statement, values).fetchall()) < _REMOVED_AT_ONCE:
                return


def remove_vectors(engine: Engine, table: str) -> None:
    """Remove the vectors that no passage of any snapshot names any more."""
    unnamed = f"SELECT key FROM {table} v WHERE NOT EXISTS (SELECT 1 FROM snapshot_passage p WHERE p.key = v.key)"  # noqa: S608
    with engine.transaction() as transaction:
        transaction.execute(_LONG)
        transaction.execute(_REMOVES)
        transaction.execute(f"DELETE FROM {table} WHERE key IN ({unnamed})")  # noqa: S608
