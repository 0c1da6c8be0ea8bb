"""The bulletins that receipts name, each as it was, by the hash of its content; written once and never again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from bot.receipts.errors import ReceiptFileError
from corpus.storage import write_file
from corpus.types import Bulletin

VERSION = 1
_HASH = re.compile(r"[0-9a-f]{64}")


class KeptBulletin(msgspec.Struct, frozen=True):
    """A bulletin as it was on `kept`; `gone` is the day on which it had to go for a person's sake, and then it has no
    words left."""

    version: int
    bulletin_id: str
    shelf: str
    kept: datetime.date
    title: str = ""
    text: str = ""
    url: str | None = None
    date: str | None = None
    gone: datetime.date | None = None


class KeptBulletins:
    """The kept bulletins in one folder, independent of snapshots: it holds after a rollback, after pruning, and where
    the folder is moved.

    Raises:
        ReceiptFileError: a file is damaged or cannot be written.
    """

    def __init__(self, folder: Path, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self._folder, self._today = folder, today

    def keep(self, bulletin: Bulletin, shelf: str) -> str:
        """Keep a bulletin as it is, unless it is kept already; the hash of its content."""
        name = bulletin.content_hash
        if not self._path(name).exists():
            date = None if bulletin.date is None else str(bulletin.date)
            self._write(name, KeptBulletin(VERSION, bulletin.id, shelf, self._today(), bulletin.title, bulletin.body,
                                           bulletin.url, date))  # fmt: skip
        return name

    def found(self, content_hash: str) -> KeptBulletin | None:
        """A kept bulletin, its tombstone where it had to go; None where it was never kept."""
        if not _HASH.fullmatch(content_hash):
            return None
        path = self._path(content_hash)
        try:
            return msgspec.json.decode(path.read_bytes(), type=KeptBulletin)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ReceiptFileError(f"{path} is damaged. Put a copy of it back.") from error

    def bury(self, bulletin_id: str, shelf: str) -> int:
        """Leave a tombstone in place of every version of a bulletin; how many."""
        buried = 0
        for path in sorted(self._folder.glob("*.json")):
            kept = self.found(path.stem)
            if kept and kept.gone is None and (kept.bulletin_id, kept.shelf) == (bulletin_id, shelf):
                stone = KeptBulletin(VERSION, bulletin_id, shelf, kept.kept, gone=self._today())
                self._write(path.stem, stone)
                buried += 1
        return buried

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _write(self, name: str, kept: KeptBulletin) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_file(self._path(name), msgspec.json.format(msgspec.json.encode(kept), indent=1), private=True)
        except OSError as error:
            raise ReceiptFileError(f"{self._path(name)} cannot be written: {error.strerror}.") from error
