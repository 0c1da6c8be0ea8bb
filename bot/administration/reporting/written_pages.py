"""The pages that `fvm report --html` wrote: copies of questions, which go where one of these is erased."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec
from filelock import FileLock

from corpus.storage import write_file

REGISTER = "reports.json"
LONGEST_DAYS = 30
_DAY = 86_400.0


class WrittenPages:
    """The pages by their paths, in one file. Which page holds whose question is not known, so all of them go together;
    `fvm report --html` makes one anew."""

    def __init__(self, register: Path) -> None:
        self._register = register

    def note(self, page: Path) -> None:
        """Remember a page that is about to be written."""
        with self._lock():
            self._write(sorted({*self._paths(), str(page.absolute())}))

    def remove(self) -> int:
        """Remove all pages; how many there were."""
        return self._remove(lambda page: True)

    def expire(self, days: int, now: float) -> int:
        """Remove the pages that are older than so many days, a month at most; how many. `now` in seconds since 1970."""
        before = now - min(days, LONGEST_DAYS) * _DAY
        return self._remove(lambda page: page.stat().st_mtime < before)

    def _remove(self, is_due: Callable[[Path], bool]) -> int:
        if not self._register.exists():
            return 0
        with self._lock():
            left, count = [], 0
            for page in map(Path, self._paths()):
                try:
                    if not is_due(page):
                        left.append(str(page))
                        continue
                    page.unlink()
                    count += 1
                except FileNotFoundError:
                    continue
                except OSError:
                    # Of somebody else, or on a disk that is away: the next time.
                    left.append(str(page))
            self._write(left)
        return count

    def _paths(self) -> list[str]:
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._register.read_bytes(), type=list[str])
        return []

    def _write(self, paths: list[str]) -> None:
        write_file(self._register, msgspec.json.encode(paths), private=True)

    def _lock(self) -> FileLock:
        self._register.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._register.with_suffix(".lock"))
