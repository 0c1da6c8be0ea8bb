"""What was asked and how it was rated, read from the app's database for the report: no person, no channel."""

from __future__ import annotations

from bot.administration.reporting.report import Asked, Thumb
from bot.slack.inbox import stored_answer
from bot.slack.inbox.database import Database
from bot.slack.inbox.feedback import Rating


def read_asked(database: Database, since: float) -> list[Asked]:
    """Every answered or refused question since a time, oldest first."""
    rows = database.rows(
        "SELECT asked_at, finished_at, outcome, text, answer FROM question WHERE asked_at >= ? AND deleted = 0"
        " AND outcome IN ('answered', 'refused') AND finished_at IS NOT NULL ORDER BY asked_at", since,
    )  # fmt: skip
    found = []
    for row in rows:
        answer = stored_answer.load_answer(row["answer"])
        cited = tuple(quoted.citation.bulletin_id for quoted in answer.answers)
        nearest = next((citation.title for citation in answer.related), None)
        seconds = max(row["finished_at"] - row["asked_at"], 0.0)
        found.append(Asked(row["asked_at"], seconds, row["outcome"] == "answered", row["text"], cited, nearest))
    return found


def read_thumbs(database: Database, since: float) -> list[Thumb]:
    """Every rating since a time."""
    rows = database.rows("SELECT rated_at, rating FROM feedback WHERE rated_at >= ? ORDER BY rated_at", since)
    return [Thumb(row["rated_at"], row["rating"] == Rating.UP.value) for row in rows]
