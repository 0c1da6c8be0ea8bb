"""Where snapshots lie, and which of them answers: a folder, or whatever else keeps the protocol."""

from __future__ import annotations

import shutil
from collections.abc import Hashable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from corpus.storage import Step
from index.errors import SnapshotError
from index.snapshot.builder import only_builder
from index.snapshot.former import renew_former
from index.snapshot.manifest import Manifest
from index.snapshot.opened import OPTIONS, POINTER, current_folder, current_manifest, open_snapshot
from index.snapshot.publication import KEPT, SnapshotDraft, prune, publish
from index.snapshot.searched import SearchedSnapshot
from index.snapshot.succession import adopt, branch, go_back, kept_snapshots


class SnapshotPlace(Protocol):
    """Keeps snapshots, of which one answers at a time. `folder` is the process's own, for what a build leaves there.

    Raises:
        SnapshotError: what is asked for is missing, damaged, or made otherwise.
        BuildError: what should be written cannot be; nothing has changed.
        BusyError: another process builds.
    """

    @property
    def folder(self) -> Path: ...

    @property
    def options(self) -> Mapping[str, str]:
        """See `Manifest`."""
        ...

    @property
    def is_shared(self) -> bool:
        """Whether the snapshots lie elsewhere, so that none of them is held in memory by a build either."""
        ...

    def stamp(self) -> Hashable:
        """Another one whenever another snapshot answers; None where it cannot be told just now."""
        ...

    def manifest(self) -> Manifest:
        """That of the snapshot which answers."""
        ...

    def open(self, model: str) -> SearchedSnapshot:
        """The snapshot that answers, for the encoder of that name."""
        ...

    def building(self) -> AbstractContextManager[None]:
        """Be the one builder."""
        ...

    def renew(self, before: Step) -> None:
        """Bring a snapshot of the last format to the present one, if that is the one that answers; of the builder."""
        ...

    def publish(self, draft: SnapshotDraft, before: Step) -> Manifest:
        """Write and verify a snapshot and let it answer, of the builder."""
        ...

    def kept(self) -> tuple[Manifest, ...]:
        """Every whole snapshot, newest first."""
        ...

    def go_back(self, snapshot_id: str, before: Step) -> Manifest:
        """Let an earlier snapshot answer again."""
        ...

    def prune(self, kept: int) -> None:
        """Remove all but the last `kept` snapshots; never the one that answers."""
        ...

    def beside(self, folder: Path) -> SnapshotPlace:
        """Another place, of a preview, which `folder` names."""
        ...

    def branch(self, folder: Path) -> SnapshotPlace:
        """As `beside`, made anew: it begins where this place stands, so that a build there reuses what is embedded."""
        ...

    def adopt(self, other: SnapshotPlace, base: str | None, before: Step) -> Manifest:
        """Let the snapshot answer that answers at `other`, if it is still `base` that answers here."""
        ...

    def discard(self, folder: Path) -> None:
        """Remove the place beside this one that `folder` names, with its folder; nothing where there is none."""
        ...


class SnapshotFolder:
    """See `SnapshotPlace`; snapshots on disk, as docs/snapshot.md specifies them."""

    options = OPTIONS
    is_shared = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        return self._folder

    def stamp(self) -> Hashable:
        try:
            found = (self._folder / POINTER).stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def manifest(self) -> Manifest:
        return current_manifest(self._folder)

    def open(self, model: str) -> SearchedSnapshot:
        return open_snapshot(current_folder(self._folder), model)

    def building(self) -> AbstractContextManager[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        return only_builder(self._folder)

    def renew(self, before: Step) -> None:
        renew_former(self._folder, before)

    def publish(self, draft: SnapshotDraft, before: Step) -> Manifest:
        return publish(draft, self._folder, before)

    def kept(self) -> tuple[Manifest, ...]:
        return kept_snapshots(self._folder)

    def go_back(self, snapshot_id: str, before: Step) -> Manifest:
        return go_back(self._folder, snapshot_id, before)

    def prune(self, kept: int = KEPT) -> None:
        prune(self._folder, self.manifest().id, kept)

    def beside(self, folder: Path) -> SnapshotPlace:
        return SnapshotFolder(folder)

    def branch(self, folder: Path) -> SnapshotPlace:
        branch(self._folder, folder)
        return SnapshotFolder(folder)

    def adopt(self, other: SnapshotPlace, base: str | None, before: Step) -> Manifest:
        return adopt(other.folder, self._folder, base, before)

    def discard(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)


def as_place(place: Path | SnapshotPlace) -> SnapshotPlace:
    """The snapshots of a folder, or the place itself."""
    return SnapshotFolder(place) if isinstance(place, Path) else place


def published_at(place: SnapshotPlace) -> str | None:
    """The id of the snapshot that answers; None where there is none."""
    try:
        return place.manifest().id
    except SnapshotError:
        return None
