"""The file that the Slack app writes to: SQLite in WAL mode, one connection, short transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.slack.errors import InboxError

VERSION = 1
_BUSY_SECONDS = 15.0

_SCHEMA = """
CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
  surface TEXT NOT NULL, thread TEXT, user TEXT, text TEXT, response_url TEXT,
  hold TEXT NOT NULL DEFAULT '', language TEXT NOT NULL, payload TEXT,
  asked_at REAL NOT NULL, received_at REAL NOT NULL, finished_at REAL,
  state TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1, answered INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, uncertain INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, owner TEXT, lease_until REAL NOT NULL DEFAULT 0,
  next_try REAL NOT NULL DEFAULT 0,
  reply_ts TEXT, outcome TEXT, snapshot TEXT NOT NULL DEFAULT '', answer TEXT,
  UNIQUE (team, channel, ts)
);
CREATE INDEX question_open ON question (next_try, id) WHERE state IN ('waiting', 'claimed', 'posting');
CREATE INDEX question_thread ON question (team, channel, thread, id);
CREATE INDEX question_person ON question (user, received_at);
CREATE INDEX question_place ON question (channel, received_at);
CREATE TABLE feedback (
  reference TEXT NOT NULL, user TEXT NOT NULL, rating TEXT NOT NULL, reason TEXT, comment TEXT,
  question TEXT, answer TEXT, snapshot TEXT NOT NULL DEFAULT '', rated_at REAL NOT NULL,
  PRIMARY KEY (reference, user)
);
CREATE TABLE kept (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL, user TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT,
  question TEXT NOT NULL, language TEXT NOT NULL, kept_at REAL NOT NULL, told_at REAL,
  UNIQUE (reference, user)
);
CREATE TABLE preference (user TEXT PRIMARY KEY, language TEXT NOT NULL);
"""


_ADDED = """
CREATE TABLE IF NOT EXISTS half_written (reference TEXT PRIMARY KEY, owner TEXT NOT NULL, begun_at REAL NOT NULL)
"""
"""What version 1 has got since: programs that do not know it pass over it, so the version stays."""


class Database:
    """Rows by SQL, from any thread; writers of other processes wait their turn.

    Raises:
        InboxError: the file cannot be opened or was written by another version.
    """

    def __init__(self, path: Path, fsync: bool = True) -> None:
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Before SQLite opens it: the files beside it are created with the same rights.
            path.touch(mode=0o600)
            path.chmod(0o600)
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute(f"PRAGMA synchronous={'FULL' if fsync else 'NORMAL'}")
            # What is removed is overwritten, so that it cannot be read from the file afterwards.
            self._connection.execute("PRAGMA secure_delete=ON")
            self._create(path)
        except (sqlite3.Error, OSError) as error:
            raise InboxError(f"{path} cannot be used: {error}. Check the folder's rights and free space.") from error

    def _create(self, path: Path) -> None:
        with self.writing() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={VERSION}")
            elif version != VERSION:
                raise InboxError(
                    f"{path} has format {version}, this program reads {VERSION}. Update the program, or move the "
                    "file away to start with an empty one."
                )
            connection.execute(_ADDED)

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

    def settle(self) -> None:
        """Empty the write-ahead log, where removed rows would live on; left for later if somebody is reading."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
