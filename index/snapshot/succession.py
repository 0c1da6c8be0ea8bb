"""Which snapshot answers: those on disk, one taken over from elsewhere, or an earlier one again."""

from __future__ import annotations

from pathlib import Path

from corpus.storage import Step, sync_folder, write_file
from index.errors import BuildError, OvertakenError, SnapshotError
from index.snapshot.builder import only_builder
from index.snapshot.manifest import Manifest
from index.snapshot.opened import POINTER, SNAPSHOTS, check_contents, current_folder, current_manifest
from index.snapshot.publication import prune, snapshot_ids


def kept_snapshots(root: Path) -> tuple[Manifest, ...]:
    """Every whole snapshot under `root`, newest first."""
    found = []
    for name in reversed(snapshot_ids(root)):
        try:
            found.append(Manifest.read(root / SNAPSHOTS / name))
        except SnapshotError:
            continue
    return tuple(found)


def branch(root: Path, other: Path) -> None:
    """Let `other` begin where `root` stands, so that a build there reuses what is embedded; nothing is copied."""
    (other / SNAPSHOTS).mkdir(parents=True)
    try:
        current = current_folder(root)
    except SnapshotError:
        return
    (other / SNAPSHOTS / current.name).symlink_to(current.absolute(), target_is_directory=True)
    write_file(other / POINTER, f"{current.name}\n".encode())


def adopt(other: Path, root: Path, base: str | None, before: Step = lambda step: None) -> Manifest:
    """Publish the snapshot that was built under `other`, which lies on the same disk, where `base` still answers.

    Raises:
        BuildError: another snapshot than `base` answers by now, or the disk refuses; nothing has changed.
        BusyError: another process builds.
        SnapshotError: the new snapshot is damaged; nothing has changed.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with only_builder(root):
            return _adopt(other, root, base, before)
    except OSError as error:
        raise BuildError(f"the index could not be published: {error}; the old one still answers") from error


def _adopt(other: Path, root: Path, base: str | None, before: Step) -> Manifest:
    if published_id(root) != base:
        raise OvertakenError("another index was published meanwhile; preview again")
    folder = current_folder(other)
    manifest = Manifest.read(folder)
    before("verify")
    check_contents(manifest, folder)
    before("move")
    (root / SNAPSHOTS).mkdir(exist_ok=True)
    folder.rename(root / SNAPSHOTS / manifest.id)
    sync_folder(root / SNAPSHOTS)
    write_file(root / POINTER, f"{manifest.id}\n".encode(), before)
    before("prune")
    prune(root, manifest.id)
    return manifest


def go_back(root: Path, snapshot_id: str, before: Step = lambda step: None) -> Manifest:
    """Let an earlier snapshot answer again.

    Raises:
        SnapshotError: there is no such snapshot, or it is damaged; nothing has changed.
        BuildError: the disk refuses; nothing has changed.
        BusyError: another process builds.
    """
    if snapshot_id not in snapshot_ids(root):
        raise SnapshotError(f"there is no snapshot {snapshot_id!r}; `fvm rollback --list` shows those that are kept")
    try:
        with only_builder(root):
            folder = root / SNAPSHOTS / snapshot_id
            manifest = Manifest.read(folder)
            before("verify")
            check_contents(manifest, folder)
            write_file(root / POINTER, f"{snapshot_id}\n".encode(), before)
    except OSError as error:
        raise BuildError(f"the index could not be changed: {error}; the present one still answers") from error
    return manifest


def published_id(root: Path) -> str | None:
    """The id of the snapshot that answers; None where there is none."""
    try:
        return current_manifest(root).id
    except SnapshotError:
        return None
