"""The way from the last version: a snapshot of format 1 is written anew as it stands, so that nothing is embedded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from corpus.storage import Step
from index.arrays import mapped
from index.errors import SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lexical.postings import Postings
from index.lexical.vocabulary import Vocabulary
from index.snapshot.manifest import Manifest
from index.snapshot.opened import current_folder
from index.snapshot.publication import SnapshotDraft, publish
from index.snapshot.records import bulletins_from_json, passages_from_json
from index.types import unheard

_FORMAT = 1


def renew_former(root: Path, before: Step = unheard) -> bool:
    """Publish the snapshot under `root` in the present format where it is of the last one; whether it was.

    The caller is the only builder. Raises SnapshotError where the old one is damaged, OSError where the disk refuses.
    """
    try:
        folder = current_folder(root)
        manifest = Manifest.read(folder, _FORMAT)
    except SnapshotError:
        return False
    publish(_draft(folder, manifest), root, before)
    return True


def former_manifest(root: Path) -> Manifest | None:
    """The manifest of the snapshot that is published under `root` where it is of the last format."""
    try:
        return Manifest.read(current_folder(root), _FORMAT)
    except SnapshotError:
        return None


def _draft(folder: Path, manifest: Manifest) -> SnapshotDraft:
    try:
        bulletins = bulletins_from_json((folder / "bulletins.json").read_text(encoding="utf-8"))
        passages = (folder / "passages.json").read_text(encoding="utf-8")
        return SnapshotDraft(
            model=manifest.model,
            revision=manifest.revision,
            bulletins=bulletins,
            passages=passages_from_json(passages, {bulletin.id: bulletin for bulletin in bulletins}),
            passage_vectors=mapped(folder / "passage_vectors.npy"),
            sentence_vectors=mapped(folder / "sentence_vectors.npy"),
            sentence_starts=np.load(folder / "sentence_starts.npy", allow_pickle=False),
            lexical=_lexical(folder / "lexical"),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise SnapshotError(f"the snapshot in {folder} is damaged ({error!r}); run `fvm reindex`") from error


def _lexical(folder: Path) -> LexicalIndex:
    """The index of words as bm25s wrote it."""
    content = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    stems = json.loads((folder / "vocab.index.json").read_text(encoding="utf-8"))
    starts, rows, weights = (
        np.load(folder / f"{name}.csc.index.npy", allow_pickle=False) for name in ("indptr", "indices", "data")
    )
    count = int(json.loads((folder / "params.index.json").read_text(encoding="utf-8"))["num_docs"])
    postings = Postings(
        stems=sorted(stems, key=stems.__getitem__)[: len(starts) - 1],
        starts=starts,
        rows=rows,
        weights=weights,
        count=count,
    )
    return LexicalIndex(postings, Vocabulary(content["terms"], content["compounds"]), content["abbreviations"])
