"""A call in a process of its own with limits; one that is through with a call is used again for the next."""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import msgspec

from corpus.errors import Code, ReadError
from corpus.limited.frames import Call, Returned, read_frame, write_frame
from corpus.limited.program import signature

_ROOT = str(Path(__file__).parents[2])
_BEGIN = "import sys; sys.path.insert(0, sys.argv.pop()); from corpus.limited.program import main; main()"
_MOST_AT_ONCE = 4
_MOST_IDLE = 2

_Arguments = TypeVarTuple("_Arguments")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one call may take: time of the processor, and on the clock, where others may hold the processor."""

    processor_seconds: int = 10
    seconds: float = 30.0


def limited(function: Callable[[*_Arguments], _Value], allowance: Allowance, *arguments: *_Arguments) -> _Value:
    """What a function returns that reads what outsiders wrote, called in a process that holds nobody else up.

    The function stands in a module by its name; its annotated arguments and value go there and back as MessagePack.

    Raises:
        ReadError: it took more than it may, or raised anything that is no error of the corpus.
        BulletinError: it raised that.
    """
    kind = signature(function)[1]
    packed = msgspec.msgpack.encode(arguments)
    call = Call(function.__module__, function.__qualname__, packed, allowance.processor_seconds)
    returned = _processes.asked(call, allowance.seconds)
    if returned.failure:
        raise returned.failure.error
    value: _Value = msgspec.msgpack.decode(returned.value, type=kind)
    return value


class _Process:
    """One limited process, for one call at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-c", _BEGIN, _ROOT],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,  # what a person types to stop the asker is not meant for it
        )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def ask(self, call: Call, seconds: float) -> Returned:
        """What came of a call; ReadError where the process did not come to its end. It is then of no more use."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        ending = threading.Timer(seconds, self._process.kill)
        ending.daemon = True
        ending.start()
        try:
            write_frame(self._process.stdin, call)
            answer = read_frame(self._process.stdout)
        except OSError:
            answer = None
        finally:
            ending.cancel()
        if answer is None:
            reason = "reading it took too much memory or time; divide it"
            raise ReadError(reason, Code.TOO_LARGE)
        return msgspec.msgpack.decode(answer, type=Returned)

    def end(self) -> None:
        """End it whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            # What was not flushed into a broken pipe is of no interest.
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


class _Processes:
    """Those that wait for a call. So many at most are at work together; whoever comes then waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self._idle: list[_Process] = []

    def asked(self, call: Call, seconds: float) -> Returned:
        """What came of a call; a process that did not come to its end, or is to end, is not used again."""
        with self._places:
            process = self._taken()
            is_last = True
            try:
                returned = process.ask(call, seconds)
                is_last = returned.is_last
            finally:
                self._left(process, is_last)
        return returned

    def _taken(self) -> _Process:
        while True:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            if process is None:
                return _Process()
            if process.is_running:
                return process
            process.end()

    def _left(self, process: _Process, is_last: bool) -> None:
        if not is_last:
            with self._lock:
                if len(self._idle) < _MOST_IDLE:
                    self._idle.append(process)
                    return
        process.end()

    def close(self) -> None:
        """End those that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()


_processes = _Processes()
atexit.register(_processes.close)
