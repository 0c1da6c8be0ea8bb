"""Snapshots in a database that several bots share: which there are, and which of them answers."""

from __future__ import annotations

import shutil
from collections.abc import Hashable
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

import numpy as np

from corpus.storage import Step
from index.engine.contents import check_counts, check_found
from index.engine.draft import DraftWriter, remove_snapshots, remove_vectors
from index.engine.patience import GLANCE_SECONDS, Glance
from index.engine.protocol import Engine, Row, Statements
from index.engine.records import EngineBulletins, EnginePassages
from index.engine.stored import EXACT_UP_TO, EngineColumns, EngineSnapshot
from index.engine.tables import vector_table
from index.errors import EngineAwayError, OvertakenError, SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.snapshot.builder import sole_builder
from index.snapshot.manifest import Manifest
from index.snapshot.place import SnapshotPlace
from index.snapshot.publication import KEPT, SnapshotDraft
from index.types import unheard

OPTIONS = {"store": "pgvector", "sentences": "contextual"}
"""What a reader of a snapshot relies on beside the model."""

_PUBLISHED = (
    "SELECT s.number, s.manifest FROM snapshot_published p JOIN snapshot s ON s.number = p.snapshot WHERE p.place = ?"
)
_POINT = (
    "INSERT INTO snapshot_published (place, snapshot) VALUES (?, ?)"
    " ON CONFLICT (place) DO UPDATE SET snapshot = excluded.snapshot"
)


class EnginePlace:
    """See `SnapshotPlace`; the place `name` of `engine`. A snapshot is written in many transactions, unseen, and
    published in one. What a build leaves on its own machine lies in `folder`."""

    options = OPTIONS
    is_shared = True

    def __init__(
        self,
        engine: Engine,
        name: str,
        folder: Path,
        exact_up_to: int = EXACT_UP_TO,
        glance: float = GLANCE_SECONDS,
    ) -> None:
        self._engine, self._name, self._folder, self._exact_up_to = engine, name, folder, exact_up_to
        self._glance = Glance(self._pointer, glance)

    @property
    def folder(self) -> Path:
        return self._folder

    def stamp(self) -> Hashable:
        return self._glance.stamp()

    def _pointer(self) -> int | None:
        """The number of the snapshot that answers, as it can be had at once."""
        with self._engine.transaction() as transaction:
            pointer = "SELECT snapshot FROM snapshot_published WHERE place = ?"
            row = transaction.execute(pointer, (self._name,)).fetchone()
            return None if row is None else int(row["snapshot"])

    def manifest(self) -> Manifest:
        return self._published()[1]

    def _published(self) -> tuple[int, Manifest]:
        for row in self._engine.rows(_PUBLISHED, self._name):
            return int(row["number"]), _manifest_of(row)
        raise SnapshotError("there is no index in the database; run `fvm reindex`")

    def open(self, model: str) -> EngineSnapshot:
        number, manifest = self._published()
        manifest.check_origin(model, OPTIONS)
        return self._opened(number, manifest)

    def _opened(self, number: int, manifest: Manifest) -> EngineSnapshot:
        engine, counts = self._engine, manifest.counts
        rows = engine.rows("SELECT words, found FROM snapshot WHERE number = ?", number)
        if not rows:
            raise SnapshotError("the index is no longer in the database; run `fvm reindex`")
        held = np.frombuffer(rows[0]["found"], np.int64)
        bulletins = EngineBulletins(partial(_bulletin_lines, engine, number), manifest.bulletins)
        lexical = LexicalIndex.of_words(
            rows[0]["words"], lambda stems, passages: EngineColumns(engine, number, stems, passages, held)
        )
        passages = EnginePassages(partial(_passage_lines, engine, number), counts.passages, bulletins)
        return EngineSnapshot(engine, number, manifest, bulletins, passages, lexical, self._exact_up_to)

    def building(self) -> AbstractContextManager[None]:
        return sole_builder(self._folder, self._engine.alone(f"build {self._name}"))

    def renew(self, before: Step) -> None:
        """There is no former format here."""

    def publish(self, draft: SnapshotDraft, before: Step) -> Manifest:
        self._remove_unfinished()
        before("stage")
        number = self._staged()
        try:
            manifest = DraftWriter(self._engine, draft, number, before).write(OPTIONS)
            self._describe(number, manifest, draft.lexical)
            before("verify")
            self._verify(number, manifest, draft)
            before("publish")
            with self._engine.transaction() as transaction:
                transaction.execute("UPDATE snapshot SET whole = 1 WHERE number = ?", (number,))
                transaction.execute(_POINT, (self._name, number))
        except BaseException:
            # A database that does not answer keeps it, and the next build removes it.
            with suppress(EngineAwayError):
                self._remove_unfinished()
            raise
        before("prune")
        # What cannot be removed now is removed by the next build.
        with suppress(EngineAwayError):
            self.prune(KEPT)
        return manifest

    def _staged(self) -> int:
        with self._engine.transaction() as transaction:
            made = transaction.execute("INSERT INTO snapshot (place) VALUES (?) RETURNING number", (self._name,))
            return int(made.fetchone()["number"])

    def _describe(self, number: int, manifest: Manifest, lexical: LexicalIndex) -> None:
        found = np.asarray(lexical.columns.found(), np.int64).tobytes()
        # Of a large library this takes longer than a transaction may wait.
        values = (manifest.id, manifest.to_json(), lexical.words(), found, number)
        with self._engine.transaction() as transaction:
            transaction.execute(
                "UPDATE snapshot SET id = ?, manifest = ?, words = ?, found = ? WHERE number = ?", values
            )

    def _verify(self, number: int, manifest: Manifest, draft: SnapshotDraft) -> None:
        """Open it as a reader would, count it, and search for what must be found."""
        wanted = {"snapshot_bulletin": len(draft.bulletins), "snapshot_passage": len(draft.passages),
                  "snapshot_stem": len(draft.lexical.columns.stems)}  # fmt: skip
        count = "SELECT COUNT(*) AS n FROM {} WHERE snapshot = ?"
        check_counts({table: self._engine.rows(count.format(table), number)[0]["n"] for table in wanted}, wanted)
        check_found(self._opened(number, manifest), draft)

    def kept(self) -> tuple[Manifest, ...]:
        whole = "SELECT manifest FROM snapshot WHERE place = ? AND whole = 1 ORDER BY id DESC"
        return tuple(map(_manifest_of, self._engine.rows(whole, self._name)))

    def go_back(self, snapshot_id: str, before: Step = unheard) -> Manifest:
        with self.building():
            found = "SELECT number, manifest FROM snapshot WHERE place = ? AND id = ? AND whole = 1"
            rows = self._engine.rows(found, self._name, snapshot_id)
            if not rows:
                raise SnapshotError(
                    f"there is no snapshot {snapshot_id!r}; `fvm rollback --list` shows those that are kept"
                )
            before("publish")
            with self._engine.transaction() as transaction:
                transaction.execute(_POINT, (self._name, rows[0]["number"]))
            return _manifest_of(rows[0])

    def prune(self, kept: int) -> None:
        rows = self._engine.rows(
            "SELECT number, manifest FROM snapshot s WHERE place = ? AND whole = 1 AND NOT EXISTS"
            " (SELECT 1 FROM snapshot_published p WHERE p.snapshot = s.number) ORDER BY id",
            self._name,
        )
        self._remove(rows[: max(len(rows) - (kept - 1), 0)])

    def _remove_unfinished(self) -> None:
        """What builders that were killed have left."""
        unfinished = "SELECT number, manifest FROM snapshot WHERE place = ? AND whole = 0"
        self._remove(self._engine.rows(unfinished, self._name))

    def _remove(self, rows: list[Row]) -> None:
        remove_snapshots(self._engine, [int(row["number"]) for row in rows])
        for dim in {_manifest_of(row).dim for row in rows if row["manifest"]}:
            remove_vectors(self._engine, vector_table(dim))

    def beside(self, folder: Path) -> EnginePlace:
        return EnginePlace(self._engine, f"{self._name}/{folder.name}", folder, self._exact_up_to, self._glance.seconds)

    def branch(self, folder: Path) -> EnginePlace:
        folder.mkdir(parents=True)
        made = self.beside(folder)
        answers = self._pointer()
        if answers is not None:
            with self._engine.transaction() as transaction:
                transaction.execute(_POINT, (made.name, answers))
        return made

    @property
    def name(self) -> str:
        return self._name

    def adopt(self, other: SnapshotPlace, base: str | None, before: Step = unheard) -> Manifest:
        assert isinstance(other, EnginePlace)
        with self.building():
            number, manifest = other._published()
            before("publish")
            with self._engine.transaction() as transaction:
                self._refuse_overtaken(transaction, base)
                transaction.execute("UPDATE snapshot SET place = ? WHERE number = ?", (self._name, number))
                transaction.execute("DELETE FROM snapshot_published WHERE place = ?", (other.name,))
                transaction.execute(_POINT, (self._name, number))
            before("prune")
            with suppress(EngineAwayError):
                self.prune(KEPT)
            return manifest

    def _refuse_overtaken(self, transaction: Statements, base: str | None) -> None:
        answers = "SELECT s.id FROM snapshot_published p JOIN snapshot s ON s.number = p.snapshot WHERE p.place = ?"
        rows = transaction.execute(answers, (self._name,)).fetchall()
        if (rows[0]["id"] if rows else None) != base:
            raise OvertakenError("another index was published meanwhile; preview again")

    def discard(self, folder: Path) -> None:
        name = self.beside(folder).name
        with self._engine.transaction() as transaction:
            transaction.execute("DELETE FROM snapshot_published WHERE place = ?", (name,))
        self._remove(self._engine.rows("SELECT number, manifest FROM snapshot WHERE place = ?", name))
        shutil.rmtree(folder, ignore_errors=True)


def _bulletin_lines(engine: Engine, number: int, ids: list[str]) -> dict[str, bytes]:
    statement = "SELECT id, line FROM snapshot_bulletin WHERE snapshot = ? AND id = ANY(?)"
    return {str(row["id"]): row["line"] for row in engine.rows(statement, number, ids)}


def _passage_lines(engine: Engine, number: int, rows: list[int]) -> dict[int, bytes]:
    statement = "SELECT place, line FROM snapshot_passage WHERE snapshot = ? AND place = ANY(?)"
    return {int(row["place"]): row["line"] for row in engine.rows(statement, number, rows)}


def _manifest_of(row: Row) -> Manifest:
    try:
        return Manifest.parsed(str(row["manifest"]).encode())
    except ValueError as error:
        raise SnapshotError(f"the snapshot in the database is damaged ({error!r}); run `fvm reindex`") from error
