"""The one builder of an index, on disk or in what several bots share."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BusyError

_LOCK = "builder.lock"
_BUILDER = "builder.json"


@contextmanager
def only_builder(folder: Path) -> Iterator[None]:
    """The one builder's lock; the system lets go of it when the process ends, however it ends."""
    try:
        with FileLock(folder / _LOCK, timeout=0):
            since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            (folder / _BUILDER).write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
            yield
    except Timeout as error:
        raise BusyError(f"{_who_builds(folder)}; wait until that is done and try again") from error


@contextmanager
def sole_builder(folder: Path, alone: AbstractContextManager[bool]) -> Iterator[None]:
    """The one builder over all bots, who leaves its own files in `folder`; `alone` is False where another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with alone as is_alone:
        if not is_alone:
            raise BusyError("another bot is building the index; wait until that is done and try again")
        yield


def _who_builds(folder: Path) -> str:
    try:
        builder = json.loads((folder / _BUILDER).read_text(encoding="utf-8"))
        return f"process {builder['pid']} has been building the index since {builder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process is building the index"
