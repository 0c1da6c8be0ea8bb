"""What the app does again and again in a thread of its own."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

import structlog

from bot.slack.logs import trace

_JOIN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class RepeatedWork(ABC):
    """One round after another until `stop`.

    `NAME` is the thread's, `FAILED` what the log says of a round that failed: the next one is made all the same.
    """

    NAME: ClassVar[str]
    FAILED: ClassVar[str]

    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _threads: list[threading.Thread] = field(default_factory=list, init=False)

    @property
    @abstractmethod
    def pauses(self) -> tuple[float, float]:
        """Seconds before a round, and before one that follows a failure."""

    @abstractmethod
    def make_round(self) -> None: ...

    def start(self) -> None:
        thread = threading.Thread(target=self._run, name=self.NAME, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        wait, again = self.pauses
        while not self._stopping.wait(wait):
            wait = self.pauses[0]
            try:
                self.make_round()
            except Exception as error:  # noqa: BLE001 - the bot answers on, and the round is made again
                structlog.get_logger().error(self.FAILED, error=type(error).__name__, where=trace(error))
                wait = again
