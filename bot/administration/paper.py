"""A small text that admins' acts change, as a file of one machine or as a row that several machines share."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from bot.administration.errors import RecordError
from bot.database.protocol import Database
from bot.errors import BotError
from corpus.storage import make_private, write_file

Change = Callable[[bytes], bytes | None]
"""Takes what a paper holds, nothing where there is none, and gives what it is to hold; None for no change."""

_WHERE = "shelf = ? AND name = ?"


class Paper(Protocol):
    """Read whole and written whole, by one writer at a time. `str` names it for people.

    Raises:
        RecordError: it cannot be read or written; nothing was changed then.
    """

    def read(self) -> bytes | None: ...

    def change(self, change: Change) -> None:
        """Write what `change` makes of it, with no other writer between."""
        ...

    def append(self, line: bytes) -> None:
        """Add a line or nothing."""
        ...

    def stamp(self) -> Hashable:
        """Another one after every change."""
        ...


class FilePaper:
    """See `Paper`; a file that its owner alone may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def read(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordError(f"{self} cannot be read: {error.strerror}. Check its rights.") from error

    def change(self, change: Change) -> None:
        try:
            with self._lock():
                changed = change(self.read() or b"")
                if changed is not None:
                    write_file(self._path, changed, private=True)
        except OSError as error:
            raise RecordError(f"{self} cannot be written: {error.strerror}. Nothing was changed.") from error

    def append(self, line: bytes) -> None:
        try:
            with self._lock():
                _append_whole(self._path, line)
        except OSError as error:
            raise RecordError(f"{self} cannot be written: {error.strerror}. Nothing was done.") from error

    def stamp(self) -> Hashable:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return (status.st_ino, status.st_mtime_ns)

    def _lock(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"))


class StoredPaper:
    """See `Paper`; a row of the database that `opened` opens, under the name that the file would have."""

    def __init__(self, opened: Callable[[], Database], shelf: str, name: str) -> None:
        self._opened, self._key = opened, (shelf, name)

    def __str__(self) -> str:
        return f"{self._key[1]} in the database"

    def read(self) -> bytes | None:
        try:
            rows = self._opened().rows(f"SELECT content FROM paper WHERE {_WHERE}", *self._key)  # noqa: S608
        except BotError as error:
            raise RecordError(str(error)) from error
        return str(rows[0]["content"]).encode() if rows else None

    def change(self, change: Change) -> None:
        try:
            with self._opened().writing() as transaction:
                found = f"SELECT content FROM paper WHERE {_WHERE}"  # noqa: S608
                row = transaction.execute(found, self._key).fetchone()
                changed = change(b"" if row is None else row["content"].encode())
                if changed is not None:
                    transaction.execute(
                        "INSERT INTO paper (shelf, name, content, version) VALUES (?, ?, ?, 1)"
                        " ON CONFLICT (shelf, name) DO UPDATE SET content = excluded.content,"
                        " version = paper.version + 1",
                        (*self._key, changed.decode()),
                    )
        except BotError as error:
            raise RecordError(str(error)) from error

    def append(self, line: bytes) -> None:
        self.change(lambda held: held + line)

    def stamp(self) -> Hashable:
        try:
            rows = self._opened().rows(f"SELECT version FROM paper WHERE {_WHERE}", *self._key)  # noqa: S608
        except BotError:
            return None
        return int(rows[0]["version"]) if rows else 0


def as_paper(place: Path | Paper) -> Paper:
    """What a path names, or the paper itself."""
    return FilePaper(place) if isinstance(place, Path) else place


def _append_whole(path: Path, line: bytes) -> None:
    """Add a line or nothing; a torn one before it, left by a power cut, is closed first."""
    make_private(path)
    descriptor = os.open(path, os.O_RDWR)
    try:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        data = b"\n" + line if torn else line
        try:
            if os.pwrite(descriptor, data, size) != len(data):
                raise OSError(28, "No space left on device")
            os.fsync(descriptor)
        except BaseException:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
