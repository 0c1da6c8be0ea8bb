"""A SQLite file of the bot's own: WAL mode, one connection for many threads, short transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreError
from corpus.storage import make_private

_BUSY_SECONDS = 15.0
_SETTLE_MILLISECONDS = 200
_PROBE_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Schema:
    """What makes an empty file one of this version. `added` is what the version has got since, each statement harmless
    where it was carried out before, and `columns` are those that its tables have got, as table, name and type with a
    default: programs that do not know them pass over them, so the version stays."""

    version: int
    statements: tuple[str, ...]
    added: tuple[str, ...] = ()
    columns: tuple[tuple[str, str, str], ...] = ()


class SqliteFile:
    """Rows by SQL, from any thread; writers of other processes wait their turn. Only its owner may read the file.

    Raises:
        StoreError: the file cannot be opened or was written by another version.
    """

    def __init__(self, path: Path, schema: Schema, fsync: bool = True) -> None:
        self._lock = threading.RLock()
        self._path = path
        self._owed = True
        self.copies: list[Callable[[], object]] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Before SQLite opens it: the files beside it are created with the same rights.
            make_private(path)
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute(f"PRAGMA synchronous={'FULL' if fsync else 'NORMAL'}")
            # What is removed is overwritten, so that it cannot be read from the file afterwards.
            self._connection.execute("PRAGMA secure_delete=ON")
            self._create(path, schema)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path} cannot be used: {error}. Check the folder's rights and free space.") from error

    def _create(self, path: Path, schema: Schema) -> None:
        with self.writing() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version not in (0, schema.version):
                raise StoreError(
                    f"{path} has format {version}, this program reads {schema.version}. Update the program, or move "
                    "the file away to start with an empty one."
                )
            for statement in (*(schema.statements if version == 0 else ()), *schema.added):
                connection.execute(statement)
            for table, column, kind in schema.columns:
                if column not in {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}:
                    connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
            connection.execute(f"PRAGMA user_version={schema.version}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other writer interrupts; rolled back on any exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """All rows of one reading statement."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def forget_copies(self) -> None:
        """Remove what was copied out of the file, since somebody's words in it are erased; `copies` do that."""
        for remove in self.copies:
            remove()

    def settle(self) -> bool:
        """Empty the write-ahead log, where removed rows would live on; False where another process is reading, and then
        `settle_owed` does it."""
        with self._lock:
            self._connection.execute(f"PRAGMA busy_timeout={_SETTLE_MILLISECONDS}")
            try:
                busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._owed = bool(busy)
            except sqlite3.OperationalError:
                self._owed = True
            finally:
                self._connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
            return not self._owed

    def settle_owed(self) -> bool:
        """Do what `settle` left, if anything; whether nothing is left. What an ended process left counts too."""
        return self.settle() if self._owed else True

    def takes_writes(self) -> bool:
        """Whether something can be written just now: there is room, and nobody holds the file for long."""
        try:
            with contextlib.closing(sqlite3.connect(self._path, _PROBE_SECONDS, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("CREATE TABLE IF NOT EXISTS probe (at REAL)")
                connection.execute("DELETE FROM probe")
                connection.execute("INSERT INTO probe VALUES (julianday('now'))")
                connection.execute("COMMIT")
        except sqlite3.Error:
            return False
        return True

    def close(self) -> None:
        with self._lock:
            self._connection.close()
