"""How long an answer may take: set around the work, looked at between its steps."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from bot.errors import OutOfTimeError

_ends: ContextVar[float | None] = ContextVar("ends", default=None)
"""On the monotonic clock; None where nobody has set one. Each thread has its own."""

_Step = TypeVar("_Step")


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Let what is done in this block take so long at most; within another one the earlier end counts."""
    ends, outer = time.monotonic() + seconds, _ends.get()
    token = _ends.set(ends if outer is None else min(ends, outer))
    try:
        yield
    finally:
        _ends.reset(token)


def check_time() -> None:
    """Look at the deadline between two steps.

    Raises:
        OutOfTimeError: it has passed.
    """
    ends = _ends.get()
    if ends is not None and time.monotonic() > ends:
        raise OutOfTimeError


def checked(steps: Iterable[_Step]) -> Iterator[_Step]:
    """The same steps, with a look at the deadline before each; raises as `check_time`."""
    for step in steps:
        check_time()
        yield step
