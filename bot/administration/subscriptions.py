"""Channels that are told of each new bulletin, and what each has been told: SQLite, beside the app's own file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.administration.errors import RecordError
from bot.answering.types import Language

VERSION = 1
_SCHEMA = (
    "CREATE TABLE subscription (team TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL,"
    " PRIMARY KEY (team, channel))",
    "CREATE TABLE told (team TEXT NOT NULL, channel TEXT NOT NULL, bulletin TEXT NOT NULL,"
    " PRIMARY KEY (team, channel, bulletin))",
    "CREATE TABLE followed (snapshot TEXT NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel, and the language of the words around its quotes; who asked for it is in the audit log alone."""

    team: str
    channel: str
    language: Language


class Subscriptions:
    """Safe to call from several threads and processes; every method is one transaction.

    Raises:
        RecordError: the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(path, timeout=15, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            with self._writing() as connection:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                for statement in _SCHEMA if version == 0 else ():
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={VERSION}")
        except (sqlite3.Error, OSError) as error:
            raise RecordError(f"{path} cannot be used: {error}. Check the folder's rights and free space.") from error

    def add(self, subscription: Subscription, known: Iterable[str]) -> bool:
        """Subscribe a channel, which is told of no bulletin in `known`; False where it is subscribed already."""
        it = subscription
        with self._writing() as connection:
            row = (it.team, it.channel, it.language.value)
            added = connection.execute("INSERT OR IGNORE INTO subscription VALUES (?,?,?)", row).rowcount > 0
            if added:
                connection.execute("DELETE FROM told WHERE team = ? AND channel = ?", (it.team, it.channel))
                rows = [(it.team, it.channel, bulletin) for bulletin in known]
                connection.executemany("INSERT OR IGNORE INTO told VALUES (?,?,?)", rows)
            return added

    def remove(self, team: str, channel: str) -> bool:
        """End a subscription; False where there is none."""
        with self._writing() as connection:
            where = "team = ? AND channel = ?"
            connection.execute(f"DELETE FROM told WHERE {where}", (team, channel))  # noqa: S608
            ended = connection.execute(f"DELETE FROM subscription WHERE {where}", (team, channel))  # noqa: S608
            return ended.rowcount > 0

    def all(self) -> list[Subscription]:
        rows = self._rows("SELECT team, channel, language FROM subscription ORDER BY rowid")
        return [Subscription(team, channel, Language(language)) for team, channel, language in rows]

    def untold(self, subscription: Subscription, bulletins: Iterable[str]) -> list[str]:
        """The bulletins that a channel has not been told of, in their order."""
        place = (subscription.team, subscription.channel)
        told = {row[0] for row in self._rows("SELECT bulletin FROM told WHERE team = ? AND channel = ?", *place)}
        return [bulletin for bulletin in bulletins if bulletin not in told]

    def mark_told(self, subscription: Subscription, bulletin: str) -> None:
        with self._writing() as connection:
            row = (subscription.team, subscription.channel, bulletin)
            connection.execute("INSERT OR IGNORE INTO told VALUES (?,?,?)", row)

    def followed(self) -> str | None:
        """The last snapshot whose news have all been sent; None before the first."""
        rows = self._rows("SELECT snapshot FROM followed")
        return str(rows[0][0]) if rows else None

    def mark_followed(self, snapshot: str) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM followed")
            connection.execute("INSERT INTO followed VALUES (?)", (snapshot,))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, statement: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
