"""What is remembered of each address that was visited, so that a visit can tell what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import ShelfError
from corpus.storage import Step, exclusive, write_file
from corpus.web.fetch import Validators

VERSION = 1


@dataclass(frozen=True, slots=True)
class Visit:
    """One address as it was last read.

    `digest` is the SHA-256 of its bytes, `version` what a listing said of it, `bulletin` the id that it became.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""
    version: str = ""
    bulletin: str | None = None

    @property
    def validators(self) -> Validators:
        return Validators(self.etag, self.last_modified)


class Visits:
    """Visits by address, in a JSON file that is replaced whole with every change; without a path, in memory.

    Raises:
        ShelfError: the file was written by another version, is held by a process that hangs, or cannot be written.
    """

    def __init__(self, path: Path | None = None, before: Step | None = None) -> None:
        self._path = path
        self._before: Step = before or (lambda step: None)
        self._visits = {} if path is None else _read(path)

    def of(self, address: str) -> Visit:
        """What is known of an address; an empty visit where it is new."""
        return self._visits.get(address, Visit())

    def remember(self, address: str, visit: Visit) -> None:
        if self._visits.get(address) == visit:
            return
        if self._path is None:
            self._visits[address] = visit
            return
        with exclusive(self._path.with_suffix(".lock")):
            # What others have remembered meanwhile is kept: two may watch, and an admin adds beside them.
            self._visits = _read(self._path) | {address: visit}
            _write(self._path, self._visits, self._before)


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    visits: dict[str, Visit]


def _read(path: Path) -> dict[str, Visit]:
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ShelfError(f"{path} is damaged. Delete it; every page is then read again.") from error
    if stored.version != VERSION:
        raise ShelfError(f"{path} has format {stored.version}, this program reads {VERSION}. Delete it.")
    return stored.visits


def _write(path: Path, visits: dict[str, Visit], before: Step) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, msgspec.json.format(msgspec.json.encode(_File(VERSION, visits)), indent=1), before)
    except OSError as error:
        raise ShelfError(f"{path} cannot be written: {error.strerror}. Free some space or check its rights.") from error
