"""What is remembered of each address that was visited, so that a visit can tell what has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import ShelfError
from corpus.storage import ALONE, Step, Turns, write_file
from corpus.web.fetch import Validators

VERSION = 1


@dataclass(frozen=True, slots=True)
class Visit:
    """One address as it was last read.

    `digest` is the SHA-256 of its bytes, `version` what a listing said of it, `bulletin` the id that it became, `at`
    where it led to, None for nowhere else.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""
    version: str = ""
    bulletin: str | None = None
    at: str | None = None

    @property
    def validators(self) -> Validators:
        return Validators(self.etag, self.last_modified)


class _File(msgspec.Struct, omit_defaults=True):
    version: int
    visits: dict[str, Visit]
    listings: dict[str, tuple[str, ...]] = {}
    gone: dict[str, int] = {}
    files: dict[str, tuple[str, ...]] = {}


class Visits:
    """Visits by address, in a JSON file that is replaced whole with every change; without a path, in memory.

    Beside them stand the pages that each listing has ever named, the files that each page links to, and the addresses
    that are gone, with their status.

    Raises:
        ShelfError: the file was written by another version, is held by a process that hangs, or cannot be written.
    """

    def __init__(self, path: Path | None = None, before: Step | None = None, turns: Turns = ALONE) -> None:
        self._turns = turns
        self._turns.renew()
        self._path = path
        self._before: Step = before or (lambda step: None)
        self._file = _File(VERSION, {}) if path is None else _read(path)

    @property
    def gone(self) -> dict[str, int]:
        """Addresses that were gone when they were last visited, with the status that said so."""
        return dict(self._file.gone)

    def of(self, address: str) -> Visit:
        """What is known of an address; an empty visit where it is new."""
        return self._file.visits.get(address, Visit())

    def pages_of(self, listing: str) -> tuple[str, ...]:
        """The pages that a feed or sitemap has named so far; none of an address that is no listing."""
        return self._file.listings.get(listing, ())

    def files_of(self, page: str) -> tuple[str, ...]:
        """The files that a page linked to when it was last read."""
        return self._file.files.get(page, ())

    def remember(self, address: str, visit: Visit) -> None:
        """Note what was seen at an address, which is there."""
        if self._file.visits.get(address) != visit or address in self._file.gone:
            self._change(lambda file: (file.visits.update({address: visit}), file.gone.pop(address, None)))

    def remember_pages(self, listing: str, pages: tuple[str, ...]) -> None:
        """Note the pages that a listing has named so far."""
        if self.pages_of(listing) != pages:
            self._change(lambda file: file.listings.update({listing: pages}))

    def remember_files(self, page: str, files: tuple[str, ...]) -> None:
        """Note the files that a page links to."""
        if self.files_of(page) != files:
            self._change(lambda file: file.files.update({page: files}))

    def remember_gone(self, address: str, status: int) -> None:
        """Note that an address is there no longer."""
        if self._file.gone.get(address) != status:
            self._change(lambda file: file.gone.update({address: status}))

    def _change(self, change: Callable[[_File], object]) -> None:
        if self._path is None:
            change(self._file)
            return
        with self._turns.turn(self._path.with_suffix(".lock")):
            # What others have remembered meanwhile is kept: two may watch, and an admin adds beside them.
            self._file = _read(self._path)
            change(self._file)
            _write(self._path, self._file, self._before)


def _read(path: Path) -> _File:
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return _File(VERSION, {})
    except (OSError, ValueError) as error:
        raise ShelfError(f"{path} is damaged. Delete it; every page is then read again.") from error
    if stored.version != VERSION:
        raise ShelfError(f"{path} has format {stored.version}, this program reads {VERSION}. Delete it.")
    return stored


def _write(path: Path, file: _File, before: Step) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, msgspec.json.format(msgspec.json.encode(file), indent=1), before)
    except OSError as error:
        raise ShelfError(f"{path} cannot be written: {error.strerror}. Free some space or check its rights.") from error
