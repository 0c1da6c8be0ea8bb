"""One admin at a time works on the index; the others are told who."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.administration.errors import OccupiedError
from corpus.storage import write_file

_LOCK, _HOLDER = "administration.lock", "administration.json"


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
        write_file(folder / _HOLDER, json.dumps({"who": who, "doing": doing, "since": since}).encode())
        yield
    finally:
        lock.release()


def _occupied(folder: Path) -> OccupiedError:
    try:
        holder = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        who, doing, since = str(holder["who"]), str(holder["doing"]), str(holder["since"])
    except (OSError, ValueError, KeyError, TypeError):
        who, doing, since = "another admin", "at work", "a moment ago"
    return OccupiedError(f"{who} is at work on the index ({doing}, since {since}). Wait until that is done.", who)
