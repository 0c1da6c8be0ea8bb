"""The limited process itself: it does one call after another until nobody asks any more.

What outsiders wrote may take all memory or never end, in a library, in a pattern or in code of ours. The system limits
this process, and it can be ended without harm to the one that asked.
"""

from __future__ import annotations

import functools
import importlib
import logging
import math
import os
import re
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import Code, CorpusError, ReadError
from corpus.limited.frames import Call, Failure, Returned, read_frame, write_frame

MEMORY = 1_500_000_000
"""Bytes of address space; a bulletin of a thousand pages takes a fifth."""

_FAT = 400_000_000
"""Bytes after which a process is not used again: what a library once took, it rarely gives back."""


def main() -> None:
    """Reads calls on standard input and writes their answers to what was standard output."""
    logging.disable(logging.CRITICAL)
    with os.fdopen(os.dup(0), "rb") as calls, os.fdopen(os.dup(1), "wb") as answers:
        # What a library prints must not come between the answers.
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        _limit_memory()
        while (frame := read_frame(calls)) is not None:
            call = msgspec.msgpack.decode(frame, type=Call)
            _limit_processor(call.processor_seconds)
            returned = _called(call)
            write_frame(answers, returned)
            if returned.is_last:
                break


@functools.cache
def signature(function: Callable[..., Any]) -> tuple[Any, Any]:
    """The types of a function's positional arguments together, and of what it returns."""
    hints = typing.get_type_hints(function)
    returned = hints.pop("return")
    return tuple.__class_getitem__(tuple(hints.values())), returned


def _called(call: Call) -> Returned:
    try:
        value = msgspec.msgpack.encode(_done(call))
    except CorpusError as error:
        return Returned(failure=Failure.of(error), is_last=_is_fat())
    except MemoryError:
        return Returned(failure=Failure("it needs too much memory; divide it", Code.TOO_LARGE), is_last=True)
    except RecursionError:
        return Returned(failure=Failure("it is nested too deeply; simplify it", Code.DAMAGED), is_last=_is_fat())
    except Exception as error:  # noqa: BLE001 - what is damaged can break a library anywhere, and this is the edge
        reason = f"it cannot be read ({type(error).__name__}); save it as a file"
        return Returned(failure=Failure.of(ReadError(reason, Code.DAMAGED)), is_last=_is_fat())
    return Returned(value, is_last=_is_fat())


def _done(call: Call) -> Any:
    function = getattr(importlib.import_module(call.module), call.function)
    taken, _ = signature(function)
    return function(*msgspec.msgpack.decode(call.arguments, type=taken))


def _limit_memory() -> None:
    """Where the system knows such a limit; no core is left behind either."""
    if sys.platform == "win32":
        return
    import resource  # not on Windows

    for kind, wanted in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _limit_processor(seconds: int) -> None:
    """So much more than what it has used; the system counts whole seconds of a process's whole life."""
    if sys.platform == "win32":
        return
    import resource  # not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = math.ceil(used.ru_utime + used.ru_stime) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _is_fat() -> bool:
    return _most_memory() > _FAT


def _most_memory() -> int:
    """The most bytes of memory that this program has held. What `getrusage` says on Linux counts what its parent held,
    from before this program took the process over."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    if sys.platform == "win32":
        return 0
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
