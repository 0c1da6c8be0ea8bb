"""One whole index on disk: opened, checked and asked. docs/snapshot.md specifies the files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.types import Bulletin, Passage
from index.arrays import mapped
from index.errors import SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lines import starts_of
from index.snapshot.columns import StoredBulletins, StoredPassages
from index.snapshot.manifest import Manifest
from index.snapshot.searched import FoundPassage
from index.stores.faiss_store import FaissStore
from index.stores.protocol import Ranking, VectorStore
from index.types import Rows, Vectors

POINTER = "current"
SNAPSHOTS = "snapshots"
BULLETINS = "bulletins.jsonl"
PASSAGES = "passages.jsonl"
BULLETIN_STARTS = "bulletin_starts.npy"
PASSAGE_VECTORS = "passage_vectors.npy"
SENTENCE_VECTORS = "sentence_vectors.npy"
SENTENCE_STARTS = "sentence_starts.npy"
LEXICAL = "lexical"
OPTIONS: Mapping[str, str] = {"store": "faiss-flat", "sentences": "contextual"}
"""What a reader of a snapshot relies on beside the model."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """See `SearchedSnapshot`; everything that a search needs, on disk.

    Bulletins, passages and vectors lie on disk until they are asked for. `passage_vectors` is float32, (n_passages,
    dim), and `sentence_vectors` float32, (n, dim).
    The bulletin in place `n`, by id, has the passages from `bulletin_starts[n]` to `bulletin_starts[n + 1]`.
    Passage `row` has the sentence vectors from `sentence_starts[row]` to `sentence_starts[row + 1]`, one for each of
    its sentences in order, or none where it is a single sentence and shares the passage's vector.
    """

    manifest: Manifest
    bulletins: Mapping[str, Bulletin]
    bulletin_starts: Rows
    passages: Sequence[Passage]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    sentence_starts: Rows
    store: VectorStore
    lexical: LexicalIndex

    def sentence_rows(self, row: int) -> Vectors:
        """The vectors of a passage's sentences, float32, (n_sentences, dim)."""
        first, last = int(self.sentence_starts[row]), int(self.sentence_starts[row + 1])
        return self.sentence_vectors[first:last] if last > first else self.passage_vectors[row : row + 1]

    def warm(self) -> None:
        """Make what the first search would make: the look-up tables of words, and the pages of the vectors."""
        self.lexical.warm()
        self.store.search(np.zeros(self.store.dim, np.float32), 1)

    def nearest(self, vector: NDArray[np.float32], top_k: int) -> Ranking:
        return self.store.search(vector, top_k)

    def vectors_of(self, rows: Rows) -> Vectors:
        return self.passage_vectors[rows]

    def fetch(self, rows: Sequence[int]) -> list[FoundPassage]:
        passages = [self.passages[row] for row in rows]
        return [
            FoundPassage(passage, self.bulletins[passage.bulletin_id], self.sentence_rows(row))
            for row, passage in zip(rows, passages, strict=True)
        ]

    def rows_by_bulletin(self) -> dict[str, range]:
        return {
            each: range(first, last)
            for each, (first, last) in zip(self.bulletins, pairwise(self.bulletin_starts.tolist()), strict=True)
        }

    def sentence_vectors_of(self, rows: Sequence[int]) -> list[Vectors]:
        starts = self.sentence_starts
        return [self.sentence_vectors[int(starts[row]) : int(starts[row + 1])] for row in rows]


def current_folder(root: Path) -> Path:
    """Where the published snapshot lies; SnapshotError where there is none."""
    try:
        name = (root / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise SnapshotError(f"there is no index in {root}; run `fvm reindex`") from error
    except (OSError, ValueError) as error:
        raise SnapshotError(f"the index in {root} cannot be read ({error}); run `fvm reindex`") from error
    folder = root / SNAPSHOTS / name
    if not name or Path(name).name != name or not folder.is_dir():
        raise SnapshotError(f"the index in {root} points to a snapshot that is not there; run `fvm reindex`")
    return folder


def current_manifest(root: Path) -> Manifest:
    """The published snapshot's manifest; SnapshotError where there is none or it is damaged."""
    return Manifest.read(current_folder(root))


def open_snapshot(folder: Path, model: str | None = None) -> Snapshot:
    """The snapshot in `folder`; files are checked by size, not by content, so that opening is quick.

    Raises:
        SnapshotError: damaged, of another format or other options, or made with another model than `model`.
    """
    manifest = Manifest.read(folder)
    manifest.check_origin(manifest.model if model is None else model, OPTIONS)
    _check_sizes(manifest, folder)
    try:
        return _read(manifest, folder)
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise SnapshotError(f"the snapshot in {folder} is damaged ({error!r}); run `fvm reindex`") from error


def parsed_bulletins(root: Path, revision: str) -> Mapping[str, Bulletin]:
    """The bulletins of the published snapshot by id, whole to the byte, where it is of that revision: parsed again,
    their texts would give the same. Nothing where there is none such."""
    try:
        folder = current_folder(root)
        manifest = Manifest.read(folder)
        names = (BULLETINS, starts_of(Path(BULLETINS)).name)
        is_whole = all(checksum(folder / name) == manifest.files[name].sha256 for name in names)
        if is_whole and manifest.revision == revision:
            return StoredBulletins(folder / BULLETINS, manifest.bulletins)
    except (SnapshotError, OSError, ValueError, KeyError):
        pass
    return {}


def _check_sizes(manifest: Manifest, folder: Path) -> None:
    for name, file in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != file.size:
            raise SnapshotError(f"the snapshot in {folder} is damaged ({name}); run `fvm reindex`")


def _read(manifest: Manifest, folder: Path) -> Snapshot:
    bulletins = StoredBulletins(folder / BULLETINS, manifest.bulletins)
    vectors = mapped(folder / PASSAGE_VECTORS)
    snapshot = Snapshot(
        manifest=manifest,
        bulletins=bulletins,
        bulletin_starts=mapped(folder / BULLETIN_STARTS),
        passages=StoredPassages(folder / PASSAGES, bulletins),
        passage_vectors=vectors,
        sentence_vectors=mapped(folder / SENTENCE_VECTORS),
        sentence_starts=mapped(folder / SENTENCE_STARTS),
        store=FaissStore(vectors),
        lexical=LexicalIndex.load(folder / LEXICAL),
    )
    _check_counts(snapshot)
    return snapshot


def _check_counts(snapshot: Snapshot) -> None:
    counts, dim = snapshot.manifest.counts, snapshot.manifest.dim
    passages, sentences = counts.passages, int(snapshot.sentence_starts[-1])
    sizes = {
        "bulletins": (len(snapshot.bulletins), counts.bulletins),
        "bulletin ranges": (
            (snapshot.bulletin_starts.shape, int(snapshot.bulletin_starts[-1])),
            ((counts.bulletins + 1,), passages),
        ),
        "passages": (len(snapshot.passages), passages),
        "passage vectors": (snapshot.passage_vectors.shape, (passages, dim)),
        "sentence vectors": (snapshot.sentence_vectors.shape, (sentences, dim)),
        "sentence ranges": (snapshot.sentence_starts.shape, (passages + 1,)),
        "stored vectors": ((snapshot.store.count, snapshot.store.dim), (passages, dim)),
        "word counts": (snapshot.lexical.count, passages),
    }
    for what, (found, wanted) in sizes.items():
        if found != wanted:
            raise SnapshotError(f"the snapshot is damaged: {what} {found}, wanted {wanted}; run `fvm reindex`")


def checksum(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_contents(manifest: Manifest, folder: Path) -> None:
    """Read every file and compare it with its checksum; SnapshotError at the first that differs."""
    for name, file in manifest.files.items():
        if checksum(folder / name) != file.sha256:
            raise SnapshotError(f"the snapshot in {folder} is damaged ({name}); run `fvm reindex`")
