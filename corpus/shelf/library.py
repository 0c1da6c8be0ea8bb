"""The shelf: one folder of bulletin files."""

from __future__ import annotations

import enum
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import BulletinError, CorrectedError, ShelfError, WithdrawnError
from corpus.readers.document import Document
from corpus.shelf import history
from corpus.shelf.bulletin_file import Parsed, ReadFile, document_of, file_bytes, read_data, read_file
from corpus.shelf.catalogue import Catalogue
from corpus.shelf.entries import SUFFIX, file_stamp, folder_stamp, unfit, without_doubles
from corpus.shelf.faults import Fault, Severity
from corpus.shelf.identity import completed, is_as_read, is_corrected, stamp
from corpus.storage import ALONE, Step, Turns, remove_file, write_file
from corpus.types import Bulletin, PartialDate
from corpus.web.addresses import slug

LOCK = ".fvm-lock"
"""The file of the shelf that is held while it is written; no file of it, and empty."""

_FRESH = 60.0
"""Seconds for which the folder is taken to be as it was, unless its stamp tells of a change; a file that is to be
replaced is looked at in any case."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a library held when it was loaded: bulletins in order of id, every fault, and the bulletins that are no
    longer current, with the day from which they are not."""

    bulletins: tuple[Bulletin, ...]
    faults: tuple[Fault, ...]
    withdrawn: tuple[tuple[Bulletin, PartialDate], ...] = ()

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Faults for which a file was left out."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)


class ShelfChange(enum.Enum):
    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Placement:
    """What adding a document did, and the bulletin that stands there now. `namesake` is another bulletin of the same
    title, beside which a new one was put; `repeated` are lines of it that stand on most pages of its site."""

    change: ShelfChange
    bulletin: Bulletin
    path: Path
    namesake: str | None = None
    repeated: tuple[str, ...] = ()


class Library:
    """Bulletin files in one folder, `<id>.md` each; docs/bulletins.md specifies the format.

    Files that have not changed since they were last read are not read again, and of texts that `parsed` holds only the
    front matter is. `before` is called with the name of each step of a write.
    """

    def __init__(self, folder: Path, before: Step | None = None, parsed: Parsed = dict, turns: Turns = ALONE) -> None:
        self.folder = folder
        self._turns = turns
        self._parsed = parsed
        self._before: Step = before or (lambda step: None)
        self._read: dict[Path, tuple[tuple[int, ...], ReadFile]] = {}
        self._catalogue: Catalogue | None = None
        self._folder_stamp: tuple[int, ...] = ()
        self._listed = 0.0

    def load(self) -> Shelf:
        """Every bulletin that can be read, and what is wrong with the rest. A broken file raises nothing.

        Raises:
            ShelfError: the folder cannot be listed.
        """
        files, faults = self._files()
        faults += [Fault(file.path, problem) for file in files for problem in file.problems]
        kept, doubled = without_doubles(file for file in files if file.bulletin)
        told = [(file.bulletin, file.front_matter.provenance.withdrawn) for file in kept if file.bulletin]
        current = tuple(bulletin for bulletin, day in told if day is None)
        ordered = sorted(faults + doubled, key=lambda fault: (fault.path.name, fault.line or 0))
        return Shelf(current, tuple(ordered), tuple((bulletin, day) for bulletin, day in told if day))

    def add(
        self,
        document: Document,
        bulletin_id: str | None = None,
        name: str | None = None,
        *,
        moved: bool = False,
        overwrite: bool = False,
    ) -> Placement:
        """Shelves a document: nothing happens where it stands there already, a changed version keeps its id.

        The same page is known by its address, else by `bulletin_id`, else by its title and the file that it comes from,
        or by its whole text. A date or address that the new version lacks is taken from the old one, and what a person
        gave stays. A new page is named by `bulletin_id`, `name` or its title. `moved` says that the page's old address
        leads nowhere any more, `overwrite` that corrections by hand may be replaced.

        Raises:
            CorrectedError: the bulletin was corrected by hand and the page has changed too; nothing is written.
            BulletinError: the document makes no readable bulletin; nothing is written.
            ShelfError: the folder cannot be listed or written.
        """
        # All files are read before others have to wait for it.
        self._catalogued()
        with self._turns.turn(self.folder / LOCK):
            for anew in (False, True):
                catalogue = self._catalogued(anew=anew)
                old = catalogue.find(document, bulletin_id, moved=moved)
                if old is None:
                    path = self.folder / (catalogue.free_id(bulletin_id or name or document.head.title) + SUFFIX)
                # Another process may have written in the tick of the clock in which the folder was last looked at.
                if not (self._is_stale(old) if old else os.path.lexists(path)):
                    break
            if old:
                return self._replaced(old, document, moved, overwrite)
            namesake, repeated = catalogue.namesake(document), catalogue.repeated(document)
            placement = _placement(ShelfChange.ADDED, self._write(path, _stamped(document, document)))
        other = namesake.bulletin.id if namesake and namesake.bulletin else None
        return replace(placement, namesake=other, repeated=repeated)

    def _replaced(self, file: ReadFile, document: Document, moved: bool, overwrite: bool) -> Placement:
        old = document_of(file)
        new = completed(document, old, moved)
        if replace(new, provenance=old.provenance) == old or (is_as_read(old, document) and not moved):
            return _placement(ShelfChange.UNCHANGED, file)
        if old.provenance.withdrawn and not overwrite:
            raise WithdrawnError(file.path.stem)
        if is_corrected(old) and not overwrite:
            raise CorrectedError(file.path.stem)
        return _placement(
            ShelfChange.REPLACED, self._write(file.path, _stamped(new, document), file.front_matter.extra)
        )

    def change(self, bulletin_id: str, how: Callable[[Document], Document]) -> Placement:
        """Changes a bulletin as a person wants it; its old version is kept.

        Raises:
            BulletinError: there is none of that id that can be read, or none could be of what it becomes.
            ShelfError: there is none of that id, or the folder cannot be written.
        """
        with self._turns.turn(self.folder / LOCK):
            path = self._path_of(bulletin_id)
            file = read_file(path)
            if file.bulletin is None:
                raise BulletinError(f"{bulletin_id} cannot be read; `fvm check` says what is wrong with it")
            old = document_of(file)
            new = how(old)
            if new == old:
                return _placement(ShelfChange.UNCHANGED, file)
            return _placement(ShelfChange.REPLACED, self._write(path, new, file.front_matter.extra))

    def twin(self, document: Document, *, moved: bool = False) -> Bulletin | None:
        """The bulletin that adding a document would replace; None for a new page. `moved` as for `add`."""
        old = self._catalogued().find(document, None, moved=moved)
        return old.bulletin if old else None

    def twin_in(self, twins: Sequence[tuple[str, str]], document: Document) -> str | None:
        """The id of a bulletin that is a new document in one of its other languages; None for none."""
        if not twins or self.twin(document):
            return None
        at = map(self._catalogued().at, (address for _, address in twins))
        return next((file.bulletin.id for file in at if file and file.bulletin), None)

    def document(self, bulletin_id: str) -> Document | None:
        """What stands on the shelf under an id, withdrawn or not; None where there is nothing that can be read."""
        files = (file for file in self._files()[0] if file.bulletin and file.bulletin.id == bulletin_id)
        return next(map(document_of, files), None)

    def left_out(self) -> dict[str, str]:
        """What importing left out of each bulletin, by id; nothing of those that came in whole."""
        told = {file.bulletin.id: file.front_matter.provenance.left_out for file in self._files()[0] if file.bulletin}
        return {bulletin_id: words for bulletin_id, words in told.items() if words}

    def remove(self, bulletin_id: str) -> Path:
        """Takes a bulletin off the shelf, into its history; ShelfError where there is none of that id."""
        try:
            with self._turns.turn(self.folder / LOCK):
                path = self._path_of(bulletin_id)
                history.keep(path, self._before)
                remove_file(path, self._before)
                self._catalogue = None
        except OSError as error:
            raise ShelfError(f"{bulletin_id} cannot be removed: {error.strerror}. Check its permissions.") from error
        return path

    def ids(self) -> frozenset[str]:
        """The ids of all that stands on the shelf, readable or not."""
        return frozenset(slug(file.path.stem) for file in self._files()[0])

    def _path_of(self, bulletin_id: str) -> Path:
        for file in self._files()[0]:
            if slug(file.path.stem) == bulletin_id:
                return file.path
        raise ShelfError(f"There is no bulletin {bulletin_id!r} in {self.folder}. `fvm list` shows them all.")

    def _catalogued(self, *, anew: bool = False) -> Catalogue:
        """The files by what they are looked up by; looked at anew where others may have changed the folder."""
        self._turns.renew()
        is_fresh = time.monotonic() - self._listed < _FRESH and self._folder_stamp == folder_stamp(self.folder)
        if self._catalogue is None or anew or not is_fresh:
            self._folder_stamp, self._listed = folder_stamp(self.folder), time.monotonic()
            names = [path for path in self._listing() if path.suffix.lower() == SUFFIX]
            self._catalogue = Catalogue((file for file in self._files()[0] if file.bulletin), names)
        return self._catalogue

    def _is_stale(self, file: ReadFile) -> bool:
        """Whether a file was changed in its place since it was read, as an editor may do."""
        signature, read = self._read.get(file.path, ((), None))
        return read is not file or signature != file_stamp(file.path)

    def _write(self, path: Path, document: Document, extra: dict[str, object] | None = None) -> ReadFile:
        """Writes what can be read again, and nothing else."""
        data = file_bytes(document, extra)
        file = read_data(path, data)
        if file.bulletin is None:
            wrong = next(problem for problem in file.problems if problem.severity is Severity.ERROR)
            raise BulletinError(wrong.reason, code=wrong.code)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if path.exists():
                history.keep(path, self._before)
            write_file(path, data, self._before)
        except OSError as error:
            remedy = "Free some space, or check the permissions of the folder; nothing was changed."
            raise ShelfError(f"{path} cannot be written: {error.strerror}. {remedy}") from error
        self._read[path] = (file_stamp(path), file)
        if self._catalogue is not None:
            self._catalogue.placed(file)
            self._folder_stamp = folder_stamp(self.folder)
        return file

    def _files(self) -> tuple[list[ReadFile], list[Fault]]:
        """Every readable entry that could be a bulletin, by name, and the faults of the others."""
        self._turns.renew()
        files, faults = [], []
        known, self._read = self._read, {}
        for path in self._listing():
            if path.name == history.FOLDER:
                continue
            problem = unfit(path)
            if problem:
                faults.append(Fault(path, problem))
            elif path.name.casefold() != "readme.md":
                files.append(self._remembered(path, known))
        return files, faults

    def _remembered(self, path: Path, known: dict[Path, tuple[tuple[int, ...], ReadFile]]) -> ReadFile:
        signature = file_stamp(path)
        found = known.get(path)
        file = found[1] if found and found[0] == signature else read_file(path, self._parsed)
        self._read[path] = (signature, file)
        return file

    def _listing(self) -> list[Path]:
        try:
            return sorted((path for path in self.folder.iterdir() if path.name != LOCK), key=lambda path: path.name)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ShelfError(f"{self.folder} cannot be listed: {error.strerror}. Check FVM_BULLETINS.") from error


def _stamped(document: Document, read: Document) -> Document:
    """A document that tells later what it was made of."""
    return replace(document, provenance=replace(document.provenance, imported=stamp(read, document)))


def _placement(change: ShelfChange, file: ReadFile) -> Placement:
    assert file.bulletin is not None
    return Placement(change, file.bulletin, file.path)
