"""Replies into which sentences are being written: which they are, and how each becomes its quotes alone again.

A process that dies while it writes leaves a row; whoever finds it puts the ordinary reply back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from bot.database.protocol import Database, Row
from bot.slack.errors import NotPostedError, PostError, TryLaterError
from bot.slack.inbox import stored_answer
from bot.slack.inbox.protocol import Inbox, LivenessCheck
from bot.slack.inbox.question import InboxQuestion, State
from bot.slack.logs import trace
from bot.slack.message import Reply, ReplyOutcome
from bot.slack.replying.composer import Composer
from bot.slack.replying.poster import Poster

_TRIES = 5
_GIVE_UP_SECONDS = 86_400.0
_SETTLED = (State.POSTED, State.REMOVED, State.FAILED)
ABANDONED = ""
"""The owner of a reply that its writer gave up and could not put back."""


@dataclass(frozen=True, slots=True)
class HalfWritten:
    """The replies that are being written into. Safe for threads and processes."""

    database: Database
    inbox: Inbox
    composer: Composer
    poster: Poster
    clock: Callable[[], float]

    def begin(self, question: InboxQuestion, owner: str) -> None:
        """Say so before the first sentence goes out."""
        with self.database.writing() as connection:
            connection.execute(
                "INSERT INTO half_written (reference, owner, begun_at) VALUES (?, ?, ?) ON CONFLICT (reference)"
                " DO UPDATE SET owner = excluded.owner, begun_at = excluded.begun_at",
                (question.reference, owner, self.clock()),
            )

    def end(self, reference: str) -> None:
        """The reply is whole, or gone."""
        with self.database.writing() as connection:
            connection.execute("DELETE FROM half_written WHERE reference = ?", (reference,))

    def restore_left(self, is_alive: LivenessCheck) -> int:
        """Put back what ended processes and failed tries left; how many replies were settled."""
        rows = self.database.rows("SELECT * FROM half_written")
        left = [row for row in rows if row["owner"] == ABANDONED or not is_alive(row["owner"])]
        return sum(self._settled(row) for row in left)

    def _settled(self, row: Row) -> bool:
        if self.clock() - row["begun_at"] > _GIVE_UP_SECONDS:
            self.end(row["reference"])
            return False
        return self.restore(row["reference"])

    def restore(self, reference: str) -> bool:
        """Put the ordinary reply back; False where Slack cannot be reached now, and then it is tried again later."""
        try:
            self._put_back(reference)
        except NotPostedError:
            # The message is gone or may not be changed: there is nothing to put back.
            pass
        except PostError as error:
            structlog.get_logger().warning("not_put_back", reference=reference, code=error.code)
            with self.database.writing() as connection:
                connection.execute("UPDATE half_written SET owner = ? WHERE reference = ?", (ABANDONED, reference))
            return False
        except Exception as error:  # noqa: BLE001 - what cannot be read back is left as it stands, once
            structlog.get_logger().error("not_put_back", reference=reference, where=trace(error))
        self.end(reference)
        return True

    def _put_back(self, reference: str) -> None:
        """Until what was put back is still the reply: an edited question may have got another one meanwhile."""
        for _ in range(_TRIES):
            before = self.inbox.find(reference)
            if before is None or before.deleted or before.reply_ts is None:
                return
            if before.answer is None and before.answered < before.revision and before.state not in _SETTLED:
                raise TryLaterError("another_reply_is_under_way")
            self.poster.update(_answered(before), before.reply_ts, self._ordinary(before))
            after = self.inbox.find(reference)
            if after is not None and (after.answered, after.answer) == (before.answered, before.answer):
                return

    def _ordinary(self, question: InboxQuestion) -> Reply:
        """What stands without the sentences: the quotes, or what a question got that has no answer any more."""
        if question.answer is None:
            return self.composer.without_answer(question)
        answer = replace(stored_answer.load_answer(question.answer), written=())
        return Reply(self.composer.message(answer, question), ReplyOutcome.ANSWERED, answer=answer)


def _answered(question: InboxQuestion) -> InboxQuestion:
    """As of the text that the reply answers, which is the revision that stands in the reply's metadata."""
    return replace(question, revision=question.answered)
