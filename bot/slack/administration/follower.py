"""Notices that another snapshot answers, whoever published it, and tells the news until all of them are told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import structlog

from bot.slack.administration.news import News
from bot.slack.inbox.subscriptions import Subscriptions
from bot.slack.repeated_work import RepeatedWork

_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Follower(RepeatedWork):
    """`snapshot` names the snapshot that answers, empty before the first."""

    NAME: ClassVar = "news"
    FAILED: ClassVar = "news_failed"

    news: News
    subscriptions: Subscriptions
    snapshot: Callable[[], str]
    clock: Callable[[], float] = time.time
    look: float = _LOOK_SECONDS

    def follow(self) -> int:
        """Tell the news of the present snapshot, if that is another one than the last; how many messages."""
        present = self.snapshot()
        if not present or present == self.subscriptions.followed():
            return 0
        told = self.news.tell(self.clock())
        # Last: after a crash in the middle everything is put again, and what was put already is not sent twice.
        self.subscriptions.mark_followed(present)
        return told

    @property
    def pauses(self) -> tuple[float, float]:
        return self.look, _AGAIN_SECONDS

    def make_round(self) -> None:
        told = self.follow()
        if told:
            structlog.get_logger().info("news_told", messages=told)
