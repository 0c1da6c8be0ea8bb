"""Channels that are told of each new bulletin, and what each has been told, in the app's database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.administration.errors import RecordError
from bot.database.protocol import Database, Schema
from bot.database.sqlite import SqliteFile
from bot.errors import StoreError
from corpus.types import Language

_PLACE = "shelf = ? AND team = ? AND channel = ?"
_ADD = "INSERT INTO subscription (shelf, team, channel, language) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_TELL = "INSERT INTO told_in (shelf, team, channel, bulletin) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel, and the language of the words around its quotes; who asked for it is in the audit log alone."""

    team: str
    channel: str
    language: Language


class Subscriptions:
    """Those of one shelf. Safe to call from several threads and processes; every method is one transaction."""

    def __init__(self, database: Database, shelf: str = "") -> None:
        self._database, self._shelf = database, shelf

    def add(self, subscription: Subscription, known: Iterable[str]) -> bool:
        """Subscribe a channel, which is told of no bulletin in `known`; False where it is subscribed already."""
        it, place = subscription, self._place(subscription)
        with self._database.writing() as connection:
            added = connection.execute(_ADD, (*place, it.language.value)).rowcount > 0
            if added:
                connection.execute(f"DELETE FROM told_in WHERE {_PLACE}", place)  # noqa: S608
                connection.executemany(_TELL, [(*place, bulletin) for bulletin in known])
            return added

    def remove(self, team: str, channel: str) -> bool:
        """End a subscription; False where there is none."""
        place = (self._shelf, team, channel)
        with self._database.writing() as connection:
            connection.execute(f"DELETE FROM told_in WHERE {_PLACE}", place)  # noqa: S608
            return connection.execute(f"DELETE FROM subscription WHERE {_PLACE}", place).rowcount > 0  # noqa: S608

    def all(self) -> list[Subscription]:
        found = "SELECT * FROM subscription WHERE shelf = ? ORDER BY team, channel"
        rows = self._database.rows(found, self._shelf)
        return [Subscription(row["team"], row["channel"], Language(row["language"])) for row in rows]

    def untold(self, subscription: Subscription, bulletins: Iterable[str]) -> list[str]:
        """The bulletins that a channel has not been told of, in their order."""
        rows = self._database.rows(f"SELECT bulletin FROM told_in WHERE {_PLACE}", *self._place(subscription))  # noqa: S608
        told = {row["bulletin"] for row in rows}
        return [bulletin for bulletin in bulletins if bulletin not in told]

    def mark_told(self, subscription: Subscription, bulletin: str) -> None:
        with self._database.changing() as connection:
            connection.execute(_TELL, (*self._place(subscription), bulletin))

    def followed(self) -> str | None:
        """The last snapshot whose news have all been sent; None before the first."""
        rows = self._database.rows("SELECT snapshot FROM followed_snapshot WHERE shelf = ?", self._shelf)
        return str(rows[0]["snapshot"]) if rows else None

    def mark_followed(self, snapshot: str) -> None:
        with self._database.changing() as connection:
            connection.execute(
                "INSERT INTO followed_snapshot (shelf, snapshot) VALUES (?, ?) ON CONFLICT (shelf)"
                " DO UPDATE SET snapshot = excluded.snapshot",
                (self._shelf, snapshot),
            )

    def take_over(self, path: Path) -> None:
        """Move what an earlier version kept in a file of its own, if there is one; done twice it is done once.

        Raises:
            RecordError: the file cannot be used.
        """
        if not path.exists():
            return
        try:
            old = SqliteFile(path, Schema(1, ()))
            try:
                subscribed, told = old.rows("SELECT * FROM subscription"), old.rows("SELECT * FROM told")
                followed = old.rows("SELECT * FROM followed")
            finally:
                old.close()
        except StoreError as error:
            raise RecordError(str(error)) from error
        with self._database.writing() as connection:
            connection.executemany(_ADD, [(self._shelf, *row.values()) for row in subscribed])
            connection.executemany(_TELL, [(self._shelf, *row.values()) for row in told])
        for row in followed:
            self.mark_followed(row["snapshot"])
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()

    def _place(self, subscription: Subscription) -> tuple[str, str, str]:
        return (self._shelf, subscription.team, subscription.channel)
