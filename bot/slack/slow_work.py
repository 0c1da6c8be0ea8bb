"""Work that takes seconds and that a person waits for, off Bolt's few listener threads."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import structlog

from bot.slack.errors import NotPostedError, PostError
from bot.slack.logs import trace

WAITING = 8
"""How many may wait beside the one at work: each takes about a second, and nobody looks at "searching" for long."""

_CLOSE_SECONDS = 4.0

Work = Callable[[], None]


class SlowWork:
    """One thread, so that answers are not kept waiting, and a short queue before it; `name` is the thread's."""

    def __init__(self, name: str, waiting: int = WAITING) -> None:
        self._queue: queue.SimpleQueue[tuple[Work, Work] | None] = queue.SimpleQueue()
        self._places = threading.BoundedSemaphore(waiting + 1)
        # A daemon: what hangs in a call to Slack must not hold the end of the process.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._lock = threading.Lock()
        self._closing, self._given_up = threading.Event(), threading.Event()

    @property
    def closing(self) -> bool:
        """Whether the close has begun, from which on nothing is taken."""
        return self._closing.is_set()

    def take(self, work: Work, busy: Work) -> None:
        """Do `work` soon; `busy` at once where the queue is full, and at the close for what still waits there."""
        with self._lock:
            taken = not self.closing and self._places.acquire(blocking=False)
            if taken:
                self._queue.put((work, busy))
                if self._thread.ident is None:
                    self._thread.start()
        if not taken:
            self._tell(busy)

    def close(self, seconds: float = _CLOSE_SECONDS) -> None:
        """Take nothing more, and finish what is at work and tell the waiting, all in so many seconds.

        What then still hangs is left behind, and who then still waits is not told: Slack cannot be reached.
        """
        with self._lock:
            self._closing.set()
            self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join(seconds)
        if self._thread.is_alive():
            self._given_up.set()

    def _run(self) -> None:
        while (taken := self._queue.get()) is not None:
            work, busy = taken
            if self.closing:
                self._tell(busy)
            else:
                self._attempt(work)
            self._places.release()

    def _tell(self, busy: Work) -> None:
        if not self._given_up.is_set():
            self._attempt(busy)

    def _attempt(self, work: Work) -> None:
        """At the close the first failed call is the last: each of the others would wait as long for the same."""
        if not _do(work) and self.closing:
            self._given_up.set()


def _do(work: Work) -> bool:
    """Whether Slack could be reached, as far as can be seen."""
    try:
        work()
    except NotPostedError as error:
        # The person may have closed the modal.
        structlog.get_logger().warning("not_shown", code=error.code)
    except PostError as error:
        structlog.get_logger().warning("not_shown", code=error.code)
        return False
    except Exception as error:  # noqa: BLE001 - whatever happens to one, the next is done
        structlog.get_logger().error("slow_work_failed", error=type(error).__name__, where=trace(error))
    return True
