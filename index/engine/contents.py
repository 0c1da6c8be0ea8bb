"""What a draft holds, as every engine stores it, and the proof that a stored one is found."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.errors import BuildError
from index.snapshot.manifest import Counts, Manifest, StoredFile
from index.snapshot.publication import SnapshotDraft
from index.snapshot.searched import SearchedSnapshot
from index.types import Vectors

_PROBES, _ROUNDING = 6, 1e-3


def new_id(now: datetime.datetime) -> str:
    """The id of a snapshot that is made now, in UTC; ids sort by age."""
    return now.strftime("%Y%m%dT%H%M%S%fZ")


def vectors_of(draft: SnapshotDraft, row: int) -> Vectors:
    """A passage's vector and its sentences' after it."""
    first, last = int(draft.sentence_starts[row]), int(draft.sentence_starts[row + 1])
    return np.concatenate([draft.passage_vectors[row : row + 1], draft.sentence_vectors[first:last]])


def manifest_of(
    draft: SnapshotDraft, options: Mapping[str, str], sizes: Mapping[str, int], now: datetime.datetime
) -> Manifest:
    """What the stored draft says about itself; `sizes` are the bytes of its parts by their names."""
    sentences = sum(len(passage.sentences) for passage in draft.passages)
    return Manifest(
        id=new_id(now),
        built=now,
        model=draft.model,
        dim=int(draft.passage_vectors.shape[1]),
        options=dict(options),
        revision=draft.revision,
        counts=Counts(len(draft.bulletins), len(draft.passages), sentences),
        bulletins={bulletin.id: bulletin.content_hash for bulletin in draft.bulletins},
        files={name: StoredFile(size, "") for name, size in sizes.items()},
    )


def check_counts(found: Mapping[str, int], wanted: Mapping[str, int]) -> None:
    """Raise BuildError where the engine holds another number of anything than was written."""
    for what, count in wanted.items():
        if found[what] != count:
            raise BuildError(f"the new snapshot has {found[what]} rows of {what}, wanted {count}; the old one stays")


def check_found(snapshot: SearchedSnapshot, draft: SnapshotDraft) -> None:
    """Raise BuildError where some passages have other vectors than were written, or where most of their vectors find
    neither them nor others with the same vector: a graph may miss one of many that are alike."""
    rows = _probed(len(draft.passages))
    vectors = [np.ascontiguousarray(draft.passage_vectors[row]) for row in rows]
    if not np.array_equal(snapshot.vectors_of(np.array(rows, np.int64)), np.stack(vectors)):
        raise BuildError("the new snapshot has other vectors than were written; the old one stays")
    found = sum(_finds(snapshot, vector) for vector in vectors)
    if 2 * found <= len(rows):
        raise BuildError(f"the new snapshot finds {found} of the {len(rows)} passages looked for; the old one stays")


def _finds(snapshot: SearchedSnapshot, vector: NDArray[np.float32]) -> bool:
    nearest = snapshot.nearest(vector, 1).scores
    return bool(len(nearest)) and abs(float(nearest[0]) - float(vector @ vector)) < _ROUNDING


def _probed(count: int) -> list[int]:
    return sorted({round(place * (count - 1) / _PROBES) for place in range(_PROBES + 1)})
