"""When an app has nothing left to do: no question waits, and no listener works on after it has acknowledged."""

from __future__ import annotations

import threading
import time

from bot.slack.running.app import App

_LISTENERS = 5
"""How many listeners Bolt runs at once, by the executor that it makes itself."""


def is_quiet(app: App, seconds: float) -> bool:
    """Wait at most so long until the inbox is empty and every listener has ended; whether both are so."""
    deadline = time.monotonic() + seconds
    return _listeners_end(app, deadline) and _inbox_empties(app, deadline)


def _inbox_empties(app: App, deadline: float) -> bool:
    while app.state.inbox.depth(time.time())[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _listeners_end(app: App, deadline: float) -> bool:
    """Fill every place that a listener could run in: all are filled only when none of them runs any more."""
    places = threading.Barrier(_LISTENERS + 1)
    for _ in range(_LISTENERS):
        app.bolt.listener_runner.listener_executor.submit(places.wait, max(deadline - time.monotonic(), 0.01))
    try:
        places.wait(max(deadline - time.monotonic(), 0.01))
    except threading.BrokenBarrierError:
        return False
    return True
