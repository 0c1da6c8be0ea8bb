"""Earlier versions of the shelf's files: kept beside the shelf, each written before it is replaced."""

from __future__ import annotations

import datetime
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ShelfError
from corpus.storage import Step, sync_folder, write_file

FOLDER = ".history"
"""Below the shelf: `.history/<id>/<time>.md`, the time in UTC when the version was taken out of the answers."""

_STAMP = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"\d{8}T\d{12}Z")


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of a bulletin; `stamp` names it and tells when it was replaced."""

    stamp: str
    path: Path

    @property
    def replaced(self) -> datetime.datetime:
        return datetime.datetime.strptime(self.stamp, _STAMP).replace(tzinfo=datetime.UTC)

    def text(self) -> str:
        """The file as it was; OSError where it cannot be read."""
        return self.path.read_text(encoding="utf-8", errors="replace")


def keep(path: Path, before: Step) -> None:
    """Keep what stands at `path` as its newest earlier version; nothing happens where that is kept already.

    Raises:
        OSError: the file cannot be read or the version cannot be written.
    """
    data = path.read_bytes()
    folder = path.parent / FOLDER / path.stem
    kept = versions(path.parent, path.stem)
    # A crash after keeping and before replacing must not leave the same version twice.
    if kept and kept[-1].path.read_bytes() == data:
        return
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.now(datetime.UTC).strftime(_STAMP)
    write_file(folder / f"{stamp}.md", data, lambda step: before(f"history {step}"))


def versions(shelf: Path, bulletin_id: str) -> tuple[Version, ...]:
    """The earlier versions of a bulletin, oldest first; none where it never changed.

    Raises:
        ShelfError: no bulletin can have such an id.
    """
    if not bulletin_id or Path(bulletin_id).name != bulletin_id or bulletin_id.startswith("."):
        raise ShelfError(f"{bulletin_id!r} is no id of a bulletin; `fvm history` lists those that have versions")
    folder = shelf / FOLDER / bulletin_id
    paths = sorted(path for path in folder.glob("*.md") if _NAME.fullmatch(path.stem)) if folder.is_dir() else []
    return tuple(Version(path.stem, path) for path in paths)


def forget(shelf: Path, bulletin_id: str) -> int:
    """Remove every earlier version of a bulletin for good; how many. Raises as `versions`."""
    found = versions(shelf, bulletin_id)
    if found:
        shutil.rmtree(shelf / FOLDER / bulletin_id)
        sync_folder(shelf / FOLDER)
    return len(found)


def changed_ids(shelf: Path) -> tuple[str, ...]:
    """Ids of every bulletin that has earlier versions, sorted."""
    folder = shelf / FOLDER
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return tuple(name for name in names if not name.startswith(".") and versions(shelf, name))
