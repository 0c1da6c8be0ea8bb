"""Files written so that a reader sees the old content or the new, never a part, and by one writer at a time."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from corpus.errors import ShelfError

TEMPORARY_PREFIX = ".fvm-unfinished-"
_PRIVATE = 0o600

Step = Callable[[str], None]
"""Told the name of each step before it is done; raising there is how a test stands in for a crash."""


def _silent(step: str) -> None:
    """The step hook of everyday use."""


_LOOK_AGAIN = 0.005
"""Seconds between two looks at a lock that another holds; a bulletin is written in about as many."""
_LONGEST_TURN = 120.0
"""Seconds; longer than any one file is written, so whoever holds a lock longer has stopped."""


@contextlib.contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Hold a lock for what looks and then writes: two admins and `fvm watch` may do so at the same moment.

    Waits for whoever holds it, also another process. The file at `lock` is made where it is not there, and stays.

    Raises:
        ShelfError: its folder cannot be written, or it is held for two minutes.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(lock, timeout=_LONGEST_TURN)
        held.acquire(poll_interval=_LOOK_AGAIN)
    except Timeout as error:
        raise ShelfError(f"{lock} is held by another process. Try again, or end what hangs.") from error
    except OSError as error:
        raise ShelfError(f"{lock} cannot be written: {error.strerror}. Check the permissions of its folder.") from error
    try:
        yield
    finally:
        held.release()


@contextlib.contextmanager
def alone_in(folder: Path, name: str) -> Iterator[bool]:
    """Hold the lock of that name among the processes that share a folder; False where another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


class Turns(Protocol):
    """Who writes in a folder, and when what others have written is seen there."""

    def renew(self) -> None:
        """Bring the folder up to what others have written; ShelfError where that cannot be had."""
        ...

    def turn(self, lock: Path) -> contextlib.AbstractContextManager[None]:
        """As `exclusive`, over all who write there; the folder is renewed first, and others see what was written after.
        Where the block raises, nobody does."""
        ...


class OwnTurns:
    """See `Turns`; a folder of this machine, or one of a shared file system."""

    def renew(self) -> None:
        """What others have written is there already."""

    def turn(self, lock: Path) -> contextlib.AbstractContextManager[None]:
        return exclusive(lock)


ALONE = OwnTurns()


def write_file(path: Path, data: bytes, before: Step = _silent, *, private: bool = False) -> None:
    """Puts `data` at `path` in one step. The old file stays whole until then, and whenever this raises.

    A `private` one, which holds something of people, can be read by its owner alone.

    Raises:
        OSError: no space, no permission.
    """
    before("stage")
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY_PREFIX)
    try:
        with os.fdopen(descriptor, "wb") as file:
            before("write")
            file.write(data)
            before("flush")
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_PRIVATE if private else _mode(path))
        before("publish")
        os.replace(name, path)  # noqa: PTH105 - the atomic rename by its own name
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    sync_folder(path.parent)


def make_private(path: Path) -> None:
    """Lets nobody but its owner read the file at `path`, which is made empty where there is none; whatever the umask.

    Raises:
        OSError: no space, no permission.
    """
    # An existing file is never opened: closing it again would drop the locks that SQLite holds on it in this process.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    path.chmod(_PRIVATE)


def remove_file(path: Path, before: Step = _silent) -> None:
    """Removes `path` for good; OSError where that is not possible."""
    before("remove")
    path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the folder's entries outlast a power cut where the system allows it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _mode(path: Path) -> int:
    """The old file's permissions, or readable by all: mkstemp alone would hide it from a bot run by another user."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0o644


def copy_once(source: Path, folder: Path, pattern: str) -> None:
    """Copy the files of `source` that fit `pattern` to `folder`, unless that is there already, be it emptied by hand.
    It appears whole, by one rename."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".stage-"))
    try:
        for path in source.glob(pattern):
            shutil.copyfile(path, stage / path.name)
        stage.chmod(0o755)
        stage.rename(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
