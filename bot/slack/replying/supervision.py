"""Questions that hold the bot up: what looks at its deadline is given up, and for what cannot the process is ended."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import structlog

from bot.answering.deadline import in_time
from bot.slack.inbox.state import Sweep

_OLD_SECONDS = 86_400.0
_NO_QUESTION = "-"
_PROGRAM = Path(__file__).with_name("watcher.py")

_Arguments = TypeVarTuple("_Arguments")
_Value = TypeVar("_Value")

_reference: ContextVar[str] = ContextVar("reference", default=_NO_QUESTION)
_is_told: ContextVar[bool] = ContextVar("is_told", default=False)


class Supervision:
    """Has a process of its own watch over the answers of this one, from `start` to `stop`, and knows which questions
    an earlier one was ended for. `folder` holds these, by reference, and is made here; `sweeps` takes what
    empties it. An answer may take `seconds`; a step that has not looked at its deadline after `hang_seconds` is one
    that never will."""

    def __init__(self, folder: Path, sweeps: list[Sweep], seconds: float, hang_seconds: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._seconds, self._hang_seconds = seconds, hang_seconds
        self._lock = threading.Lock()
        self._watcher: subprocess.Popen[bytes] | None = None
        sweeps.append(self.sweep)

    def start(self) -> None:
        """Begin to be watched; where no process can be started the bot goes on without."""
        command = [sys.executable, "-I", "-S", str(_PROGRAM), str(os.getpid()), str(self._folder)]
        try:
            self._watcher = subprocess.Popen(  # noqa: S603 - our own program
                [*command, str(self._hang_seconds)], stdin=subprocess.PIPE, start_new_session=True
            )
        except OSError as error:
            structlog.get_logger().error("not_watched", reason=str(error))

    def stop(self) -> None:
        """Be watched no more."""
        with self._lock:
            watcher, self._watcher = self._watcher, None
        if watcher is not None:
            assert watcher.stdin is not None
            with suppress(OSError):
                watcher.stdin.close()
            watcher.wait()

    @contextmanager
    def answering(self, reference: str) -> Iterator[None]:
        """Says which question what is done in this block, in this thread, is for."""
        token = _reference.set(reference)
        try:
            yield
        finally:
            _reference.reset(token)

    def timely(self, step: Callable[[*_Arguments], _Value]) -> Callable[[*_Arguments], _Value]:
        """The step with a deadline; where it hangs this process is ended.

        Raises:
            OutOfTimeError: when it is called, and takes too long.
        """

        def stepped(*arguments: *_Arguments) -> _Value:
            with in_time(self._seconds), self._watched():
                return step(*arguments)

        return stepped

    def is_left_out(self, reference: str) -> bool:
        """Whether a process was ended for this question."""
        return (self._folder / reference).exists()

    def forget(self, reference: str) -> None:
        """The question is through."""
        with suppress(OSError):
            (self._folder / reference).unlink(missing_ok=True)

    def sweep(self, now: float) -> None:
        """Forget questions that nobody has asked for since a day; `now` in seconds since 1970."""
        for path in self._folder.iterdir():
            with suppress(OSError):
                if path.stat().st_mtime < now - _OLD_SECONDS:
                    path.unlink()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tells the watcher of the outermost step alone."""
        if _is_told.get():
            yield
            return
        token, told = _is_told.set(True), f"{_reference.get()} {threading.get_native_id()}\n"
        self._tell(f"+ {told}")
        try:
            yield
        finally:
            self._tell(f"- {told}")
            _is_told.reset(token)

    def _tell(self, line: str) -> None:
        with self._lock:
            if self._watcher is None:
                return
            assert self._watcher.stdin is not None
            try:
                self._watcher.stdin.write(line.encode())
                self._watcher.stdin.flush()
            except OSError as error:
                self._watcher.kill()
                self._watcher.wait()
                self._watcher = None
                structlog.get_logger().error("not_watched", reason=str(error))
