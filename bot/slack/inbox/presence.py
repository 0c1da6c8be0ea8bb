"""Which processes share the inbox and are alive."""

from __future__ import annotations

import re
import threading
import time
import uuid
from pathlib import Path
from typing import Protocol

import structlog
from filelock import FileLock, Timeout

from bot.database.protocol import Database
from bot.errors import StoreError

_NAME = re.compile(r"[0-9a-f]{32}\Z")
_DAY = 86_400.0
_BEATS = 6
"""How often a process is heard of within the time after which it counts as ended."""

_NOW = "CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)"
"""The server's clock: those of two machines differ."""


class Presence(Protocol):
    """This process's name among those that share an inbox, and whether another one is alive."""

    name: str

    def is_alive(self, owner: str) -> bool:
        """Whether the process of that name runs; an unknown name does not."""
        ...

    def others(self) -> int:
        """How many others are alive."""
        ...

    def close(self) -> None:
        """Leave."""
        ...


class FilePresence:
    """See `Presence`; of the processes that share a folder each holds a lock file that dies with it.

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
        if owner == self.name:
            return True
        if not _NAME.match(owner) or not self._path(owner).exists():
            return False
        return not self._sweep(owner)

    def others(self) -> int:
        return sum(path.stem != self.name and self.is_alive(path.stem) for path in self._folder.glob("*.lock"))

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


class LeasedPresence:
    """See `Presence`; of the processes that share a PostgreSQL database each says again and again that it runs.

    `lease` is in seconds; who has not been heard of for so long has ended, or cannot reach the database. It must be
    longer than a post to Slack may take: nobody looks for a reply that an unheard process is still sending.
    """

    def __init__(self, database: Database, lease: float) -> None:
        self.name = uuid.uuid4().hex
        self._database, self._lease = database, lease
        self._left = threading.Event()
        with database.writing() as connection:
            connection.execute(f"DELETE FROM alive WHERE until < {_NOW} - ?", (_DAY,))  # noqa: S608
        self._beat()
        self._thread = threading.Thread(target=self._beat_on, name="presence", daemon=True)
        self._thread.start()

    def _beat_on(self) -> None:
        while not self._left.wait(self._lease / _BEATS):
            try:
                self._beat()
            except StoreError as error:
                structlog.get_logger().warning("not_heard", reason=str(error))

    def _beat(self) -> None:
        with self._database.changing() as connection:
            connection.execute(
                f"INSERT INTO alive (name, until) VALUES (?, {_NOW} + ?)"  # noqa: S608
                " ON CONFLICT (name) DO UPDATE SET until = excluded.until",
                (self.name, self._lease),
            )

    def is_alive(self, owner: str) -> bool:
        heard = f"SELECT 1 AS found FROM alive WHERE name = ? AND until > {_NOW}"  # noqa: S608
        return owner == self.name or bool(self._database.rows(heard, owner))

    def others(self) -> int:
        heard = f"SELECT COUNT(*) AS n FROM alive WHERE name != ? AND until > {_NOW}"  # noqa: S608
        return int(self._database.rows(heard, self.name)[0]["n"])

    def close(self) -> None:
        """Leave; where the database is away the lease runs out instead."""
        self._left.set()
        self._thread.join()
        try:
            with self._database.changing() as connection:
                connection.execute("DELETE FROM alive WHERE name = ?", (self.name,))
        except StoreError as error:
            structlog.get_logger().warning("not_heard", reason=str(error))
