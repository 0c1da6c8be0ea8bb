"""The history that receipts are proved by: every bulletin that ever answered, as it was, by the hash of its content."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable

import msgspec

from bot.receipts.versions import KeptVersion, VersionPlace, damaged
from corpus.types import Bulletin, Span
from index.engine.records import in_batches

VERSION = 1
_HASH = re.compile(r"[0-9a-f]{64}")

_AT_ONCE = 200
"""Bulletins that are looked for at once."""


class KeptBulletin(msgspec.Struct, frozen=True):
    """A bulletin as it was on the day `kept`; `gone` is the day on which it had to go for a person's sake, and then
    nothing of it is left, its id neither: that may be a name."""

    version: int
    bulletin_id: str
    kept: datetime.date
    bulletin: Bulletin | None = None
    gone: datetime.date | None = None


class KeptBulletins:
    """The history of one shelf: each version is written once and never again, but for the tombstone in its place. It
    leans on no snapshot, so it holds after a rollback, after pruning, and where it is moved.

    Raises:
        ReceiptFileError: a version is damaged, or cannot be read or written.
    """

    def __init__(self, place: VersionPlace, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self._place, self._today = place, today

    def keep(self, bulletin: Bulletin) -> str:
        """Keep a bulletin as it is, unless it is kept already; the hash of its content."""
        self.keep_all([bulletin])
        return bulletin.content_hash

    def keep_all(self, bulletins: Iterable[Bulletin]) -> None:
        """Keep what is about to answer."""
        for some in in_batches(bulletins, _AT_ONCE):
            named = {each.content_hash: each for each in some}
            missing = self._place.missing(named)
            today = self._today()
            kept = ((name, KeptBulletin(VERSION, each.id, today, each)) for name, each in named.items())
            self._place.add(_written(name, each) for name, each in kept if name in missing)

    def found(self, content_hash: str) -> KeptBulletin | None:
        """A kept bulletin, its tombstone where it had to go; None where it was never kept."""
        data = self._place.read(content_hash) if _HASH.fullmatch(content_hash) else None
        kept = None if data is None else self._read(content_hash, data)
        if kept is not None and kept.bulletin is not None and kept.bulletin.content_hash != content_hash:
            raise damaged(self._place.named(content_hash))
        return kept

    def holds(self, bulletin_id: str) -> bool:
        """Whether any version of a bulletin is kept with its words."""
        return bool(self._versions(bulletin_id))

    def bury(self, bulletin_id: str) -> int:
        """Leave a tombstone in place of every version of a bulletin; how many."""
        buried = self._versions(bulletin_id)
        for each in buried:
            since = self._read(each.name, each.data).kept
            self._place.replace(_written(each.name, KeptBulletin(VERSION, "", since, gone=self._today())))
        return len(buried)

    def _versions(self, bulletin_id: str) -> list[KeptVersion]:
        # What had to go is nobody's any more.
        return self._place.of(bulletin_id) if bulletin_id else []

    def _read(self, name: str, data: bytes) -> KeptBulletin:
        try:
            return msgspec.json.decode(data, type=KeptBulletin)
        except ValueError as error:
            raise damaged(self._place.named(name)) from error


def _written(name: str, kept: KeptBulletin) -> KeptVersion:
    return KeptVersion(name, kept.bulletin_id, msgspec.json.format(msgspec.json.encode(kept), indent=1))


def place_of(quote: str, body: str) -> Span | None:
    """Where a quote, whose white space is collapsed, first stands in a text; None where it does not."""
    found = re.search(r"\s+".join(map(re.escape, quote.split())), body)
    return None if found is None or not quote.strip() else Span(*found.span())
