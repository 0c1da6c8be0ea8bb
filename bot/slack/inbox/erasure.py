"""Forgets people's data: on request, and when it has been kept long enough."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.database.protocol import Database, Row, Transaction
from bot.slack.inbox.changes import ABOUT, BY_KEY, OPEN, WITHDRAWN, forget_copies, place
from bot.slack.inbox.door_questions import DoorQuestions
from bot.slack.inbox.feedback import FeedbackStore
from bot.slack.inbox.followed import FollowedSubjects
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.notices import NoticeName, Occasion
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Arrival, InboxQuestion, Surface
from bot.slack.inbox.referred import ReferredQuestions
from bot.slack.inbox.voice import Preferences

_DAY = 86_400.0
_LATEST = 25 * 3600.0
"""Seconds after which nothing comes any more: Slack tries again for an hour, and for a day where the app's "delayed
events" are switched on."""
_CLOCKS_DIFFER = 10.0
"""Seconds by which Slack's clock may go behind ours: what is asked after the erasure must not be lost."""


def note_erased(connection: Transaction, user: str, at: float) -> None:
    """Remember that somebody had all erased at a time, for whichever process a late event comes to.

    What is kept is a digest of the person under a key drawn for it alone, until nothing late can come.
    """
    forget_erased(connection, at)
    key = secrets.token_hex(16)
    connection.execute("INSERT INTO erased VALUES (?, ?, ?)", (_digest(user, key), key, at))


def forget_erased(connection: Transaction, now: float) -> None:
    """Forget who had all erased so long ago that nothing late can come."""
    connection.execute("DELETE FROM erased WHERE at < ?", (now - _LATEST,))


def is_late(connection: Transaction, arrival: Arrival) -> bool:
    """Whether somebody asked this and has had all of it erased since."""
    if arrival.surface is Surface.NOTICE or not arrival.user:
        return False
    since = "SELECT person, key FROM erased WHERE at > ?"
    rows = connection.execute(since, (arrival.asked_at + _CLOCKS_DIFFER,)).fetchall()
    return any(hmac.compare_digest(row["person"], _digest(arrival.user, row["key"])) for row in rows)


def _digest(user: str, key: str) -> str:
    return hmac.digest(bytes.fromhex(key), user.encode(), "sha256").hex()


def is_about_gone(connection: Transaction, name: str) -> bool:
    """Whether a notice is about a question that has been deleted or erased, be it in this very moment."""
    parsed = NoticeName.parse(name)
    if parsed is None or parsed.reference is None:
        return False
    gone = "SELECT 1 FROM question WHERE reference = ? AND (deleted = 1 OR text IS NULL)"
    return connection.execute(gone, (parsed.reference,)).fetchone() is not None


def forget_refused_share(connection: Transaction, arrival: Arrival) -> None:
    """Let an answer be shared anew that Slack did not let in before, as into a channel without the bot."""
    name = NoticeName.parse(arrival.key.ts) if arrival.surface is Surface.NOTICE else None
    if name is not None and name.kind is Occasion.SHARED:
        connection.execute(
            f"DELETE FROM question WHERE {BY_KEY} AND state = 'failed'",  # noqa: S608
            place(arrival.key),
        )


def erase_questions(connection: Transaction, user: str, before: int) -> int:
    """Forget what a person asked, with ids below `before`, and all that came of it: what is not yet answered or told is
    not; what stands in Slack is Slack's. How many questions."""
    asked = connection.execute(
        "SELECT reference FROM question WHERE user = ? AND surface != 'notice' AND id < ?", (user, before)
    ).fetchall()
    waiting = f"UPDATE question SET {WITHDRAWN} WHERE state IN {OPEN} AND"  # noqa: S608
    for row in asked:
        passed_on = "surface = 'notice' AND deleted = 0 AND ts LIKE 'human:' || ? || ':%'"
        connection.execute(f"UPDATE question SET {WITHDRAWN} WHERE {passed_on}", (row["reference"],))  # noqa: S608
        forget_copies(connection, row["reference"])
        connection.execute(f"{waiting} {ABOUT}", {"reference": row["reference"]})
    connection.execute(f"{waiting} user = ? AND id < ?", (user, before))
    # Their names and places may be the person's id, and nobody will put them again.
    connection.execute(
        f"DELETE FROM question WHERE surface = 'notice' AND state NOT IN {OPEN}"  # noqa: S608
        " AND (user = :user OR channel = :user"
        "      OR (ts LIKE 'kept:%' AND substr(ts, length(ts) - length(:user)) = ':' || :user))",
        {"user": user},
    )
    connection.execute("DELETE FROM paused WHERE channel = ?", (user,))
    connection.execute(
        "UPDATE question SET text = NULL, answer = NULL, payload = NULL, response_url = NULL, user = NULL"
        " WHERE user = ? AND id < ?",
        (user, before),
    )
    return len(asked)


def forget_quotes(database: Database, bulletin_id: str, shelf: str = "") -> int:
    """Remove the stored answers that quote or name a bulletin of a shelf; how many. The questions stay."""
    named = json.dumps({"bulletin_id": bulletin_id}, separators=(",", ":"))[1:-1]
    count = 0
    with database.writing() as connection:
        for table in ("question", "feedback", "door_question"):
            changed = connection.execute(
                f"UPDATE {table} SET answer = NULL WHERE replace(answer, ?, '') != answer AND shelf = ?",  # noqa: S608
                (named, shelf),
            )
            count += changed.rowcount
    database.settle()
    return count


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was removed."""

    questions: int
    ratings: int
    kept: int


@dataclass(frozen=True, slots=True)
class Removal:
    """One entry of what has been removed, by retention or on request; `at` is seconds since 1970. It names nobody."""

    at: float
    reason: str
    erased: Erased


@dataclass(frozen=True, slots=True)
class Erasure:
    """Every store that holds something of a person, over one database."""

    database: Database
    inbox: Inbox
    feedback: FeedbackStore
    kept: KeptQuestions
    preferences: Preferences
    clock: Callable[[], float] = time.time

    def erase_person(self, user: str, before: InboxQuestion | None = None) -> Erased:
        """Remove everything stored about a person; of what they asked only what came before a question, where one is
        given, which is then the one that asks for this."""
        self.preferences.erase_person(user)
        FollowedSubjects(self.database).remove(user)
        ReferredQuestions(self.database).erase_person(user)
        ratings, kept = self.feedback.erase_person(user), self.kept.erase_person(user)
        erased = Erased(self.inbox.erase_person(user, self.clock(), before), ratings, kept)
        self.database.forget_copies()
        self._note("request", erased, self.clock())
        return erased

    def expire(self, retention_days: int, now: float) -> Erased:
        """Remove what is older than the retention."""
        before = now - retention_days * _DAY
        ReferredQuestions(self.database).expire(before)
        with self.database.writing() as connection:
            forget_erased(connection, now)
        questions = self.inbox.expire(before) + DoorQuestions(self.database).expire(before)
        erased = Erased(questions, self.feedback.expire(before), self.kept.expire(before))
        if erased != Erased(0, 0, 0):
            self._note("retention", erased, now)
        return erased

    def extract(self, user: str) -> dict[str, object]:
        """All that the database holds of a person, as plain values: also what others keep of their questions."""
        asked = self.database.rows("SELECT * FROM question WHERE user = ? ORDER BY id", user)
        references = [row["reference"] for row in asked if row["surface"] != "notice"]
        kept = self.database.rows("SELECT * FROM kept WHERE user = ? ORDER BY id", user)
        ratings = self.database.rows("SELECT * FROM feedback WHERE user = ? ORDER BY rated_at", user)
        others = [
            {"reference": reference, "kept_by": keepers[0]["n"], "rated_by": raters[0]["n"]}
            for reference in references
            for keepers in [self._others("kept", reference, user)]
            for raters in [self._others("feedback", reference, user)]
            if keepers[0]["n"] or raters[0]["n"]
        ]
        language = self.preferences.language(user)
        return {
            "questions": [_plain(row) for row in asked],
            "ratings": [_plain(row) for row in ratings],
            "kept": [_plain(row) for row in kept],
            "copies_with_others": others,
            "passed_on": [
                {"question": each.question, "comment": each.comment, "answer": each.answer}
                for each in ReferredQuestions(self.database).of(user)
            ],
            "weekly_letters": [each.subject for each in FollowedSubjects(self.database).of(user)],
            "language": None if language is None else language.value,
            "agreed_to_judging": self.preferences.agrees(user),
        }

    def _others(self, table: str, reference: str, user: str) -> list[Row]:
        return self.database.rows(
            f"SELECT COUNT(*) AS n FROM {table} WHERE reference = ? AND user != ?",  # noqa: S608
            reference,
            user,
        )

    def overdue(self, retention_days: int, now: float) -> tuple[float | None, int]:
        """When the oldest stored question was asked, None where there is none, and how many should be gone by now."""
        (row,) = self.database.rows("SELECT MIN(asked_at) AS oldest FROM question")
        at_doors, before = DoorQuestions(self.database), now - retention_days * _DAY
        (late,) = self.database.rows(
            f"SELECT COUNT(*) AS n FROM question WHERE asked_at < ? AND state NOT IN {OPEN}",  # noqa: S608
            before,
        )
        oldest = min((each for each in (row["oldest"], at_doors.oldest()) if each is not None), default=None)
        return oldest, int(late["n"]) + at_doors.count_before(before)

    def removals(self) -> list[Removal]:
        """What has been removed and when, oldest first."""
        return [
            Removal(row["at"], row["reason"], Erased(row["questions"], row["ratings"], row["kept"]))
            for row in self.database.rows("SELECT * FROM removal ORDER BY at")
        ]

    def count_removals(self) -> int:
        """How many removals there were, by whichever process; after each what is remembered of people is void."""
        (row,) = self.database.rows("SELECT COUNT(*) AS n FROM removal")
        return int(row["n"])

    def _note(self, reason: str, erased: Erased, at: float) -> None:
        """Write down how much was removed, and make it final on disk."""
        with self.database.writing() as connection:
            connection.execute("INSERT INTO removal VALUES (?, ?, ?, ?, ?)",
                               (at, reason, erased.questions, erased.ratings, erased.kept))  # fmt: skip
        self.database.settle()


def _plain(row: Row) -> dict[str, object]:
    """A row's columns that hold something; an answer as its own values."""
    held = {name: value for name, value in row.items() if value not in (None, "")}
    return held | {name: json.loads(held[name]) for name in ("answer", "payload") if name in held}
