"""The entries of the shelf's folder: which are bulletin files, and whether they have changed."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import Code
from corpus.shelf.bulletin_file import ReadFile
from corpus.shelf.faults import Fault, Problem, Severity
from corpus.storage import TEMPORARY_PREFIX

SUFFIX = ".md"


def unfit(path: Path) -> Problem | None:
    """Why an entry of the folder is no bulletin file; None for one that is."""
    if path.name.startswith(TEMPORARY_PREFIX):
        return Problem("an interrupted write left it; delete it", None, Severity.WARNING)
    if path.name.startswith("."):
        return Problem("hidden files are not read", None, Severity.WARNING)
    mode = _mode(path)
    if stat.S_ISLNK(mode):
        return Problem("symbolic links are not followed; put the file itself here")
    if stat.S_ISDIR(mode):
        return Problem("folders are not read; move its files up", None, Severity.WARNING)
    if not stat.S_ISREG(mode):
        return Problem("it is not a regular file")
    if path.suffix.lower() != SUFFIX:
        return Problem("it is not Markdown; shelve it with `fvm add`", None, Severity.WARNING)
    return None


def _mode(path: Path) -> int:
    """What kind of entry it is, a link itself and not what it leads to; 0 for one that is gone."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def file_stamp(path: Path) -> tuple[int, ...]:
    """Differs whenever a file was written: the inode of an atomic replacement is new."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def folder_stamp(folder: Path) -> tuple[int, ...]:
    """Differs whenever an entry of the folder was added, removed or renamed, but within one tick of the clock, some
    milliseconds, in which two processes may both write: to count the entries would tell, and takes longer with each."""
    try:
        status = folder.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_mtime_ns)


def without_doubles(files: Iterable[ReadFile]) -> tuple[list[ReadFile], list[Fault]]:
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
