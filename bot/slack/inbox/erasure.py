"""Forgets people's data: on request, and when it has been kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.inbox.feedback import FeedbackStore
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.voice import Preferences

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was removed."""

    questions: int
    ratings: int
    kept: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """Every store that holds something of a person; `settle` makes the removal final on disk."""

    inbox: Inbox
    feedback: FeedbackStore
    kept: KeptQuestions
    preferences: Preferences
    settle: Callable[[], None]

    def erase_person(self, user: str) -> Erased:
        """Remove everything stored about a person."""
        self.preferences.erase_person(user)
        erased = Erased(self.inbox.erase_person(user), self.feedback.erase_person(user), self.kept.erase_person(user))
        self.settle()
        return erased

    def expire(self, retention_days: int, now: float) -> Erased:
        """Remove what is older than the retention."""
        before = now - retention_days * _DAY
        erased = Erased(self.inbox.expire(before), self.feedback.expire(before), self.kept.expire(before))
        self.settle()
        return erased
