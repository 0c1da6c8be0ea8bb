"""The files of a shelf in the database: each bot has a copy of them in a folder of its own, and writes in turn."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec

from bot.administration.errors import RecordError
from bot.database.protocol import Database, Row, Transaction
from bot.errors import BotError
from corpus.errors import ShelfError
from corpus.storage import exclusive, write_file

BULLETINS = "bulletins"
"""The folder of the bulletins among the files of a shelf."""

SHARED = (f"{BULLETINS}/*.md", f"{BULLETINS}/.history/*/*.md", "drafts/*.md", "previews/*/preview.json", "watch.toml",
          "visits.json", "probe-questions.txt")  # fmt: skip
"""What is shared of a shelf's folder."""

_PRIVATE = ("drafts", "previews")
_COPY, _LOCK, _TURN = ".copy.json", ".copy.lock", ".copy.turn"
_BATCH = 100

Stamp = tuple[int, int]
"""A file's size and time of change, by which a copy is known to be as it was written."""


class _Copy(msgspec.Struct):
    """What a folder was made of: the shelf's version, and each file's digest and stamp."""

    version: int = 0
    files: dict[str, tuple[str, int, int]] = {}


class SharedShelf:
    """See `Turns`; the files of `shelf` in the database that `opened` opens, and their copy in `folder`, which nobody
    else changes. A turn is one transaction: it is shared whole, or undone at the next look."""

    def __init__(self, opened: Callable[[], Database], shelf: str, folder: Path) -> None:
        self._opened, self._shelf, self.folder = opened, shelf, folder
        self._here = threading.local()

    def is_shared(self) -> bool:
        """Whether the shelf is in the database; RecordError where that cannot be asked."""
        try:
            return self._version() is not None
        except BotError as error:
            raise RecordError(str(error)) from error

    def state(self) -> str:
        """Changes with every bulletin on the shelf."""
        found = "SELECT path, digest FROM shared_file WHERE shelf = ? AND path LIKE ? ORDER BY path"
        with _as_shelf_error():
            rows = self._opened().rows(found, self._shelf, f"{BULLETINS}/%")
        told = "".join(f"{row['path']}\0{row['digest']}\0" for row in rows if "/." not in row["path"])
        return hashlib.sha256(told.encode()).hexdigest()

    def renew(self) -> None:
        if getattr(self._here, "in_turn", False):
            return
        with _as_shelf_error():
            version = self._version() or 0
            if version == self._copy().version and not (self.folder / _TURN).exists():
                return
            with exclusive(self.folder / _LOCK):
                self._pull(self._opened().rows, version)

    @contextmanager
    def turn(self, lock: Path) -> Iterator[None]:
        """As `Turns.turn`; `lock` is not needed, since the whole folder is held."""
        if getattr(self._here, "in_turn", False):
            yield
            return
        # What others have written long ago is fetched before anybody has to wait for it.
        self.renew()
        with _as_shelf_error(), exclusive(self.folder / _LOCK):
            with self._opened().writing() as transaction:
                version = _version_in(transaction, self._shelf)
                self._pull(lambda statement, *values: transaction.execute(statement, values).fetchall(), version)
                # Until the transaction is over nobody knows whether the folder is a copy of anything.
                (self.folder / _TURN).touch()
                before, self._here.in_turn = self._stamps(), True
                lock.parent.mkdir(parents=True, exist_ok=True)
                try:
                    yield
                finally:
                    self._here.in_turn = False
                copy = self._push(transaction, version, before)
            self._note(copy)

    def put_all(self, files: Mapping[str, bytes], replace: bool) -> None:
        """Make these the files of the shelf, in one transaction.

        Raises:
            RecordError: the shelf is there already, and is not to be replaced; or the database refuses.
        """
        try:
            with self._opened().writing() as transaction:
                if _version_in(transaction, self._shelf) and not replace:
                    raise RecordError(
                        "The database holds this shelf already. Export it first if you need it, and use --replace."
                    )
                transaction.execute("DELETE FROM shared_file WHERE shelf = ?", (self._shelf,))
                put = "INSERT INTO shared_file (shelf, path, digest, content) VALUES (?, ?, ?, ?)"
                transaction.executemany(put, [(self._shelf, *_row(path, data)) for path, data in files.items()])
                _count_up(transaction, self._shelf)
        except BotError as error:
            raise RecordError(str(error)) from error

    def _version(self) -> int | None:
        rows = self._opened().rows("SELECT version FROM shared_shelf WHERE shelf = ?", self._shelf)
        return int(rows[0]["version"]) if rows else None

    def _pull(self, rows: Callable[..., list[Row]], version: int) -> None:
        copy, is_doubted = self._copy(), (self.folder / _TURN).exists()
        if version == copy.version and not is_doubted:
            return
        wanted = {
            str(row["path"]): str(row["digest"])
            for row in rows("SELECT path, digest FROM shared_file WHERE shelf = ?", self._shelf)
        }
        stamps = self._stamps()
        for path in stamps.keys() - wanted.keys():
            (self.folder / path).unlink(missing_ok=True)
        there = {path for path, (digest, *stamp) in copy.files.items()
                 if wanted.get(path) == digest and stamps.get(path) == tuple(stamp)}  # fmt: skip
        self._fetch(rows, sorted(wanted.keys() - there))
        self._note(_Copy(version, self._described(wanted)))

    def _fetch(self, rows: Callable[..., list[Row]], paths: list[str]) -> None:
        for start in range(0, len(paths), _BATCH):
            some = paths[start : start + _BATCH]
            marks = ", ".join("?" * len(some))
            found = f"SELECT path, content FROM shared_file WHERE shelf = ? AND path IN ({marks})"  # noqa: S608
            for row in rows(found, self._shelf, *some):
                path = self.folder / str(row["path"])
                path.parent.mkdir(parents=True, exist_ok=True)
                write_file(path, row["content"], private=_is_private(row["path"]))

    def _push(self, transaction: Transaction, version: int, before: Mapping[str, Stamp]) -> _Copy:
        after, digests = self._stamps(), {path: digest for path, (digest, *_) in self._copy().files.items()}
        gone, changed = before.keys() - after.keys(), [path for path in after if after[path] != before.get(path)]
        transaction.executemany(
            "DELETE FROM shared_file WHERE shelf = ? AND path = ?", [(self._shelf, path) for path in gone]
        )
        put = (
            "INSERT INTO shared_file (shelf, path, digest, content) VALUES (?, ?, ?, ?) ON CONFLICT (shelf, path)"
            " DO UPDATE SET digest = excluded.digest, content = excluded.content"
        )
        for path in changed:
            row = _row(path, (self.folder / path).read_bytes())
            digests[path] = row[1]
            transaction.execute(put, (self._shelf, *row))
        if gone or changed:
            version = _count_up(transaction, self._shelf)
        return _Copy(version, self._described({path: digests[path] for path in after}))

    def _described(self, digests: Mapping[str, str]) -> dict[str, tuple[str, int, int]]:
        stamps = self._stamps()
        return {path: (digest, *stamps[path]) for path, digest in digests.items() if path in stamps}

    def _stamps(self) -> dict[str, Stamp]:
        found = {}
        for path in (each for pattern in SHARED for each in self.folder.glob(pattern)):
            status = path.stat()
            found[path.relative_to(self.folder).as_posix()] = (status.st_size, status.st_mtime_ns)
        return found

    def _copy(self) -> _Copy:
        try:
            return msgspec.json.decode((self.folder / _COPY).read_bytes(), type=_Copy)
        except (OSError, ValueError):
            return _Copy(-1)

    def _note(self, copy: _Copy) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_file(self.folder / _COPY, msgspec.json.encode(copy))
        (self.folder / _TURN).unlink(missing_ok=True)


def shared_files(folder: Path, bulletins: Path) -> dict[str, bytes]:
    """The files of a shelf that lies in folders, by the names that they have among those that are shared."""
    found = {f"{BULLETINS}/{each.relative_to(bulletins).as_posix()}": each
             for pattern in SHARED[:2] for each in bulletins.glob(pattern.removeprefix(f"{BULLETINS}/"))}  # fmt: skip
    others = (each for pattern in SHARED[2:] for each in folder.glob(pattern))
    found |= {each.relative_to(folder).as_posix(): each for each in others}
    return {path: each.read_bytes() for path, each in sorted(found.items())}


def _row(path: str, data: bytes) -> tuple[str, str, bytes]:
    return path, hashlib.sha256(data).hexdigest(), data


def _is_private(path: str) -> bool:
    return PurePosixPath(path).parts[0] in _PRIVATE


def _version_in(transaction: Transaction, shelf: str) -> int:
    row = transaction.execute("SELECT version FROM shared_shelf WHERE shelf = ?", (shelf,)).fetchone()
    return 0 if row is None else int(row["version"])


def _count_up(transaction: Transaction, shelf: str) -> int:
    transaction.execute(
        "INSERT INTO shared_shelf (shelf, version) VALUES (?, 1)"
        " ON CONFLICT (shelf) DO UPDATE SET version = shared_shelf.version + 1",
        (shelf,),
    )
    return _version_in(transaction, shelf)


@contextmanager
def _as_shelf_error() -> Iterator[None]:
    """Whoever writes on a shelf knows of no database."""
    try:
        yield
    except BotError as error:
        raise ShelfError(f"The shelf cannot be used. {error}") from error
    except OSError as error:
        raise ShelfError(f"The copy of the shelf cannot be written: {error.strerror}. Free some space.") from error
