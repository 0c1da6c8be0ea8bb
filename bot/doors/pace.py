"""How many questions one caller may ask within a minute."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from bot.doors.errors import TooManyError

_MINUTE = 60.0

_MOST_CALLERS = 50_000
"""Callers that are remembered; who has been quiet for longest is forgotten first. An address costs an attacker nothing
in IPv6, memory costs us some."""


class CallerPace:
    """Counts what each caller has asked within the last minute. Safe to call from several threads."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Count a question of a caller.

        Raises:
            TooManyError: it is one too many; it is not counted, and `after` says when there will be room.
        """
        now = self._clock()
        with self._lock:
            asked = self._asked.setdefault(caller, deque(maxlen=self._most))
            self._asked.move_to_end(caller)
            if len(self._asked) > _MOST_CALLERS:
                self._asked.popitem(last=False)
            if len(asked) == self._most and now - asked[0] < _MINUTE:
                raise TooManyError(after=max(math.ceil(_MINUTE - (now - asked[0])), 1))
            asked.append(now)
