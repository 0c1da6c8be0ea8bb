"""Work that takes seconds and that a person waits for, off Bolt's few listener threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.slack.errors import PostError
from bot.slack.logs import trace

WAITING = 8
"""How many may wait beside the one at work: each takes about a second, and nobody looks at "searching" for long."""

Work = Callable[[], None]


class SlowWork:
    """One thread, so that answers are not kept waiting, and a short queue before it; `name` is the thread's."""

    def __init__(self, name: str, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(waiting + 1)
        self._closing = threading.Event()

    def take(self, work: Work, busy: Work) -> None:
        """Do `work` soon; `busy` at once where the queue is full, and at the close for what still waits there."""
        if self._closing.is_set() or not self._places.acquire(blocking=False):
            _do(busy)
            return
        try:
            self._pool.submit(self._take_up, work, busy)
        except RuntimeError:
            # Closed a moment ago.
            self._places.release()
            _do(busy)

    def close(self) -> None:
        """Finish what is at work, and take nothing more."""
        self._closing.set()
        self._pool.shutdown(wait=True)

    def _take_up(self, work: Work, busy: Work) -> None:
        _do(busy if self._closing.is_set() else work)
        self._places.release()


def _do(work: Work) -> None:
    try:
        work()
    except PostError as error:
        # The person may have closed the modal.
        structlog.get_logger().warning("not_shown", code=error.code)
    except Exception as error:  # noqa: BLE001 - whatever happens to one, the next is done
        structlog.get_logger().error("slow_work_failed", error=type(error).__name__, where=trace(error))
