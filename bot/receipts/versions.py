"""Where the versions of bulletins lie that receipts are proved by: files of one machine, or rows that bots share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from bot.database.protocol import Database, Row
from bot.errors import BotError
from bot.receipts.errors import ReceiptFileError
from corpus.storage import write_file
from index.engine.records import in_batches

_SHELF = re.compile(r"[a-z0-9-]{0,40}")

_AT_ONCE = 200
"""Versions that are read or written at once: some megabytes at most."""


class KeptVersion(NamedTuple):
    """A version as it is written: the hash of its content, whose it is, nobody's where it had to go, and its JSON."""

    name: str
    bulletin_id: str
    data: bytes

    @property
    def is_tombstone(self) -> bool:
        return not self.bulletin_id


class VersionPlace(Protocol):
    """The versions of one shelf; `named` tells people which one is meant.

    Raises:
        ReceiptFileError: they cannot be read or written.
    """

    def read(self, name: str) -> bytes | None: ...

    def missing(self, names: Collection[str]) -> set[str]:
        """Those of the names under which nothing is kept."""
        ...

    def of(self, bulletin_id: str) -> list[KeptVersion]:
        """All versions of a bulletin."""
        ...

    def all(self) -> Iterator[KeptVersion]: ...

    def add(self, versions: Iterable[KeptVersion]) -> None:
        """Keep those under whose name nothing is kept."""
        ...

    def replace(self, version: KeptVersion) -> None:
        """Write another one over it."""
        ...

    def named(self, name: str) -> str: ...


class VersionFiles:
    """See `VersionPlace`; a file a version in the folder of the shelf below `root`."""

    def __init__(self, root: Path, shelf: str) -> None:
        self._folder = root / _safe(shelf)

    @staticmethod
    def shelves(root: Path) -> list[str]:
        """The shelves that may have any there."""
        return ["", *sorted(each.name for each in root.glob("*/"))]

    def read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise damaged(self.named(name)) from error

    def missing(self, names: Collection[str]) -> set[str]:
        return {name for name in names if not self._path(name).exists()}

    def of(self, bulletin_id: str) -> list[KeptVersion]:
        return [each for each in self.all() if each.bulletin_id == bulletin_id]

    def all(self) -> Iterator[KeptVersion]:
        for path in sorted(self._folder.glob("*.json")):
            data = self.read(path.stem)
            if data is not None:
                yield KeptVersion(path.stem, self._whose(path.stem, data), data)

    def _whose(self, name: str, data: bytes) -> str:
        try:
            return msgspec.json.decode(data, type=_Head).bulletin_id
        except ValueError as error:
            raise damaged(self.named(name)) from error

    def add(self, versions: Iterable[KeptVersion]) -> None:
        for each in versions:
            if not self._path(each.name).exists():
                self.replace(each)

    def replace(self, version: KeptVersion) -> None:
        path = self._path(version.name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_file(path, version.data, private=True)
        except OSError as error:
            raise ReceiptFileError(f"{path} cannot be written: {error.strerror}.") from error

    def named(self, name: str) -> str:
        return str(self._path(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


class VersionRows:
    """See `VersionPlace`; rows of the database that `opened` opens."""

    def __init__(self, opened: Callable[[], Database], shelf: str) -> None:
        self._opened, self._shelf = opened, _safe(shelf)

    @staticmethod
    def shelves(database: Database) -> list[str]:
        """The shelves that have any."""
        return [row["shelf"] for row in database.rows("SELECT DISTINCT shelf FROM kept_version ORDER BY shelf")]

    def read(self, name: str) -> bytes | None:
        rows = self._rows("SELECT content FROM kept_version WHERE shelf = ? AND name = ?", name)
        return bytes(rows[0]["content"]) if rows else None

    def missing(self, names: Collection[str]) -> set[str]:
        marks = ", ".join("?" * len(names))
        found = f"SELECT name FROM kept_version WHERE shelf = ? AND name IN ({marks})"  # noqa: S608
        return set(names) - ({str(row["name"]) for row in self._rows(found, *names)} if names else set())

    def of(self, bulletin_id: str) -> list[KeptVersion]:
        return self._versions(" AND bulletin_id = ?", bulletin_id)

    def all(self) -> Iterator[KeptVersion]:
        last = ""
        while some := self._versions(f" AND name > ? ORDER BY name LIMIT {_AT_ONCE}", last):
            yield from some
            last = some[-1].name

    def _versions(self, where: str, *values: object) -> list[KeptVersion]:
        found = f"SELECT name, bulletin_id, content FROM kept_version WHERE shelf = ?{where}"  # noqa: S608
        rows = self._rows(found, *values)
        return [KeptVersion(row["name"], row["bulletin_id"], bytes(row["content"])) for row in rows]

    def add(self, versions: Iterable[KeptVersion]) -> None:
        self._put(versions, " DO NOTHING")

    def replace(self, version: KeptVersion) -> None:
        self._put([version], " (shelf, name) DO UPDATE SET bulletin_id = excluded.bulletin_id,"
                             " content = excluded.content")  # fmt: skip

    def _put(self, versions: Iterable[KeptVersion], conflict: str) -> None:
        put = f"INSERT INTO kept_version (shelf, name, bulletin_id, content) VALUES (?, ?, ?, ?) ON CONFLICT{conflict}"  # noqa: S608
        for some in in_batches(versions, _AT_ONCE):
            with _as_receipt_error(), self._opened().changing() as transaction:
                transaction.executemany(put, [(self._shelf, *each) for each in some])

    def _rows(self, statement: str, *values: object) -> list[Row]:
        with _as_receipt_error():
            return self._opened().rows(statement, self._shelf, *values)

    def named(self, name: str) -> str:
        return f"The version {name} in the database"


def _safe(shelf: str) -> str:
    """The name of a shelf, or what stands for one that may name no folder."""
    return shelf if _SHELF.fullmatch(shelf) else "-"


class _Head(msgspec.Struct):
    bulletin_id: str


@contextmanager
def _as_receipt_error() -> Iterator[None]:
    try:
        yield
    except BotError as error:
        raise ReceiptFileError(str(error)) from error


def damaged(named: str) -> ReceiptFileError:
    return ReceiptFileError(f"{named} is damaged or was changed. Put a copy of it back.")
