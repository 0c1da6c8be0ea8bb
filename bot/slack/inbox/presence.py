"""Which processes share the inbox and are alive: each holds a lock file that dies with it."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path

from filelock import FileLock, Timeout

_NAME = re.compile(r"[0-9a-f]{32}\Z")
_DAY = 86_400.0


class Presence:
    """This process's name among those that share a folder, and whether another one is alive.

    The operating system drops the lock when the process ends, however it ends; process ids would lie between
    containers.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "alive"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.name = uuid.uuid4().hex
        self._lock = FileLock(self._path(self.name), thread_local=False)
        self._lock.acquire(blocking=False)
        self._sweep_old()

    def _sweep_old(self) -> None:
        yesterday = time.time() - _DAY
        for path in self._folder.glob("*.lock"):
            if path.stem != self.name and path.stat().st_mtime < yesterday:
                self._sweep(path.stem)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"

    def is_alive(self, owner: str) -> bool:
        """Whether the process of that name runs; an unknown name does not."""
        if owner == self.name:
            return True
        if not _NAME.match(owner) or not self._path(owner).exists():
            return False
        return not self._sweep(owner)

    def _sweep(self, owner: str) -> bool:
        """True if the owner's lock could be taken: it is dead, and its file is removed."""
        try:
            with FileLock(self._path(owner), blocking=False):
                self._path(owner).unlink(missing_ok=True)
        except Timeout:
            return False
        return True

    def close(self) -> None:
        """Leave; the lock file goes too."""
        self._lock.release()
        self._path(self.name).unlink(missing_ok=True)
