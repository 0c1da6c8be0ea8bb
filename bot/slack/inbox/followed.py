"""Subjects of which people get a weekly letter, and the bulletins that each was told of, in the app's database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.database.protocol import Database
from corpus.types import Language

MOST = 10
"""Subjects that one person may have."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A person's subject, as they wrote it; `language` is that of the letter, `told_at` when they were last told, or
    asked for it, in seconds since 1970."""

    user: str
    team: str
    subject: str
    language: Language
    told_at: float


class FollowedSubjects:
    """Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, followed: Followed, known: Iterable[str]) -> bool:
        """Follow a subject, of whose bulletins in `known` nothing is told; False where the person has as many as one
        may have. Twice is once."""
        it = followed
        with self._database.writing() as connection:
            others = "SELECT COUNT(*) AS n FROM followed WHERE user = ? AND subject != ?"
            if connection.execute(others, (it.user, it.subject)).fetchone()["n"] >= MOST:
                return False
            row = (it.user, it.team, it.subject, it.language.value, it.told_at)
            connection.execute("INSERT INTO followed VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            rows = [(it.user, it.subject, bulletin) for bulletin in known]
            connection.executemany("INSERT INTO told_of VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
            return True

    def remove(self, user: str, subject: str = "") -> int:
        """End a subject, whatever its case, or all of a person's; how many there were."""
        ended = [each.subject for each in self.of(user) if subject.casefold() in ("", each.subject.casefold())]
        with self._database.writing() as connection:
            for each in ended:
                for table in ("followed", "told_of"):
                    connection.execute(f"DELETE FROM {table} WHERE user = ? AND subject = ?", (user, each))  # noqa: S608
        return len(ended)

    def of(self, user: str) -> list[Followed]:
        return [each for each in self.all() if each.user == user]

    def all(self) -> list[Followed]:
        """Every subject, person by person."""
        rows = self._database.rows("SELECT * FROM followed ORDER BY user, subject")
        return [Followed(row["user"], row["team"], row["subject"], Language(row["language"]), row["told_at"])
                for row in rows]  # fmt: skip

    def untold(self, followed: Followed, bulletins: Iterable[str]) -> list[str]:
        """The bulletins that a person was not told of for a subject, in their order."""
        rows = self._database.rows(
            "SELECT bulletin FROM told_of WHERE user = ? AND subject = ?", followed.user, followed.subject
        )
        told = {row["bulletin"] for row in rows}
        return [bulletin for bulletin in bulletins if bulletin not in told]

    def mark_told(self, followed: Followed, bulletins: Iterable[str], now: float) -> None:
        it = followed
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE followed SET told_at = ? WHERE user = ? AND subject = ?", (now, it.user, it.subject)
            )
            still = ("INSERT INTO told_of SELECT user, subject, ? FROM followed WHERE user = ? AND subject = ?"
                     " ON CONFLICT DO NOTHING")  # fmt: skip
            connection.executemany(still, [(bulletin, it.user, it.subject) for bulletin in bulletins])
