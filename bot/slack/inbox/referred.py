"""Questions that somebody has passed on to people, and what these answered, in the app's database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.database.protocol import Database, Row
from bot.slack.inbox.changes import WITHDRAWN
from corpus.types import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """A question that `user` has passed on, `named` or not. The answer goes to `channel` and `thread`, or to the person
    where there is no thread. `answer` is a person's, None while it is open. `mark` is a secret of the message about it,
    whose buttons alone know it: it says nothing of who asks. `context` are the references of the earlier questions that
    the message quotes beside it.
    """

    reference: str
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    user: str
    team: str
    shelf: str
    question: str
    comment: str
    is_named: bool
    channel: str
    thread: str | None
    language: Language
    asked_at: float
    context: tuple[str, ...] = ()
    answer: str | None = None
    answered_by: str | None = None

    @property
    def name(self) -> str:
        """What the buttons of the message about it hold."""
        return f"{self.reference}:{self.mark}"


class ReferredQuestions:
    """Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, referred: Referred) -> bool:
        """Pass a question on; False where that person has done so before, or the question is gone."""
        it = referred
        with self._database.writing() as connection:
            stands = "SELECT 1 FROM question WHERE reference = ? AND deleted = 0 AND text IS NOT NULL"
            if connection.execute(stands, (it.reference,)).fetchone() is None:
                return False
            row = (it.reference, it.user, it.mark, it.team, it.shelf, it.question, it.comment, it.is_named,
                   it.channel, it.thread, it.language.value, it.asked_at, " ".join(it.context))  # fmt: skip
            added = connection.execute(
                "INSERT INTO referred (reference, user, mark, team, shelf, question, comment, named, channel,"
                " thread, language, asked_at, context) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING", row,
            )  # fmt: skip
            return added.rowcount > 0

    def find(self, name: str) -> Referred | None:
        """The question of a `Referred.name`."""
        reference, _, mark = name.partition(":")
        rows = self._database.rows("SELECT * FROM referred WHERE reference = ? AND mark = ?", reference, mark)
        return _referred(rows[0]) if rows else None

    def passed_on(self, reference: str, user: str) -> Referred | None:
        """What a person has passed on of a question."""
        rows = self._database.rows("SELECT * FROM referred WHERE reference = ? AND user = ?", reference, user)
        return _referred(rows[0]) if rows else None

    def answered(self, referred: Referred, answer: str, by: str, now: float) -> bool:
        """Close a question with a person's answer; False where it was answered before, or is gone."""
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE referred SET answer = ?, answered_by = ?, answered_at = ? WHERE reference = ? AND user = ?"
                " AND answer IS NULL", (answer, by, now, referred.reference, referred.user),
            )  # fmt: skip
            return changed.rowcount > 0

    def count_open(self, shelf: str = "") -> int:
        """How many questions of a shelf wait for a person."""
        waiting = "SELECT COUNT(*) AS n FROM referred WHERE shelf = ? AND answer IS NULL"
        return int(self._database.rows(waiting, shelf)[0]["n"])

    def of(self, user: str) -> list[Referred]:
        return [_referred(row) for row in self._database.rows("SELECT * FROM referred WHERE user = ?", user)]

    def erase_person(self, user: str) -> int:
        """Forget what a person has passed on, and take the messages about it away; how many questions."""
        with self._database.writing() as connection:
            copies = (
                "surface = 'notice' AND deleted = 0 AND EXISTS (SELECT 1 FROM referred WHERE referred.user = ?"
                " AND question.ts = 'human:' || referred.reference || ':' || referred.mark)"
            )
            connection.execute(f"UPDATE question SET {WITHDRAWN} WHERE {copies}", (user,))  # noqa: S608
            connection.execute("UPDATE referred SET answered_by = NULL WHERE answered_by = ?", (user,))
            return connection.execute("DELETE FROM referred WHERE user = ?", (user,)).rowcount

    def expire(self, before: float) -> int:
        """Remove what was passed on before a time; how many questions."""
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM referred WHERE asked_at < ?", (before,)).rowcount


def _referred(row: Row) -> Referred:
    return Referred(
        reference=row["reference"],
        mark=row["mark"],
        user=row["user"],
        team=row["team"],
        shelf=row["shelf"],
        question=row["question"],
        comment=row["comment"],
        is_named=bool(row["named"]),
        channel=row["channel"],
        thread=row["thread"],
        language=Language(row["language"]),
        asked_at=row["asked_at"],
        context=tuple(row["context"].split()),
        answer=row["answer"],
        answered_by=row["answered_by"],
    )
