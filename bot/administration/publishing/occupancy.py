"""One admin at a time works on the index; the others are told who."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
from filelock import FileLock, Timeout

from bot.administration.errors import OccupiedError, RecordError
from bot.administration.paper import Paper
from bot.errors import StoreError
from corpus.storage import write_file

_LOCK, _HOLDER = "administration.lock", "administration.json"


@dataclass(frozen=True, slots=True)
class _Holder:
    who: str
    doing: str
    since: str


@contextmanager
def occupied(folder: Path, who: str, doing: str) -> Iterator[None]:
    """Hold the index for one admin; the system lets go of it when the process ends, however it ends.

    Raises:
        OccupiedError: another admin, named in it, is at work.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise _occupied(folder) from error
    try:
        since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        write_file(folder / _HOLDER, msgspec.json.encode(_Holder(who, doing, since)), private=True)
        yield
    finally:
        # Who was at work last is nobody's business.
        (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


class Locks(Protocol):
    """A database whose locks hold over all bots."""

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Hold a lock as long as the block lasts; False where another holds it."""
        ...


@contextmanager
def occupied_everywhere(opened: Callable[[], Locks], paper: Paper, shelf: str, who: str, doing: str) -> Iterator[None]:
    """As `occupied`, over all bots of a database; `paper` tells the others who is at work.

    Raises:
        OccupiedError: another admin, named in it, is at work.
        RecordError: the database does not answer.
    """
    try:
        with opened().alone(f"administration {shelf}") as is_alone:
            if not is_alone:
                raise _holding(paper.read() or b"")
            since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            paper.change(lambda held: msgspec.json.encode(_Holder(who, doing, since)))
            try:
                yield
            finally:
                with contextlib.suppress(RecordError):
                    paper.change(lambda held: b"")
    except StoreError as error:
        raise RecordError(str(error)) from error


def _occupied(folder: Path) -> OccupiedError:
    try:
        return _holding((folder / _HOLDER).read_bytes())
    except OSError:
        return _holding(b"")


def _holding(told: bytes) -> OccupiedError:
    try:
        it = msgspec.json.decode(told, type=_Holder)
    except ValueError:
        it = _Holder("another admin", "at work", "a moment ago")
    reason = f"{it.who} is at work on the index ({it.doing}, since {it.since}). Wait until that is done."
    return OccupiedError(reason, it.who)
