"""Copies all that must survive into one file, while the bot runs, and puts it back on another machine."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.administration.errors import BackupError
from corpus.storage import TEMPORARY_PREFIX, write_file

VERSION = 1
ENDING = ".fvm.tar.gz"
_DATABASE = ".sqlite3"
_LEFT_OUT = (".lock", "-wal", "-shm", "-journal", ".secret", ENDING)
"""What belongs to a running process: locks, and what lies beside a database, which is copied by its own means; a token
that is spent when it is put back; and earlier backups."""

_ALIVE = "alive"
_DATA, _SHELF, _HEAD = "data", "bulletins", "backup.json"


@dataclass(frozen=True, slots=True)
class LastingFiles:
    """What a backup is made of: the data folder, and the folders of bulletins by the names of their shelves, empty for
    the only one. Those that lie in the data folder come with it."""

    data: Path
    shelves: Mapping[str, Path]

    def outside(self) -> Iterator[tuple[str, Path]]:
        """The shelves that lie elsewhere."""
        for name, folder in self.shelves.items():
            if not folder.is_relative_to(self.data):
                yield name, folder


def make_backup(kept: LastingFiles, file: Path) -> int:
    """Write everything to one file that its owner alone can read, in one step; how many bytes it has.

    Databases are copied by SQLite itself, other files as they stand, each whole; nothing waits and nothing is stopped.

    Raises:
        BackupError: there is nothing to copy, or something cannot be read or written.
    """
    if not kept.data.is_dir():
        raise BackupError(f"There is no {kept.data}: nothing has been kept yet. Check FVM_DATA.")
    packed = io.BytesIO()
    try:
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=5) as archive:
            head = {"version": VERSION, "made": int(time.time()), "shelves": [name for name, _ in kept.outside()]}
            _add(archive, _HEAD, json.dumps(head).encode())
            _add_folder(archive, kept.data, PurePosixPath(_DATA))
            for name, folder in kept.outside():
                _add_folder(archive, folder, PurePosixPath(_SHELF) / (name or "_"))
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, packed.getvalue(), private=True)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup was not made: {error}. The last one stays as it was.") from error
    return len(packed.getvalue())


def _add_folder(archive: tarfile.TarFile, folder: Path, at: PurePosixPath) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith(TEMPORARY_PREFIX):
            continue
        inside = path.relative_to(folder)
        if path.name.endswith(_LEFT_OUT) or inside.parts[0] == _ALIVE:
            continue
        # An old snapshot may be pruned meanwhile.
        with contextlib.suppress(FileNotFoundError):
            data = _copied(path) if path.suffix == _DATABASE else _whole(path)
            _add(archive, str(at / PurePosixPath(*inside.parts)), data)


def _whole(path: Path) -> bytes:
    data = path.read_bytes()
    # A log may be written to just now: its last line counts when it is whole.
    return data[: data.rfind(b"\n") + 1] if path.suffix == ".jsonl" else data


def _copied(path: Path) -> bytes:
    """A database as of one instant, whatever is being written to it."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=TEMPORARY_PREFIX) as folder:
        copy = Path(folder) / path.name
        with (
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as sink,
        ):
            source.backup(sink)
        return copy.read_bytes()


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, int(time.time())
    archive.addfile(member, io.BytesIO(data))


def restore_backup(file: Path, kept: LastingFiles) -> None:
    """Put a backup where `kept` says, where nothing is yet.

    Raises:
        BackupError: something is there already, or the file is no backup, or one of another version or other shelves.
    """
    for folder in (kept.data, *(folder for _, folder in kept.outside())):
        if folder.is_dir() and any(folder.iterdir()):
            raise BackupError(
                f"{folder} holds something already. Move it away, or restore elsewhere; nothing was done."
            )
    try:
        with tarfile.open(file, "r:gz") as archive:
            _check(json.loads(_member(archive, _HEAD)), kept, file)
            targets = {PurePosixPath(_DATA): kept.data}
            targets |= {PurePosixPath(_SHELF) / (name or "_"): folder for name, folder in kept.outside()}
            for at, folder in targets.items():
                _unpack(archive, at, folder)
    except (OSError, tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise BackupError(f"{file} cannot be restored: {error}. Take another backup.") from error


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    if found is None:
        raise BackupError(f"{name} is missing.")
    return found.read()


def _check(head: Mapping[str, object], kept: LastingFiles, file: Path) -> None:
    if head.get("version") != VERSION:
        raise BackupError(f"{file} is of version {head.get('version')}, this program reads {VERSION}. Update it.")
    wanted, held = sorted(name for name, _ in kept.outside()), head.get("shelves")
    if held != wanted:
        raise BackupError(f"{file} holds the shelves {held}, the settings name {wanted}. Set FVM_BULLETINS or "
                          "FVM_SHELVES as on the machine that it was made on.")  # fmt: skip


def _unpack(archive: tarfile.TarFile, at: PurePosixPath, folder: Path) -> None:
    """Into a folder of its own first, so that what breaks off leaves nothing that looks whole; the place itself may be
    a volume that cannot be replaced."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=TEMPORARY_PREFIX) as unpacked:
        for member in archive:
            name = PurePosixPath(member.name)
            if member.isfile() and name.is_relative_to(at) and ".." not in name.parts:
                target = Path(unpacked, *name.relative_to(at).parts)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                target.write_bytes(_member(archive, member.name))
                target.chmod(0o600)
        for path in Path(unpacked).iterdir():
            path.rename(folder / path.name)


def prune_backups(folder: Path, most: int) -> list[Path]:
    """Remove all backups in a folder but the newest; those that were removed."""
    old = sorted(folder.glob(f"*{ENDING}"))[:-most]
    for path in old:
        path.unlink()
    return old
