"""Questions that people want to be told about when a bulletin answers them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.protocol import Database, Row
from bot.slack.inbox.question import InboxQuestion
from corpus.types import Language


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept question and where its asker is to be told; `kept_at` is seconds since 1970. `shelf` names the one that
    did not answer it."""

    id: int
    reference: str
    user: str
    team: str
    channel: str
    thread: str | None
    question: str
    language: Language
    kept_at: float
    shelf: str = ""


class KeptQuestions:
    """Kept questions in the app's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, question: InboxQuestion, user: str, language: Language, now: float) -> bool:
        """Keep a question for a person; False where its text is gone. Keeping it twice is keeping it once."""
        arrival = question.arrival
        if arrival.text is None:
            return False
        with self._database.writing() as connection:
            stands = "SELECT 1 FROM question WHERE reference = ? AND deleted = 0 AND text IS NOT NULL"
            if connection.execute(stands, (question.reference,)).fetchone() is None:
                return False
            connection.execute(
                "INSERT INTO kept (reference, user, team, channel, thread, question, language, kept_at, shelf)"
                " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (reference, user) DO NOTHING",
                (question.reference, user, arrival.key.team, arrival.key.channel,
                 None if arrival.surface.is_private else arrival.thread, arrival.text, language.value, now,
                 arrival.shelf),
            )  # fmt: skip
        return True

    def waiting(self) -> list[Kept]:
        """Kept questions whose asker has not been told, oldest first."""
        return [_kept(row) for row in self._database.rows("SELECT * FROM kept WHERE told_at IS NULL ORDER BY id")]

    def mark_told(self, kept: Kept, now: float) -> None:
        """The asker has been told."""
        with self._database.writing() as connection:
            connection.execute("UPDATE kept SET told_at = ? WHERE id = ?", (now, kept.id))

    def erase_person(self, user: str) -> int:
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM kept WHERE user = ?", (user,)).rowcount

    def expire(self, before: float) -> int:
        """Remove questions kept before a time, and those whose question is gone."""
        with self._database.writing() as connection:
            return connection.execute(
                "DELETE FROM kept WHERE kept_at < ? OR NOT EXISTS"
                " (SELECT 1 FROM question WHERE question.reference = kept.reference)", (before,)
            ).rowcount  # fmt: skip


def _kept(row: Row) -> Kept:
    return Kept(
        id=row["id"],
        reference=row["reference"],
        user=row["user"],
        team=row["team"],
        channel=row["channel"],
        thread=row["thread"],
        question=row["question"],
        language=Language(row["language"]),
        kept_at=row["kept_at"],
        shelf=row["shelf"],
    )
