"""The durable inbox: every question once, under its key, until its reply stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.answering.question.conversation import MOST_EARLIER
from bot.slack.inbox.notices import NoticeName
from bot.slack.inbox.question import Arrival, Deletion, Edit, InboxQuestion, Key, Posted


class Inbox(Protocol):
    """What the app needs of an inbox. Every method is one transaction; times are seconds since 1970.

    Whoever writes another one (for several machines) runs `tests/bot/slack/inbox/test_contract.py` against it.
    """

    def put(self, arrival: Arrival, now: float) -> str | None:
        """Store a question; its reference id. None where its key is there already, where it is a notice about a
        question that has been deleted or erased, and where it was asked before its asker had all erased. What is shared
        anew after Slack refused it is stored anew."""
        ...

    def edit(self, edit: Edit, window: float, now: float) -> bool:
        """Give a question a new text if it is edited within `window` seconds of being asked; of two edits the later one
        counts, whichever comes first. An overheard one is weighed anew each time."""
        ...

    def delete(self, deletion: Deletion, now: float) -> bool:
        """Forget a question and all that came of it, with its copies under other people's names: its reply and what was
        told of it is not posted, or is removed. Where it returns, nothing of its words is left on disk. Of
        one that comes only afterwards nothing is stored."""
        ...

    def claim(self, owner: str, lease: float, now: float) -> InboxQuestion | None:
        """Take the oldest question that needs work and that nobody holds."""
        ...

    def begin_post(self, question: InboxQuestion, owner: str, planned: Posted, now: float) -> bool:
        """Say that the reply goes out now, and store what its buttons need before anybody can press them.

        False where the claim was lost, the question changed, or its channel is paused.
        """
        ...

    def pause(self, channel: str, until: float) -> None:
        """Give out no question of a channel before that time, and let no reply go there, whoever wants to: Slack takes
        no more there for now. A longer pause stays."""
        ...

    def finish(self, question: InboxQuestion, owner: str, posted: Posted, now: float) -> bool:
        """The reply stands; False where the claim was lost."""
        ...

    def amend(self, question: InboxQuestion, answer: str) -> bool:
        """Store more of the answer that a finished reply gives; False where the question changed or was erased since
        it was claimed as `question`."""
        ...

    def retry(self, question: InboxQuestion, owner: str, at: float, uncertain: bool, counts: bool) -> None:
        """Give the claim back, to be tried again at `at`; `counts` says whether the attempt counts."""
        ...

    def postpone(self, question: InboxQuestion, owner: str, reply_ts: str | None, at: float) -> None:
        """Give the claim back, to be tried again at `at`; its asker has been told, in the reply at that place, which is
        to become the answer."""
        ...

    def fail(self, question: InboxQuestion, owner: str, now: float) -> None:
        """Give the question up."""
        ...

    def remove(self, question: InboxQuestion, owner: str, now: float) -> None:
        """The reply of a deleted question is gone."""
        ...

    def forget(self, question: InboxQuestion, owner: str) -> bool:
        """Remove an overheard message that was not for the bot; False where it changed meanwhile."""
        ...

    def release_dead(self, is_alive: LivenessCheck) -> int:
        """Give back the claims of processes that have ended; how many."""
        ...

    def earlier(self, question: InboxQuestion, limit: int = MOST_EARLIER) -> tuple[str, ...]:
        """The texts of earlier questions that this one may lean on, oldest first.

        Those of the same thread; for a direct message that begins a thread, those of the last quarter of an hour in
        the same conversation, since people write on below instead of in the thread.
        """
        ...

    def earlier_asked(self, question: InboxQuestion, limit: int = MOST_EARLIER) -> tuple[InboxQuestion, ...]:
        """The questions whose texts `earlier` gives."""
        ...

    def lately(self, user: str, limit: int) -> Sequence[str]:
        """The texts that a person asked last, newest first; neither what others wrote and they asked about, nor what is
        deleted or no longer stored."""
        ...

    def answered_in(self, team: str, channel: str, thread: str) -> bool:
        """Whether the bot has replied in a thread, or is about to."""
        ...

    def hush(self, team: str, channel: str, thread: str, now: float) -> None:
        """Leave a thread alone, but for mentions."""
        ...

    def is_quiet(self, team: str, channel: str, thread: str) -> bool:
        """Whether a thread is left alone."""
        ...

    def find(self, reference: str) -> InboxQuestion | None:
        """A question by its reference id."""
        ...

    def find_asked(self, key: Key) -> InboxQuestion | None:
        """The question at a place."""
        ...

    def find_reply(self, channel: str, ts: str) -> InboxQuestion | None:
        """The question whose reply is the message at this place."""
        ...

    def updates(self, team: str, channel: str, reference: str) -> Sequence[NoticeName]:
        """The updates about a question, sent or not, in the order in which they were put."""
        ...

    def depth(self, now: float) -> tuple[int, float]:
        """How many questions wait, and the age in seconds of the oldest."""
        ...

    def due(self, owner: str, now: float) -> int:
        """How many questions this owner works on or could work on now, without those that wait for later."""
        ...

    def erase_person(self, user: str, now: float, before: InboxQuestion | None = None) -> int:
        """Forget a person's texts and id, of those alone that came before a question where one is given, and all that
        came of them; what waits for an answer gets none, and what was asked before and comes only afterwards is not
        stored. How many questions."""
        ...

    def expire(self, before: float) -> int:
        """Remove finished questions asked before a time; how many."""
        ...

    def recent(self, since: float, shelf: str = "") -> Sequence[InboxQuestion]:
        """Finished questions asked of a shelf since a time, oldest first."""
        ...


class LivenessCheck(Protocol):
    def __call__(self, owner: str) -> bool: ...
