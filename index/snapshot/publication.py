"""A new snapshot: written beside the old ones, verified, published by one rename, old ones pruned."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.storage import Step, sync_folder, write_file
from corpus.types import Bulletin, Passage
from index.errors import BuildError
from index.lexical.bm25 import LexicalIndex
from index.lines import write_lines
from index.snapshot.columns import lines_of
from index.snapshot.manifest import NAME, Counts, Manifest, StoredFile
from index.snapshot.opened import (
    BULLETIN_STARTS,
    BULLETINS,
    LEXICAL,
    OPTIONS,
    PASSAGE_VECTORS,
    PASSAGES,
    POINTER,
    SENTENCE_STARTS,
    SENTENCE_VECTORS,
    SNAPSHOTS,
    Snapshot,
    check_contents,
    checksum,
    open_snapshot,
)
from index.snapshot.records import bulletin_line
from index.types import Rows, Vectors

KEPT = 5
"""Snapshots that stay on disk, the published one among them, so that one can go back."""

_STAGE_PREFIX = ".stage-"
_PROBES = 3
_ROUNDING = 1e-3


@dataclass(frozen=True, slots=True)
class SnapshotDraft:
    """All that goes into a snapshot; bulletins in order of id, arrays as in `Snapshot`."""

    model: str
    revision: str
    bulletins: Collection[Bulletin]
    bulletin_starts: Rows
    passages: Sequence[Passage]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    sentence_starts: Rows
    lexical: LexicalIndex


def bulletin_starts(bulletins: Iterable[Bulletin], named: Iterable[str]) -> Rows:
    """Where the passages of each bulletin begin, as in `Snapshot`; `named` are the ids of the passages' bulletins."""
    counts = Counter(named)
    return np.cumsum([0, *(counts[bulletin.id] for bulletin in bulletins)], dtype=np.int64)


def publish(draft: SnapshotDraft, root: Path, before: Step) -> Manifest:
    """Write, verify and publish `draft` under `root`; the old snapshot answers until the last rename.

    `before` is called with the name of each step before it is done. Raises BuildError where the new snapshot does not
    hold what it should, OSError where the disk refuses.
    """
    folder = root / SNAPSHOTS
    folder.mkdir(parents=True, exist_ok=True)
    _remove_stages(folder)
    before("stage")
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=_STAGE_PREFIX))
    try:
        manifest = _write(draft, stage, before)
        before("verify")
        verify(stage, draft)
        before("rename")
        stage.chmod(0o755)
        stage.replace(folder / manifest.id)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    sync_folder(folder)
    write_file(root / POINTER, f"{manifest.id}\n".encode(), before)
    before("prune")
    prune(root, manifest.id)
    return manifest


def verify(folder: Path, draft: SnapshotDraft) -> Snapshot:
    """Open the staged snapshot as a reader would, compare every checksum, and search for what must be found."""
    snapshot = open_snapshot(folder, draft.model)
    check_contents(snapshot.manifest, folder)
    count = len(snapshot.passages)
    for row in {round(place * (count - 1) / _PROBES) for place in range(_PROBES + 1)}:
        _probe(snapshot, row)
    return snapshot


def _probe(snapshot: Snapshot, row: int) -> None:
    """A passage's own vector finds it, or another with the same vector."""
    vector = np.ascontiguousarray(snapshot.passage_vectors[row])
    found = snapshot.store.search(vector, 1)
    if not abs(float(found.scores[0]) - float(vector @ vector)) < _ROUNDING:
        raise BuildError(f"the new snapshot does not find its passage {snapshot.passages[row].id}; the old one stays")


def prune(root: Path, current: str, kept: int = KEPT) -> None:
    """Remove all but the last `kept` snapshots; never the one that is published."""
    others = [name for name in snapshot_ids(root) if name != current]
    for name in others[: max(len(others) - (kept - 1), 0)]:
        shutil.rmtree(root / SNAPSHOTS / name, ignore_errors=True)


def _remove_stages(folder: Path) -> None:
    """What builders that were killed have left."""
    for path in folder.glob(f"{_STAGE_PREFIX}*"):
        shutil.rmtree(path, ignore_errors=True)


def _write(draft: SnapshotDraft, stage: Path, before: Step) -> Manifest:
    for name, write in _writers(draft).items():
        before(f"write {name}")
        write(stage / name)
    files = {str(path.relative_to(stage)): path for path in sorted(stage.rglob("*")) if path.is_file()}
    for path in files.values():
        _flush(path)
    now = datetime.datetime.now(datetime.UTC)
    manifest = Manifest(
        id=now.strftime("%Y%m%dT%H%M%S%fZ"),
        built=now,
        model=draft.model,
        dim=int(draft.passage_vectors.shape[1]),
        options=OPTIONS,
        revision=draft.revision,
        counts=Counts(len(draft.bulletins), len(draft.passages), _sentences(draft.sentence_starts)),
        bulletins={bulletin.id: bulletin.content_hash for bulletin in draft.bulletins},
        files={name: StoredFile(path.stat().st_size, checksum(path)) for name, path in files.items()},
    )
    before(f"write {NAME}")
    (stage / NAME).write_text(manifest.to_json(), encoding="utf-8")
    _flush(stage / NAME)
    return manifest


def _sentences(starts: Rows) -> int:
    """How many sentences there are: a passage without vectors of sentences is one."""
    return int(starts[-1]) + int(np.count_nonzero(np.diff(starts) == 0))


def _writers(draft: SnapshotDraft) -> dict[str, Callable[[Path], object]]:
    return {
        BULLETINS: lambda path: write_lines(path, map(bulletin_line, draft.bulletins)),
        PASSAGES: lambda path: write_lines(path, lines_of(draft.passages)),
        BULLETIN_STARTS: lambda path: np.save(path, draft.bulletin_starts, allow_pickle=False),
        PASSAGE_VECTORS: lambda path: np.save(path, draft.passage_vectors, allow_pickle=False),
        SENTENCE_VECTORS: lambda path: np.save(path, draft.sentence_vectors, allow_pickle=False),
        SENTENCE_STARTS: lambda path: np.save(path, draft.sentence_starts, allow_pickle=False),
        LEXICAL: lambda path: _save_lexical(draft.lexical, path),
    }


def _save_lexical(lexical: LexicalIndex, path: Path) -> None:
    path.mkdir()
    lexical.save(path)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def snapshot_ids(root: Path) -> Sequence[str]:
    """Ids of the snapshots on disk, oldest first."""
    folder = root / SNAPSHOTS
    return sorted(path.name for path in folder.iterdir() if path.name[0] != ".") if folder.is_dir() else []
