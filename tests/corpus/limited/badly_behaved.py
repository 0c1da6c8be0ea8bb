"""What a reader may do to the process that it runs in; a limited process finds these by their names."""

from __future__ import annotations

import os
import sys
import time

from corpus.errors import BulletinError, Code, ReadError


def whereabouts(word: str) -> tuple[str, int]:
    sys.stdout.write("a library talks")
    sys.stdout.flush()
    return word, os.getpid()


def hang(seconds: float) -> bool:
    time.sleep(seconds)
    return True


def turn(word: str) -> bool:
    """Keeps the processor for itself."""
    while word:
        pass
    return True


def fill(size: int) -> bool:
    kept = [bytes([number % 251]) * 10_000_000 for number in range(size // 10_000_000)]
    return bool(kept)


def crash(status: int) -> bool:
    raise SystemExit(status)


def sink(depth: int) -> int:
    return sink(depth + 1) + 1


def fail(kind: str) -> bool:
    if kind == "corpus":
        raise ReadError("too odd", Code.UNKNOWN_KIND, kind="image/png", size=3)
    if kind == "bulletin":
        raise BulletinError("no title", 7, Code.NO_TITLE)
    raise LookupError(kind)
