"""How an engine is asked over a network: short outages are waited for, a longer one is told, and what answers is
looked at now and then."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TypeVar

from index.errors import EngineAwayError

_Value = TypeVar("_Value")

PATIENCE_SECONDS = 4.0
"""How long an answer waits for an engine that is away: a server that is started again, or a connection that another
replica takes over, is back by then. What takes longer is told to whoever asks."""

GLANCE_SECONDS = 1.0
"""For so long what answers is taken to be what it was: one question looks a dozen times."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.8


def patiently(call: Callable[[], _Value], seconds: float = PATIENCE_SECONDS) -> _Value:
    """What `call` gives, tried again after growing pauses while the engine is away, for so many seconds; then its
    EngineAwayError. `call` must do no harm where it is done twice."""
    deadline, pause = time.monotonic() + seconds, _FIRST_PAUSE
    while True:
        try:
            return call()
        except EngineAwayError:
            # Many bots that lost the same server shall not come back in the same instant.
            waited = pause * random.uniform(0.5, 1.0)  # noqa: S311
            if time.monotonic() + waited > deadline:
                raise
            time.sleep(waited)
            pause = min(2 * pause, _LONGEST_PAUSE)


class Glance:
    """What `look` gives, taken to be the same for so many seconds; None where the engine is away."""

    def __init__(self, look: Callable[[], Hashable], seconds: float) -> None:
        self._look, self.seconds = look, seconds
        self._seen: tuple[float, Hashable] = (-seconds, None)
        self._lock = threading.Lock()

    def stamp(self) -> Hashable:
        with self._lock:
            looked, found = self._seen
            if time.monotonic() - looked >= self.seconds:
                found = None
                with suppress(EngineAwayError):
                    found = self._look()
                self._seen = (time.monotonic(), found)
            return found
