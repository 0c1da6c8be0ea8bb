"""Notices that another snapshot answers, whoever published it, and tells the news until all of them are told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.slack.administration.news import News
from bot.slack.inbox.subscriptions import Subscriptions
from bot.slack.logs import trace

_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Follower:
    """`snapshot` names the snapshot that answers, empty before the first."""

    news: News
    subscriptions: Subscriptions
    snapshot: Callable[[], str]
    clock: Callable[[], float] = time.time
    look: float = _LOOK_SECONDS
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        thread = threading.Thread(target=self._run, name="news", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(10)

    def follow(self) -> int:
        """Tell the news of the present snapshot, if that is another one than the last; how many messages."""
        present = self.snapshot()
        if not present or present == self.subscriptions.followed():
            return 0
        told = self.news.tell(self.clock())
        # Last: after a crash in the middle everything is put again, and what was put already is not sent twice.
        self.subscriptions.mark_followed(present)
        return told

    def _run(self) -> None:
        wait = self.look
        while not self._stopping.wait(wait):
            wait = self.look
            try:
                told = self.follow()
                if told:
                    structlog.get_logger().info("news_told", messages=told)
            except Exception as error:  # noqa: BLE001 - the bot answers on, and the news are tried again
                structlog.get_logger().error("news_failed", error=type(error).__name__, where=trace(error))
                wait = _AGAIN_SECONDS
