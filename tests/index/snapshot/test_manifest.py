from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from index.errors import SnapshotError
from index.snapshot.manifest import NAME, Counts, Manifest, StoredFile

STORED = """{
 "built": "2026-01-31T08:09:10.123456+00:00",
 "bulletins": {
  "nytt": "0af3"
 },
 "counts": {
  "bulletins": 1,
  "passages": 2,
  "sentences": 3
 },
 "dim": 768,
 "files": {
  "lexical/words.txt": {
   "sha256": "ff",
   "size": 12
  }
 },
 "format": 3,
 "id": "20260131T080910Z-1",
 "model": "modell å",
 "options": {
  "store": "faiss-flat"
 },
 "revision": "1"
}
"""
"""As the program writes it."""

MANIFEST = Manifest(
    id="20260131T080910Z-1",
    built=datetime.datetime(2026, 1, 31, 8, 9, 10, 123456, datetime.UTC),
    model="modell å",
    dim=768,
    options={"store": "faiss-flat"},
    revision="1",
    counts=Counts(1, 2, 3),
    bulletins={"nytt": "0af3"},
    files={"lexical/words.txt": StoredFile(12, "ff")},
)


def test_a_manifest_of_an_installed_index_is_read_and_written_as_it_was(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(STORED)
    assert Manifest.read(tmp_path) == MANIFEST
    assert MANIFEST.to_json() == STORED


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", STORED[:99], STORED.replace("768", '"wide"'), STORED.replace("2026-01-31", "yesterday")]
)
def test_a_damaged_manifest_is_refused_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(SnapshotError, match=r"damaged.*run `fvm reindex`"):
        Manifest.read(tmp_path)


def test_a_manifest_of_another_format_is_refused_by_name_whatever_it_holds(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"format": 4, "built": {}}')
    with pytest.raises(SnapshotError, match=r"format 4, this program reads 3; run `fvm reindex`"):
        Manifest.read(tmp_path)
