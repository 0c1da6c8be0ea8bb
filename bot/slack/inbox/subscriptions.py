"""Channels that are told of each new bulletin, and what each has been told, in a file beside the app's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.administration.errors import RecordError
from bot.database.protocol import Schema
from bot.database.sqlite import SqliteFile
from bot.errors import StoreError
from corpus.types import Language

_SCHEMA = Schema(1, (
    "CREATE TABLE subscription (team TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL,"
    " PRIMARY KEY (team, channel))",
    "CREATE TABLE told (team TEXT NOT NULL, channel TEXT NOT NULL, bulletin TEXT NOT NULL,"
    " PRIMARY KEY (team, channel, bulletin))",
    "CREATE TABLE followed (snapshot TEXT NOT NULL)",
))  # fmt: skip


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
        try:
            self._file = SqliteFile(path, _SCHEMA)
        except StoreError as error:
            raise RecordError(str(error)) from error

    def add(self, subscription: Subscription, known: Iterable[str]) -> bool:
        """Subscribe a channel, which is told of no bulletin in `known`; False where it is subscribed already."""
        it = subscription
        with self._file.writing() as connection:
            row = (it.team, it.channel, it.language.value)
            added = (
                connection.execute("INSERT INTO subscription VALUES (?,?,?) ON CONFLICT DO NOTHING", row).rowcount > 0
            )
            if added:
                connection.execute("DELETE FROM told WHERE team = ? AND channel = ?", (it.team, it.channel))
                rows = [(it.team, it.channel, bulletin) for bulletin in known]
                connection.executemany("INSERT INTO told VALUES (?,?,?) ON CONFLICT DO NOTHING", rows)
            return added

    def remove(self, team: str, channel: str) -> bool:
        """End a subscription; False where there is none."""
        with self._file.writing() as connection:
            where = "team = ? AND channel = ?"
            connection.execute(f"DELETE FROM told WHERE {where}", (team, channel))  # noqa: S608
            ended = connection.execute(f"DELETE FROM subscription WHERE {where}", (team, channel))  # noqa: S608
            return ended.rowcount > 0

    def all(self) -> list[Subscription]:
        rows = self._file.rows("SELECT team, channel, language FROM subscription ORDER BY rowid")
        return [Subscription(row["team"], row["channel"], Language(row["language"])) for row in rows]

    def untold(self, subscription: Subscription, bulletins: Iterable[str]) -> list[str]:
        """The bulletins that a channel has not been told of, in their order."""
        place = (subscription.team, subscription.channel)
        told = {
            row["bulletin"]
            for row in self._file.rows("SELECT bulletin FROM told WHERE team = ? AND channel = ?", *place)
        }
        return [bulletin for bulletin in bulletins if bulletin not in told]

    def mark_told(self, subscription: Subscription, bulletin: str) -> None:
        with self._file.writing() as connection:
            row = (subscription.team, subscription.channel, bulletin)
            connection.execute("INSERT INTO told VALUES (?,?,?) ON CONFLICT DO NOTHING", row)

    def followed(self) -> str | None:
        """The last snapshot whose news have all been sent; None before the first."""
        rows = self._file.rows("SELECT snapshot FROM followed")
        return str(rows[0]["snapshot"]) if rows else None

    def mark_followed(self, snapshot: str) -> None:
        with self._file.writing() as connection:
            connection.execute("DELETE FROM followed")
            connection.execute("INSERT INTO followed VALUES (?)", (snapshot,))

    def close(self) -> None:
        self._file.close()
