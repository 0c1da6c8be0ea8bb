"""A snapshot of an earlier format is brought to the present one as it stands."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Bulletin
from index.errors import BuildError
from index.retriever import Retriever
from index.snapshot.build import build, is_stale, upgrade
from index.snapshot.manifest import FORMAT, Manifest
from index.snapshot.opened import (
    BULLETIN_STARTS,
    POINTER,
    SNAPSHOTS,
    Snapshot,
    current_folder,
    current_manifest,
    open_snapshot,
)
from index.snapshot.records import bulletins_to_json, passages_to_json
from index.testing import WordEncoder


def as_format_1(root: Path, former: Path) -> None:
    """Write the snapshot under `root` to `former` as the last version of the program did."""
    snapshot = open_snapshot(current_folder(root))
    folder = former / SNAPSHOTS / snapshot.manifest.id
    (folder / "lexical").mkdir(parents=True)
    (folder / "bulletins.json").write_text(bulletins_to_json(list(snapshot.bulletins.values())), encoding="utf-8")
    (folder / "passages.json").write_text(passages_to_json(snapshot.passages), encoding="utf-8")
    for name in ("passage_vectors", "sentence_vectors", "sentence_starts"):
        np.save(folder / f"{name}.npy", getattr(snapshot, name))
    (folder / "faiss.index").write_bytes(b"IxFI, which nothing reads any more")
    (folder / "lexical" / "words.json").write_text("{}")
    _write_manifest(snapshot, folder, 1)
    (former / POINTER).write_text(snapshot.manifest.id + "\n", encoding="utf-8")


def as_format_2(root: Path, former: Path) -> None:
    """The same as the version after that did."""
    snapshot = open_snapshot(current_folder(root))
    folder = former / SNAPSHOTS / snapshot.manifest.id
    shutil.copytree(current_folder(root), folder)
    (folder / BULLETIN_STARTS).unlink()
    shutil.rmtree(folder / "lexical")
    (folder / "lexical").mkdir()
    (folder / "lexical" / "words.json").write_text("{}")
    _write_manifest(snapshot, folder, 2)
    (former / POINTER).write_text(snapshot.manifest.id + "\n", encoding="utf-8")


def _write_manifest(snapshot: Snapshot, folder: Path, version: int) -> None:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    described = json.loads(snapshot.manifest.to_json()) | {
        "format": version,
        "files": {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        },
    }
    (folder / "manifest.json").write_text(json.dumps(described), encoding="utf-8")


@pytest.mark.parametrize("as_former", [as_format_1, as_format_2])
def test_it_answers_as_before_and_nothing_is_embedded(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin], as_former: Callable[[Path, Path], None]
) -> None:
    present, former = tmp_path / "present", tmp_path / "former"
    build(shelf, encoder, present)
    as_former(present, former)
    upgrade(former)
    assert current_manifest(former).format == FORMAT
    assert not is_stale(shelf, former, encoder.name)
    for query in ("the bridge is closed", "dogs travel free", "ferrys at noon"):
        found, expected = (Retriever(root, encoder).search(query, 5) for root in (former, present))
        assert found == expected
    encoder.calls.clear()
    assert build(shelf, encoder, former).embedded == 0
    assert encoder.calls == []


@pytest.mark.parametrize("as_former", [as_format_1, as_format_2])
def test_a_build_over_it_embeds_only_what_is_new(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin], as_former: Callable[[Path, Path], None]
) -> None:
    build(shelf, encoder, tmp_path / "present")
    as_former(tmp_path / "present", tmp_path / "former")
    report = build(shelf[:2], encoder, tmp_path / "former")
    assert (report.embedded, report.plan.remove, report.plan.everything) == (0, ("roads",), None)


def test_one_of_the_present_format_and_none_are_left_alone(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    upgrade(tmp_path)
    built = build(shelf, encoder, tmp_path).manifest
    upgrade(tmp_path)
    assert current_manifest(tmp_path) == built


def test_a_damaged_one_is_told_and_stays(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    build(shelf, encoder, tmp_path / "present")
    as_format_1(tmp_path / "present", tmp_path / "former")
    folder = current_folder(tmp_path / "former")
    (folder / "passages.json").write_text("[")
    with pytest.raises(BuildError, match="run `fvm reindex`"):
        upgrade(tmp_path / "former")
    assert Manifest.read(current_folder(tmp_path / "former"), 1).format == 1
