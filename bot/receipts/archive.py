"""The history that receipts are proved by: every bulletin that ever answered, as it was, by the hash of its content."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from bot.receipts.errors import ReceiptFileError
from corpus.storage import write_file
from corpus.types import Bulletin, Span

VERSION = 1
_HASH = re.compile(r"[0-9a-f]{64}")
_SHELF = re.compile(r"[a-z0-9-]{0,40}")


class KeptBulletin(msgspec.Struct, frozen=True):
    """A bulletin as it was on the day `kept`; `gone` is the day on which it had to go for a person's sake, and then
    nothing of it is left, its id neither: that may be a name."""

    version: int
    bulletin_id: str
    kept: datetime.date
    bulletin: Bulletin | None = None
    gone: datetime.date | None = None


class KeptBulletins:
    """The history of one shelf: a file for each version, written once and never again, but for the tombstone in its
    place. It leans on no snapshot, so it holds after a rollback, after pruning, and where the folder is moved.

    Raises:
        ReceiptFileError: a file is damaged or cannot be written.
    """

    def __init__(self, root: Path, shelf: str, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self._folder = root / shelf if _SHELF.fullmatch(shelf) else root / "-"
        self._today = today

    def keep(self, bulletin: Bulletin) -> str:
        """Keep a bulletin as it is, unless it is kept already; the hash of its content."""
        name = bulletin.content_hash
        if not self._path(name).exists():
            self._write(name, KeptBulletin(VERSION, bulletin.id, self._today(), bulletin))
        return name

    def keep_all(self, bulletins: Iterable[Bulletin]) -> None:
        """Keep what is about to answer."""
        for each in bulletins:
            self.keep(each)

    def found(self, content_hash: str) -> KeptBulletin | None:
        """A kept bulletin, its tombstone where it had to go; None where it was never kept."""
        if not _HASH.fullmatch(content_hash):
            return None
        kept = self._read(self._path(content_hash))
        if kept is not None and kept.bulletin is not None and kept.bulletin.content_hash != content_hash:
            raise _damaged(self._path(content_hash))
        return kept

    def holds(self, bulletin_id: str) -> bool:
        """Whether any version of a bulletin is kept with its words."""
        return any(self._versions(bulletin_id))

    def bury(self, bulletin_id: str) -> int:
        """Leave a tombstone in place of every version of a bulletin; how many."""
        buried = self._versions(bulletin_id)
        for path, kept in buried:
            self._write(path.stem, KeptBulletin(VERSION, "", kept.kept, gone=self._today()))
        return len(buried)

    def _versions(self, bulletin_id: str) -> list[tuple[Path, KeptBulletin]]:
        read = ((path, self._read(path)) for path in sorted(self._folder.glob("*.json")))
        return [(path, kept) for path, kept in read if kept and kept.gone is None and kept.bulletin_id == bulletin_id]

    def _read(self, path: Path) -> KeptBulletin | None:
        try:
            return msgspec.json.decode(path.read_bytes(), type=KeptBulletin)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _damaged(path) from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _write(self, name: str, kept: KeptBulletin) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_file(self._path(name), msgspec.json.format(msgspec.json.encode(kept), indent=1), private=True)
        except OSError as error:
            raise ReceiptFileError(f"{self._path(name)} cannot be written: {error.strerror}.") from error


def place_of(quote: str, body: str) -> Span | None:
    """Where a quote, whose white space is collapsed, first stands in a text; None where it does not."""
    found = re.search(r"\s+".join(map(re.escape, quote.split())), body)
    return None if found is None or not quote.strip() else Span(*found.span())


def _damaged(path: Path) -> ReceiptFileError:
    return ReceiptFileError(f"{path} is damaged or was changed. Put a copy of it back.")
