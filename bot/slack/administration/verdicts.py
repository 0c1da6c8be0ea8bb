"""Replies that are drawn at random for admins to judge, and what these said of them, in the app's database."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from bot.administration.reporting.error_rate import JudgedReply, ReplyVerdict
from bot.answering.types import Answer
from bot.database.protocol import Database, Row
from bot.slack.inbox import stored_answer
from corpus.types import Language

ANSWERS, REFUSALS = 15, 10
"""Replies that are drawn of a week."""

KEPT_DAYS = 365
"""How long verdicts are kept; they hold neither words nor people."""

_DAY = 86_400.0
_BY_ITSELF = "channel"

_ASKED = (
    "SELECT reference, text, answer, outcome, surface FROM question WHERE asked_at >= ? AND asked_at < ? AND shelf = ?"
    " AND deleted = 0 AND text IS NOT NULL AND answer IS NOT NULL AND outcome IN ('answered', 'refused')"
    " AND (surface IN ('mention', 'thread', 'channel') OR user IN (SELECT user FROM agreed))"
)

_JUDGE = "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class DrawnReply:
    """A question with its reply, by nobody; `by_itself` says that it was not put to the bot."""

    reference: str
    question: str
    answer: Answer
    is_answered: bool
    by_itself: bool


class Verdicts:
    """Of a shelf's replies. Every method is one transaction.

    Drawn are replies of the last whole week (Monday to Sunday, UTC) to questions that were asked in channels, and
    elsewhere by people who have agreed to it. Chance is in the reference ids, which are random: the same week is drawn
    alike by every process and at every look, so that nobody can draw again.
    """

    def __init__(self, database: Database, shelf: str = "") -> None:
        self._database = database
        self._shelf = shelf

    def drawn(self, now: float) -> list[DrawnReply]:
        """What still is to be judged of the last whole week, answers and refusals mixed."""
        since, until = _last_week(now)
        rows = self._database.rows(_ASKED, since, until, self._shelf)
        ordered = sorted(rows, key=lambda row: _chance(row["reference"]))
        found = [drawn for row in ordered if (drawn := _drawn(row)) is not None]
        answers, refusals = ([each for each in found if each.is_answered is answered] for answered in (True, False))
        judged = self._known()
        sample = sorted([*answers[:ANSWERS], *refusals[:REFUSALS]], key=lambda each: _chance(each.reference))
        return [each for each in sample if each.reference not in judged]

    def judge(self, drawn: DrawnReply, verdict: ReplyVerdict, bulletin: str, now: float) -> bool:
        """Keep what an admin says of a reply; `bulletin` is the one that answers, where there is one. False where
        another admin was faster."""
        with self._database.writing() as connection:
            row = (drawn.reference, self._shelf, int(drawn.is_answered), int(drawn.by_itself),
                   drawn.answer.language.value, verdict.value, bulletin, now)  # fmt: skip
            return connection.execute(_JUDGE, row).rowcount > 0

    def judged(self, since: float) -> list[JudgedReply]:
        """What was judged since a time, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM verdict WHERE judged_at >= ? AND shelf = ? ORDER BY judged_at", since, self._shelf
        )
        return [
            JudgedReply(
                bool(row["answered"]), bool(row["by_itself"]), Language(row["language"]), ReplyVerdict(row["verdict"])
            )
            for row in rows
        ]

    def expire(self, now: float) -> int:
        """Remove verdicts that have been kept long enough; how many."""
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM verdict WHERE judged_at < ?", (now - KEPT_DAYS * _DAY,)).rowcount

    def _known(self) -> set[str]:
        return {row["reference"] for row in self._database.rows("SELECT reference FROM verdict")}


def _drawn(row: Row) -> DrawnReply | None:
    """A reply that can be judged: lists and what a person has pinned are the bulletins' or that person's."""
    answer, is_answered = stored_answer.load_answer(row["answer"]), row["outcome"] == "answered"
    if answer.curated is not None or answer.listing is not None or (is_answered and not answer.answers):
        return None
    return DrawnReply(row["reference"], row["text"], answer, is_answered, row["surface"] == _BY_ITSELF)


def _chance(reference: str) -> bytes:
    return hashlib.blake2b(reference.encode(), digest_size=8).digest()


def _last_week(now: float) -> tuple[float, float]:
    """From and until when the last whole week lasted, in seconds since 1970."""
    today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    monday = today - datetime.timedelta(days=today.weekday())
    until = datetime.datetime.combine(monday, datetime.time(), datetime.UTC).timestamp()
    return until - 7 * _DAY, until
