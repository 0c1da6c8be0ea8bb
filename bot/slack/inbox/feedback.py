"""Ratings, one per person and answer, exported without user ids; and what the report reads: no person, no channel."""

from __future__ import annotations

import csv
import enum
import io
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.administration.reporting.report import Asked, Thumb
from bot.database.protocol import Database
from bot.slack.inbox import stored_answer
from bot.slack.inbox.door_questions import DoorQuestions


class Rating(enum.Enum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating as it is exported. `rated_at` is seconds since 1970; `answer` the stored answer (JSON)."""

    reference: str
    rating: Rating
    reason: str | None
    comment: str | None
    question: str | None
    answer: str | None
    snapshot: str
    rated_at: float
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """What is kept beside a rating."""

    question: str | None
    answer: str | None
    snapshot: str
    shelf: str = ""


_GONE = "SELECT 1 FROM question WHERE reference = ? AND (deleted = 1 OR text IS NULL)"
"""Finds a question that was deleted or erased, be it since somebody pressed a button of its reply."""


class FeedbackStore:
    """Ratings in the app's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(self, reference: str, user: str, rating: Rating, about: RatedAnswer, now: float) -> None:
        """Store or change a person's rating of an answer; a changed one loses its reason."""
        with self._database.writing() as connection:
            gone = connection.execute(_GONE, (reference,)).fetchone() is not None
            question, answer = (None, None) if gone else (about.question, about.answer)
            connection.execute(
                "INSERT INTO feedback (reference, user, rating, question, answer, snapshot, rated_at, shelf)"
                " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (reference, user) DO UPDATE SET rating = excluded.rating,"
                " rated_at = excluded.rated_at,"
                " reason = CASE WHEN feedback.rating = excluded.rating THEN feedback.reason END,"
                " comment = CASE WHEN feedback.rating = excluded.rating THEN feedback.comment END",
                (reference, user, rating.value, question, answer, about.snapshot, now, about.shelf),
            )

    def explain(self, reference: str, user: str, reason: str, comment: str) -> bool:
        """Add the reason and the free words to a rating; False where there is none."""
        with self._database.writing() as connection:
            if connection.execute(_GONE, (reference,)).fetchone() is not None:
                comment = ""
            changed = connection.execute(
                "UPDATE feedback SET reason = ?, comment = ? WHERE reference = ? AND user = ?",
                (reason or None, comment or None, reference, user),
            )
            return changed.rowcount > 0

    def rows(self, since: float = 0.0) -> list[Rated]:
        """All ratings since a time, oldest first, without the raters' ids."""
        return [
            Rated(row["reference"], Rating(row["rating"]), row["reason"], row["comment"], row["question"],
                  row["answer"], row["snapshot"], row["rated_at"], row["shelf"])
            for row in self._database.rows("SELECT * FROM feedback WHERE rated_at >= ? ORDER BY rated_at", since)
        ]  # fmt: skip

    def erase_person(self, user: str) -> int:
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM feedback WHERE user = ?", (user,)).rowcount

    def expire(self, before: float) -> int:
        """Remove the words and the rater of ratings given before a time, or of a question that is gone; the bare
        ratings stay for the counts."""
        with self._database.writing() as connection:
            old = connection.execute(
                "SELECT reference, user FROM feedback WHERE user NOT LIKE 'gone:%' AND (rated_at < ? OR NOT EXISTS"
                " (SELECT 1 FROM question WHERE question.reference = feedback.reference))",
                (before,),
            ).fetchall()
            connection.executemany(
                "UPDATE feedback SET question = NULL, comment = NULL, answer = NULL, user = ?"
                " WHERE reference = ? AND user = ?",
                [(f"gone:{secrets.token_hex(8)}", row["reference"], row["user"]) for row in old],
            )
            return len(old)


_COLUMNS = ("reference", "rating", "reason", "comment", "question", "first_quote", "bulletin", "scores", "confidence",
            "snapshot", "rated_at", "shelf")  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_json(rows: Iterable[Rated]) -> str:
    """A JSON array of ratings with the whole stored answer."""
    values = [
        {
            **asdict(row),
            "rating": row.rating.value,
            "answer": stored_answer.exported(row.answer) if row.answer else None,
        }
        for row in rows
    ]
    return json.dumps(values, ensure_ascii=False, indent=2)


def to_csv(rows: Iterable[Rated]) -> str:
    """A table with one rating a line; cells that a spreadsheet would run as formulas are quoted."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([_cell(value) for value in _line(row)])
    return target.getvalue()


def _line(row: Rated) -> tuple[object, ...]:
    answer = stored_answer.load_answer(row.answer)
    first = answer.answers[0] if answer.answers else None
    return (row.reference, row.rating.value, row.reason, row.comment, row.question, first and first.quote,
            first and first.citation.bulletin_id, " ".join(f"{quoted.score:.3f}" for quoted in answer.answers),
            answer.confidence if row.answer else None, row.snapshot, row.rated_at, row.shelf)  # fmt: skip


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def read_asked(database: Database, since: float, shelf: str = "") -> list[Asked]:
    """Every question since a time that a shelf answered or refused, in Slack or at a door that keeps them, oldest
    first."""
    rows = database.rows(
        "SELECT asked_at, finished_at, outcome, text, answer FROM question WHERE asked_at >= ? AND deleted = 0"
        " AND outcome IN ('answered', 'refused') AND finished_at IS NOT NULL AND shelf = ? ORDER BY asked_at",
        since, shelf,
    )  # fmt: skip
    found = [_asked(row, row["finished_at"] - row["asked_at"], row["outcome"] == "answered") for row in rows]
    at_doors = DoorQuestions(database).rows(since, shelf)
    found += [_asked(row, row["seconds"], bool(row["answered"])) for row in at_doors]
    return sorted(found, key=lambda each: each.asked_at)


def _asked(row: Mapping[str, Any], seconds: float, is_answered: bool) -> Asked:
    answer = stored_answer.load_answer(row["answer"])
    cited = tuple(quoted.citation.bulletin_id for quoted in answer.answers)
    nearest = next((citation.title for citation in answer.related), None)
    return Asked(row["asked_at"], max(seconds, 0.0), is_answered, row["text"], cited, nearest)


def count_closed(database: Database, since: float, shelf: str = "") -> int:
    """How many questions about a shelf came from other organisations since a time, and were not answered for that."""
    asked = (
        "SELECT COUNT(*) AS n FROM question WHERE asked_at >= ? AND shelf = ? AND is_foreign = 1 AND outcome = 'closed'"
    )
    return int(database.rows(asked, since, shelf)[0]["n"])


def read_thumbs(database: Database, since: float, shelf: str = "") -> list[Thumb]:
    """Every rating of a shelf's answers since a time."""
    asked = "SELECT rated_at, rating FROM feedback WHERE rated_at >= ? AND shelf = ? ORDER BY rated_at"
    rows = database.rows(asked, since, shelf)
    return [Thumb(row["rated_at"], row["rating"] == Rating.UP.value) for row in rows]
