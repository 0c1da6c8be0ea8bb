"""What was asked at the doors that keep questions, in the app's database, for the report: no person, no address."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from bot.answering.types import Answer, Status
from bot.database.protocol import Database
from bot.slack.inbox.stored_answer import dump_answer


class DoorQuestions:
    """Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, door: str, answer: Answer, seconds: float, now: float) -> None:
        """Keep what was asked at a door `seconds` ago, and answered now, in seconds since 1970. What was no question
        for the bulletins is not kept."""
        if answer.status.is_unsought and answer.curated is None:
            return
        row = (secrets.token_hex(8), door, answer.shelf, now - seconds, seconds,
               int(answer.status is not Status.NO_ANSWER), answer.question, dump_answer(answer))  # fmt: skip
        with self._database.writing() as connection:
            connection.execute("INSERT INTO door_question VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def rows(self, since: float, shelf: str) -> Sequence[dict[str, Any]]:
        """What was asked of a shelf since a time, oldest first."""
        found = "SELECT * FROM door_question WHERE asked_at >= ? AND shelf = ? ORDER BY asked_at"
        return [dict(row) for row in self._database.rows(found, since, shelf)]

    def expire(self, before: float) -> int:
        """Remove what was asked before a time; how many questions."""
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM door_question WHERE asked_at < ?", (before,)).rowcount

    def oldest(self) -> float | None:
        """When the oldest kept question was asked; None where there is none."""
        (row,) = self._database.rows("SELECT MIN(asked_at) AS oldest FROM door_question")
        return None if row["oldest"] is None else float(row["oldest"])

    def count_before(self, before: float) -> int:
        (row,) = self._database.rows("SELECT COUNT(*) AS n FROM door_question WHERE asked_at < ?", before)
        return int(row["n"])
