"""One admin at a time works on the index; the others are told who."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from bot.administration.errors import OccupiedError
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


def _occupied(folder: Path) -> OccupiedError:
    try:
        it = msgspec.json.decode((folder / _HOLDER).read_bytes(), type=_Holder)
    except (OSError, ValueError):
        it = _Holder("another admin", "at work", "a moment ago")
    reason = f"{it.who} is at work on the index ({it.doing}, since {it.since}). Wait until that is done."
    return OccupiedError(reason, it.who)
