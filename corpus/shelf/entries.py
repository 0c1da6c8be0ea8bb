"""The entries of the shelf's folder: which are bulletin files, and whether they have changed."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.shelf.faults import Problem, Severity
from corpus.storage import TEMPORARY_PREFIX

SUFFIX = ".md"


def unfit(path: Path) -> Problem | None:
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


def file_stamp(path: Path) -> tuple[int, ...]:
    """Differs whenever a file was written: the inode of an atomic replacement is new."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def folder_stamp(folder: Path) -> tuple[int, ...]:
    """Differs whenever an entry of the folder was added, removed or renamed. Its time alone does not: it goes by
    ticks of some milliseconds, in which two processes may both write."""
    try:
        status, entries = folder.stat(), len(os.listdir(folder))  # noqa: PTH208 - the names alone are counted
    except OSError:
        return ()
    return (status.st_ino, status.st_mtime_ns, entries)
