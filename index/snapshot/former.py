"""The way from earlier versions: a snapshot of theirs is written anew as it stands, so that nothing is embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.storage import Step
from corpus.types import Bulletin, Passage
from index.arrays import mapped
from index.encoder.embedding import passage_text
from index.errors import SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lexical.counting import LexicalText
from index.snapshot.columns import StoredBulletins, StoredPassages
from index.snapshot.manifest import FORMAT, Manifest
from index.snapshot.opened import BULLETINS, PASSAGES, current_folder
from index.snapshot.publication import SnapshotDraft, bulletin_starts, publish
from index.snapshot.records import bulletins_from_json, passages_from_json
from index.types import unheard

_FORMER = range(1, FORMAT)


def renew_former(root: Path, before: Step = unheard) -> bool:
    """Publish the snapshot under `root` in the present format where it is of an earlier one; whether it was.

    The caller is the only builder. Raises SnapshotError where the old one is damaged, OSError where the disk refuses.
    """
    manifest = former_manifest(root)
    if manifest is None:
        return False
    publish(_draft(current_folder(root), manifest), root, before)
    return True


def former_manifest(root: Path) -> Manifest | None:
    """The manifest of the snapshot that is published under `root` where it is of an earlier format."""
    for each in _FORMER:
        try:
            return Manifest.read(current_folder(root), each)
        except SnapshotError:
            continue
    return None


def _draft(folder: Path, manifest: Manifest) -> SnapshotDraft:
    try:
        bulletins, passages = _read_1(folder) if manifest.format == 1 else _read_2(folder, manifest)
        in_order = [bulletins[each] for each in sorted(bulletins)]
        texts = (LexicalText(passage_text(each), bulletins[each.bulletin_id].language) for each in passages)
        return SnapshotDraft(
            model=manifest.model,
            revision=manifest.revision,
            bulletins=tuple(in_order),
            bulletin_starts=bulletin_starts(in_order, [passage.bulletin_id for passage in passages]),
            passages=passages,
            passage_vectors=mapped(folder / "passage_vectors.npy"),
            sentence_vectors=mapped(folder / "sentence_vectors.npy"),
            sentence_starts=np.load(folder / "sentence_starts.npy", allow_pickle=False),
            lexical=LexicalIndex.build(texts),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise SnapshotError(f"the snapshot in {folder} is damaged ({error!r}); run `fvm reindex`") from error


def _read_1(folder: Path) -> tuple[Mapping[str, Bulletin], Sequence[Passage]]:
    found = bulletins_from_json((folder / "bulletins.json").read_text(encoding="utf-8"))
    bulletins = {bulletin.id: bulletin for bulletin in found}
    return bulletins, passages_from_json((folder / "passages.json").read_text(encoding="utf-8"), bulletins)


def _read_2(folder: Path, manifest: Manifest) -> tuple[Mapping[str, Bulletin], Sequence[Passage]]:
    bulletins = StoredBulletins(folder / BULLETINS, manifest.bulletins)
    return bulletins, StoredPassages(folder / PASSAGES, bulletins)
