"""The inbox in a database: survives a kill at any instant and serves several processes, be they on several machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.question.conversation import MOST_EARLIER
from bot.database.protocol import Database, Transaction
from bot.slack.inbox import changes
from bot.slack.inbox.changes import BY_KEY, NOT_PAUSED, OPEN, count_asked, new_reference, place
from bot.slack.inbox.database import read_question
from bot.slack.inbox.erasure import erase_questions, forget_refused_share, is_about_gone, is_late, note_erased
from bot.slack.inbox.notices import NoticeName, Occasion
from bot.slack.inbox.protocol import LivenessCheck
from bot.slack.inbox.question import Arrival, Deletion, Edit, Hold, InboxQuestion, Key, Posted, Surface
from bot.slack.message import ReplyOutcome

NEW_QUESTION = "question"
_NO_ID = 2**63 - 1
_MINUTE = 60.0
_RECENT = 900.0
_CLAIMABLE = (
    f"SELECT id FROM question WHERE state IN {OPEN} AND next_try <= ?"  # noqa: S608
    f" AND (state = 'waiting' OR lease_until < ?) AND {NOT_PAUSED} ORDER BY id LIMIT 1"
)
_UNSURE = "uncertain = CASE WHEN state = 'posting' THEN 1 ELSE uncertain END"
"""Whoever had it may have posted it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The most questions within a minute, of one person, in one channel and of one bot."""

    per_person: int
    per_channel: int
    per_bot: int = 5


class StoredInbox:
    """See `Inbox`; a claim is a lease that another process may take over when it runs out."""

    def __init__(self, database: Database, pace: Pace) -> None:
        self._database = database
        self._pace = pace

    def put(self, arrival: Arrival, now: float) -> str | None:
        with self._database.writing() as connection:
            forget_refused_share(connection, arrival)
            if connection.execute(f"SELECT 1 FROM question WHERE {BY_KEY}", place(arrival.key)).fetchone():  # noqa: S608
                return None
            is_notice = arrival.surface is Surface.NOTICE
            if is_late(connection, arrival) or (is_notice and is_about_gone(connection, arrival.key.ts)):
                return None
            reference = new_reference()
            hold = self._hold(connection, arrival, now)
            connection.execute(
                "INSERT INTO question (reference, team, channel, ts, surface, thread, user, text, response_url, hold,"
                " language, payload, asked_at, received_at, shelf, is_foreign, has_files,"
                " state) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'waiting')",
                (reference, arrival.key.team, *place(arrival.key), arrival.surface.value, arrival.thread, arrival.user,
                 arrival.text, arrival.response_url, hold.value, arrival.language.value, arrival.payload,
                 arrival.asked_at, now, arrival.shelf, arrival.is_foreign, arrival.has_files),
            )  # fmt: skip
            self._database.announce(connection, NEW_QUESTION)
        return reference

    def _hold(self, connection: Transaction, arrival: Arrival, now: float) -> Hold:
        if arrival.hold is not Hold.NONE or arrival.surface is Surface.NOTICE:
            return arrival.hold
        most = self._pace.per_bot if arrival.is_by_bot else self._pace.per_person
        if count_asked(connection, "user", arrival.user, now - _MINUTE) >= most:
            return Hold.RATE_PERSON
        if count_asked(connection, "channel", arrival.key.channel, now - _MINUTE) >= self._pace.per_channel:
            return Hold.RATE_CHANNEL
        return Hold.NONE

    def edit(self, edit: Edit, window: float, now: float) -> bool:
        with self._database.writing() as connection:
            return changes.rewrite(connection, edit, window)

    def delete(self, deletion: Deletion, now: float) -> bool:
        with self._database.writing() as connection:
            deleted = changes.delete(connection, deletion, now)
        if deleted:
            self._database.forget_copies()
            self._database.settle()
        return deleted

    def claim(self, owner: str, lease: float, now: float) -> InboxQuestion | None:
        if not self._database.rows(_CLAIMABLE, now, now, now):
            return None
        with self._database.changing() as connection:
            row = connection.execute(_CLAIMABLE + self._database.skip_locked, (now, now, now)).fetchone()
            if row is None:
                return None
            connection.execute(
                f"UPDATE question SET {_UNSURE}, state = 'claimed', owner = ?,"  # noqa: S608
                " lease_until = ?, attempts = attempts + 1 WHERE id = ?",
                (owner, now + lease, row["id"]),
            )
            return read_question(connection.execute("SELECT * FROM question WHERE id = ?", (row["id"],)).fetchone())

    def begin_post(self, question: InboxQuestion, owner: str, planned: Posted, now: float) -> bool:
        with self._database.changing() as connection:
            changed = connection.execute(
                "UPDATE question SET state = 'posting', snapshot = ?, answer = ?, text = COALESCE(?, text),"  # noqa: S608
                " shelf = COALESCE(?, shelf) WHERE id = ? AND owner = ? AND state IN ('claimed', 'posting')"
                f" AND revision = ? AND deleted = ? AND {NOT_PAUSED}",
                (planned.snapshot, planned.answer, planned.text, planned.shelf, question.id, owner, question.revision,
                 question.deleted, now),
            )  # fmt: skip
            return changed.rowcount > 0

    def pause(self, channel: str, until: float) -> None:
        with self._database.changing() as connection:
            changes.pause(connection, channel, until)

    def finish(self, question: InboxQuestion, owner: str, posted: Posted, now: float) -> bool:
        """As `Inbox.finish`; a question that changed meanwhile goes on waiting, with the reply to update or remove."""
        with self._database.changing() as connection:
            changed = connection.execute(
                "UPDATE question SET state = CASE WHEN revision > ? OR deleted != ? THEN 'waiting' ELSE 'posted' END,"
                " answered = ?, reply_ts = COALESCE(?, reply_ts), outcome = ?, snapshot = ?,"
                " answer = CASE WHEN deleted = 1 THEN NULL ELSE ? END,"
                " uncertain = 0, owner = NULL, attempts = 0, finished_at = ?, payload = NULL, response_url = NULL,"
                " user = CASE WHEN ? = 1 THEN NULL ELSE user END WHERE id = ? AND owner = ?",
                (question.revision, question.deleted, question.revision, posted.reply_ts, posted.outcome.value,
                 posted.snapshot, posted.answer, now, posted.outcome is ReplyOutcome.COMMAND, question.id, owner),
            )  # fmt: skip
        if posted.outcome is ReplyOutcome.COMMAND:
            # Who asked to be erased is in no file from here on.
            self._database.settle()
        return changed.rowcount > 0

    def amend(self, question: InboxQuestion, answer: str) -> bool:
        with self._database.changing() as connection:
            changed = connection.execute(
                "UPDATE question SET answer = ? WHERE id = ? AND state = 'posted' AND revision = ? AND answered = ?"
                " AND deleted = 0 AND answer IS NOT NULL",
                (answer, question.id, question.revision, question.revision),
            )
            return changed.rowcount > 0

    def retry(self, question: InboxQuestion, owner: str, at: float, uncertain: bool, counts: bool) -> None:
        self._set(question, owner, "state = 'waiting', owner = NULL, uncertain = uncertain | ?, next_try = ?,"
                  " attempts = attempts - ?", uncertain, at, 0 if counts else 1)  # fmt: skip

    def postpone(self, question: InboxQuestion, owner: str, reply_ts: str | None, at: float) -> None:
        self._set(question, owner, "state = 'waiting', owner = NULL, uncertain = 0, next_try = ?, attempts = 0,"
                  " reply_ts = ?, outcome = 'postponed'", at, reply_ts)  # fmt: skip

    def fail(self, question: InboxQuestion, owner: str, now: float) -> None:
        self._set(question, owner, "state = 'failed', owner = NULL, outcome = ?, finished_at = ?, payload = NULL,"
                  " response_url = NULL, user = CASE WHEN deleted = 1 THEN NULL ELSE user END",
                  ReplyOutcome.FAILED.value, now)  # fmt: skip
        self._drop_notice(question)

    def remove(self, question: InboxQuestion, owner: str, now: float) -> None:
        self._set(question, owner, "state = 'removed', owner = NULL, user = NULL, text = NULL, answer = NULL,"
                  " finished_at = ?", now)  # fmt: skip
        self._drop_notice(question)

    def _drop_notice(self, question: InboxQuestion) -> None:
        """A notice about what is gone: its name may hold a person's id, and nobody will put it again."""
        with self._database.changing() as connection:
            connection.execute(
                f"DELETE FROM question WHERE id = ? AND surface = 'notice' AND deleted = 1 AND state NOT IN {OPEN}",  # noqa: S608
                (question.id,),
            )
        if question.deleted:
            self._database.settle()

    def _set(self, question: InboxQuestion, owner: str, assignments: str, *values: object) -> None:
        with self._database.changing() as connection:
            connection.execute(
                f"UPDATE question SET {assignments} WHERE id = ? AND owner = ?",  # noqa: S608
                (*values, question.id, owner),
            )

    def forget(self, question: InboxQuestion, owner: str) -> bool:
        with self._database.changing() as connection:
            gone = connection.execute(
                "DELETE FROM question WHERE id = ? AND owner = ? AND revision = ?",
                (question.id, owner, question.revision),
            )
            return gone.rowcount > 0

    def release_dead(self, is_alive: LivenessCheck) -> int:
        held = self._database.rows(
            "SELECT DISTINCT owner FROM question WHERE state IN ('claimed', 'posting') AND owner IS NOT NULL"
        )
        dead = [row["owner"] for row in held if not is_alive(row["owner"])]
        with self._database.writing() as connection:
            return sum(
                connection.execute(
                    f"UPDATE question SET {_UNSURE}, state = 'waiting', owner = NULL"  # noqa: S608
                    " WHERE owner = ? AND state IN ('claimed', 'posting')",
                    (owner,),
                ).rowcount
                for owner in dead
            )

    def earlier(self, question: InboxQuestion, limit: int = MOST_EARLIER) -> tuple[str, ...]:
        return tuple(each.arrival.text or "" for each in self.earlier_asked(question, limit))

    def earlier_asked(self, question: InboxQuestion, limit: int = MOST_EARLIER) -> tuple[InboxQuestion, ...]:
        arrival = question.arrival
        key, begins = arrival.key, arrival.surface is Surface.DIRECT and arrival.thread == arrival.key.ts
        where = "asked_at >= ?" if begins else "thread = ?"
        rows = self._database.rows(
            f"SELECT * FROM question WHERE team = ? AND channel = ? AND {where} AND asked_at < ? AND id != ?"  # noqa: S608
            " AND text IS NOT NULL AND deleted = 0 AND hold = '' AND surface NOT IN ('command', 'shortcut', 'notice')"
            " ORDER BY asked_at DESC LIMIT ?",
            key.team, key.channel, arrival.asked_at - _RECENT if begins else arrival.thread, arrival.asked_at,
            question.id, limit,
        )  # fmt: skip
        return tuple(map(read_question, reversed(rows)))

    def lately(self, user: str, limit: int) -> Sequence[str]:
        rows = self._database.rows(
            "SELECT text FROM question WHERE user = ? AND text IS NOT NULL AND deleted = 0"
            " AND surface NOT IN ('shortcut', 'notice') ORDER BY received_at DESC, id DESC LIMIT ?", user, limit,
        )  # fmt: skip
        return [row["text"] for row in rows]

    def answered_in(self, team: str, channel: str, thread: str) -> bool:
        return bool(self._database.rows(
            "SELECT 1 FROM question WHERE team = ? AND channel = ? AND thread = ? AND deleted = 0"
            " AND (reply_ts IS NOT NULL OR state = 'posting') LIMIT 1", team, channel, thread))  # fmt: skip

    def hush(self, team: str, channel: str, thread: str, now: float) -> None:
        with self._database.changing() as connection:
            connection.execute(
                "INSERT INTO quiet VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (team, channel, thread, now)
            )

    def is_quiet(self, team: str, channel: str, thread: str) -> bool:
        where = "team = ? AND channel = ? AND thread = ?"
        return bool(self._database.rows(f"SELECT 1 FROM quiet WHERE {where}", team, channel, thread))  # noqa: S608

    def find(self, reference: str) -> InboxQuestion | None:
        return self._one("reference = ?", reference)

    def find_asked(self, key: Key) -> InboxQuestion | None:
        return self._one(BY_KEY, *place(key))

    def find_reply(self, channel: str, ts: str) -> InboxQuestion | None:
        return self._one("channel = ? AND reply_ts = ?", channel, ts)

    def _one(self, where: str, *values: str) -> InboxQuestion | None:
        rows = self._database.rows(f"SELECT * FROM question WHERE {where}", *values)  # noqa: S608
        return read_question(rows[0]) if rows else None

    def updates(self, team: str, channel: str, reference: str) -> Sequence[NoticeName]:
        begins = NoticeName(kind=Occasion.UPDATED, about=reference).beginning
        rows = self._database.rows(
            "SELECT ts FROM question WHERE team = ? AND channel = ? AND substr(ts, 1, ?) = ? AND surface = 'notice'"
            " ORDER BY id", team, channel, len(begins), begins,
        )  # fmt: skip
        return [name for row in rows if (name := NoticeName.parse(row["ts"]))]

    def depth(self, now: float) -> tuple[int, float]:
        (row,) = self._database.rows(
            f"SELECT COUNT(*) AS n, MIN(received_at) AS first FROM question WHERE state IN {OPEN}"  # noqa: S608
        )
        return row["n"], max(now - row["first"], 0.0) if row["n"] else 0.0

    def due(self, owner: str, now: float) -> int:
        (row,) = self._database.rows(
            "SELECT COUNT(*) AS n FROM question WHERE (state IN ('claimed', 'posting') AND owner = ?)"  # noqa: S608
            f" OR (state = 'waiting' AND next_try <= ? AND {NOT_PAUSED})", owner, now, now,
        )  # fmt: skip
        return int(row["n"])

    def erase_person(self, user: str, now: float, before: InboxQuestion | None = None) -> int:
        with self._database.writing() as connection:
            note_erased(connection, user, now if before is None else before.arrival.asked_at)
            return erase_questions(connection, user, _NO_ID if before is None else before.id)

    def expire(self, before: float) -> int:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM quiet WHERE since < ?", (before,))
            count = connection.execute(
                f"DELETE FROM question WHERE asked_at < ? AND state NOT IN {OPEN}",  # noqa: S608
                (before,),
            ).rowcount
            connection.execute("DELETE FROM edited WHERE question NOT IN (SELECT id FROM question)")
            return count

    def recent(self, since: float, shelf: str = "") -> Sequence[InboxQuestion]:
        found = "SELECT * FROM question WHERE asked_at >= ? AND shelf = ? AND state = 'posted' ORDER BY id"
        return [read_question(row) for row in self._database.rows(found, since, shelf)]
