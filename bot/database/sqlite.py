"""A SQLite file of the bot's own: WAL mode, one connection for many threads, short transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.database.protocol import Column, Row, Schema, Transaction
from bot.errors import StoreError
from corpus.storage import make_private

_BUSY_SECONDS = 15.0
_SETTLE_MILLISECONDS = 200
_PROBE_SECONDS = 0.4


class SqliteFile:
    """See `Database`; writers of other processes wait their turn. Only its owner may read the file.

    Raises:
        StoreError: the file cannot be opened or was written by another version.
    """

    skip_locked = ""

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
            self._connection.row_factory = _row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute(f"PRAGMA synchronous={'FULL' if fsync else 'NORMAL'}")
            # What is removed is overwritten, so that it cannot be read from the file afterwards.
            self._connection.execute("PRAGMA secure_delete=ON")
            self._create(path, schema)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path} cannot be used: {error}. Check the folder's rights and free space.") from error

    def _create(self, path: Path, schema: Schema) -> None:
        with self._begun() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()["user_version"]
            if version not in (0, schema.version):
                raise StoreError(
                    f"{path} has format {version}, this program reads {schema.version}. Update the program, or move "
                    "the file away to start with an empty one."
                )
            for step in (*(schema.statements if version == 0 else ()), *schema.added):
                if isinstance(step, str):
                    connection.execute(step)
                elif not _has(connection, step):
                    connection.execute(f"ALTER TABLE {step.table} ADD COLUMN {step.name} {step.kind}")
            connection.execute(f"PRAGMA user_version={schema.version}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated(), self._begun() as connection:
            yield connection

    changing = writing

    @contextmanager
    def _begun(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, *values: object) -> list[Row]:
        with self._translated(), self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # Its words may hold values of a row.
            kind = getattr(error, "sqlite_errorname", type(error).__name__)
            raise StoreError(
                f"{self._path} cannot be read or written: {kind}. Check its disk and its rights."
            ) from error

    def go_on(self, transaction: Transaction, table: str) -> None:
        """SQLite's ids do by themselves."""

    def announce(self, transaction: Transaction, word: str) -> None:
        """Nobody listens to a file."""

    def forget_copies(self) -> None:
        for remove in self.copies:
            remove()

    def settle(self) -> bool:
        """Empty the write-ahead log, where removed rows would live on; False where another process is reading, and then
        `settle_owed` does it."""
        with self._lock:
            self._connection.execute(f"PRAGMA busy_timeout={_SETTLE_MILLISECONDS}")
            try:
                self._owed = bool(self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()["busy"])
            except sqlite3.OperationalError:
                self._owed = True
            finally:
                self._connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
            return not self._owed

    def settle_owed(self) -> bool:
        return self.settle() if self._owed else True

    def described(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}, {self._path}"

    def takes_writes(self) -> bool:
        """Whether there is room, and nobody holds the file for long."""
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


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((column[0] for column in cursor.description), values, strict=True))


def _has(connection: sqlite3.Connection, column: Column) -> bool:
    return column.name in {row["name"] for row in connection.execute(f"PRAGMA table_info({column.table})")}
