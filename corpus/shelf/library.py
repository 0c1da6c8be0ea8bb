"""The shelf: one folder of bulletin files."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import BulletinError, Code, ShelfError
from corpus.readers.document import Document, PageHead
from corpus.shelf import history
from corpus.shelf.bulletin_file import ReadFile, document_of, file_bytes, read_data, read_file
from corpus.shelf.faults import Fault, Problem, Severity
from corpus.shelf.likeness import likeness
from corpus.storage import TEMPORARY_PREFIX, Step, exclusive, remove_file, write_file
from corpus.types import Bulletin
from corpus.web.addresses import page_key, slug

SUFFIX = ".md"

LOCK = ".fvm-lock"
"""The file of the shelf that is held while it is written; no file of it, and empty."""

_NEAR = 0.8
"""From this likeness on two texts of one title and date are versions of one page."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a library held when it was loaded: bulletins in order of id, and every fault."""

    bulletins: tuple[Bulletin, ...]
    faults: tuple[Fault, ...]

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
    """What adding a document did, and the bulletin that stands there now."""

    change: ShelfChange
    bulletin: Bulletin
    path: Path


class Library:
    """Bulletin files in one folder, `<id>.md` each; docs/bulletins.md specifies the format.

    Files that have not changed since they were last read are not read again. `before` is called with the name of each
    step of a write.
    """

    def __init__(self, folder: Path, before: Step | None = None) -> None:
        self.folder = folder
        self._before: Step = before or (lambda step: None)
        self._read: dict[Path, tuple[tuple[int, ...], ReadFile]] = {}

    def load(self) -> Shelf:
        """Every bulletin that can be read, and what is wrong with the rest. A broken file raises nothing.

        Raises:
            ShelfError: the folder cannot be listed.
        """
        files, faults = self._files()
        faults += [Fault(file.path, problem) for file in files for problem in file.problems]
        kept, doubled = _without_doubles(file for file in files if file.bulletin)
        bulletins = tuple(file.bulletin for file in kept if file.bulletin)
        ordered = sorted(faults + doubled, key=lambda fault: (fault.path.name, fault.line or 0))
        return Shelf(bulletins, tuple(ordered))

    def add(
        self, document: Document, bulletin_id: str | None = None, name: str | None = None, *, moved: bool = False
    ) -> Placement:
        """Shelves a document: nothing happens where it stands there already, a changed version keeps its id.

        The same page is known by its address, else by `bulletin_id`, else by its title or its text. A date or address
        that the new version lacks is taken from the old one. A new page is named by `bulletin_id`, `name` or its title.
        `moved` says that the page's old address leads nowhere any more.

        Raises:
            BulletinError: the document makes no readable bulletin; nothing is written.
            ShelfError: the folder cannot be listed or written.
        """
        with exclusive(self.folder / LOCK):
            return self._added(document, bulletin_id, name, moved)

    def _added(self, document: Document, bulletin_id: str | None, name: str | None, moved: bool) -> Placement:
        files = [file for file in self._files()[0] if file.bulletin]
        old = _find(files, document, bulletin_id)
        path = old.path if old else self._free_path(bulletin_id or name or document.head.title)
        if old:
            document = _completed(document, document_of(old), moved)
            if document == document_of(old):
                return _placement(ShelfChange.UNCHANGED, old)
        file = self._write(path, file_bytes(document, old.front_matter.extra if old else None))
        return _placement(ShelfChange.REPLACED if old else ShelfChange.ADDED, file)

    def replace(self, bulletin_id: str, document: Document) -> Placement:
        """Puts a document in the place of a bulletin; ShelfError where there is none of that id, else as `add`."""
        with exclusive(self.folder / LOCK):
            return _placement(ShelfChange.REPLACED, self._write(self._path_of(bulletin_id), file_bytes(document)))

    def twin(self, document: Document) -> Bulletin | None:
        """The bulletin of the page that a document is a version of, whatever its address; None for a new page."""
        old = _find([file for file in self._files()[0] if file.bulletin], document, None)
        return old.bulletin if old else None

    def remove(self, bulletin_id: str) -> Path:
        """Takes a bulletin off the shelf, into its history; ShelfError where there is none of that id."""
        try:
            with exclusive(self.folder / LOCK):
                path = self._path_of(bulletin_id)
                history.keep(path, self._before)
                remove_file(path, self._before)
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

    def _free_path(self, stem: str) -> Path:
        """A path for a new bulletin; a number is added where another page has taken the name."""
        taken = {slug(path.stem) for path in self._listing() if path.suffix.lower() == SUFFIX}
        stem = slug(stem)
        numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
        return self.folder / ((stem if stem not in taken else next(n for n in numbered if n not in taken)) + SUFFIX)

    def _write(self, path: Path, data: bytes) -> ReadFile:
        """Writes what can be read again, and nothing else."""
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
        return file

    def _files(self) -> tuple[list[ReadFile], list[Fault]]:
        """Every readable entry that could be a bulletin, by name, and the faults of the others."""
        files, faults = [], []
        known, self._read = self._read, {}
        for path in self._listing():
            if path.name == history.FOLDER:
                continue
            problem = _unfit(path)
            if problem:
                faults.append(Fault(path, problem))
            elif path.name.casefold() != "readme.md":
                files.append(self._remembered(path, known))
        return files, faults

    def _remembered(self, path: Path, known: dict[Path, tuple[tuple[int, ...], ReadFile]]) -> ReadFile:
        signature = _signature(path)
        found = known.get(path)
        file = found[1] if found and found[0] == signature else read_file(path)
        self._read[path] = (signature, file)
        return file

    def _listing(self) -> list[Path]:
        try:
            return sorted(path for path in self.folder.iterdir() if path.name != LOCK)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ShelfError(f"{self.folder} cannot be listed: {error.strerror}. Check FVM_BULLETINS.") from error


def _signature(path: Path) -> tuple[int, ...]:
    """Differs whenever a file was written: the inode of an atomic replacement is new."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _unfit(path: Path) -> Problem | None:
    """Why an entry of the folder is no bulletin file; None for one that is."""
    if path.name.startswith(TEMPORARY_PREFIX):
        return Problem("an interrupted write left it; delete it", None, Severity.WARNING)
    if path.name.startswith("."):
        return Problem("hidden files are not read", None, Severity.WARNING)
    if path.is_symlink():
        return Problem("symbolic links are not followed; put the file itself here")
    if path.is_dir():
        return Problem("folders are not read; move its files up", None, Severity.WARNING)
    if not path.is_file():
        return Problem("it is not a regular file")
    if path.suffix.lower() != SUFFIX:
        return Problem("it is not Markdown; shelve it with `fvm add`", None, Severity.WARNING)
    return None


def _without_doubles(files: Iterable[ReadFile]) -> tuple[list[ReadFile], list[Fault]]:
    """Files with an id of their own, and faults for the others and for pages that stand there twice."""
    kept: dict[str, ReadFile] = {}
    pages: dict[str, ReadFile] = {}
    faults = []
    for file in files:
        assert file.bulletin is not None
        first = kept.setdefault(file.bulletin.id, file)
        if first is not file:
            reason = f"{first.path.name} has the same id; rename one of them"
            faults.append(Fault(file.path, Problem(reason, code=Code.SAME_ID)))
            continue
        same_page = pages.setdefault(file.key, file) if file.key else file
        if same_page is not file:
            reason = f"{same_page.path.name} has the same url; keep one of them"
            faults.append(Fault(file.path, Problem(reason, None, Severity.WARNING)))
    return sorted(kept.values(), key=lambda file: file.bulletin.id if file.bulletin else ""), faults


def _find(files: list[ReadFile], document: Document, bulletin_id: str | None) -> ReadFile | None:
    """The file of the page that a document is a version of."""
    key = page_key(document.head.url) if document.head.url else None
    by_url = [file for file in files if key is not None and file.key == key]
    wanted = slug(bulletin_id) if bulletin_id else None
    by_id = [file for file in files if file.bulletin and file.bulletin.id == wanted]
    by_title = [file for file in files if wanted is None and _is_version(document_of(file), document)]
    copies = [file for file in files if wanted is None and _is_copy(document_of(file), document)]
    return next(iter([*by_url, *by_id, *by_title, *copies]), None)


def _is_version(old: Document, new: Document) -> bool:
    """Whether two documents without a common address are one page: same title, and no two dates or addresses."""
    if slug(old.head.title) != slug(new.head.title) or (old.head.url and new.head.url):
        return False
    return _may_be_one_date(old, new)


def _is_copy(old: Document, new: Document) -> bool:
    """Whether two documents are one page under two addresses, perhaps with a few words changed."""
    if old.head.title != new.head.title or not _may_be_one_date(old, new):
        return False
    return old.source.strip() == new.source.strip() or likeness(old.source, new.source) >= _NEAR


def _may_be_one_date(old: Document, new: Document) -> bool:
    dates = [str(date) for date in (old.head.published, new.head.published) if date]
    return len(dates) < 2 or dates[0].startswith(dates[1]) or dates[1].startswith(dates[0])


def _completed(new: Document, old: Document, moved: bool) -> Document:
    """The new version with what only the old one knew; the old address where it is as good."""
    is_same_page = _is_copy(old, new) or _is_at_one_address(old.head, new.head)
    head = new.head.completed(old.head)
    if is_same_page and not moved:
        head = replace(head, url=old.head.url or new.head.url)
    return Document(head, new.source.strip())


def _is_at_one_address(old: PageHead, new: PageHead) -> bool:
    return old.url is not None and new.url is not None and page_key(old.url) == page_key(new.url)


def _placement(change: ShelfChange, file: ReadFile) -> Placement:
    assert file.bulletin is not None
    return Placement(change, file.bulletin, file.path)
