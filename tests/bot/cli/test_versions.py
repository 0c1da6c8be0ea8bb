from __future__ import annotations

import hashlib
import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli.main import fvm
from bot.cli.running.versions import revision, shipped_weights
from index.encoder.packaged.base_model import FOLDER, SHA256
from index.encoder.packaged.trained_weights import SHIPPED

ROOT = Path(__file__).parents[3]


def test_the_version_names_the_release_the_code_and_every_file_of_weights() -> None:
    told = CliRunner().invoke(fvm, ["--version"]).output
    assert told.startswith("fvm, version 0.1.0\nrevision ")
    assert re.search(rf"^revision {revision()}\b", told, re.MULTILINE)
    assert f"encoder: {FOLDER}, sha256 {SHA256[:12]}" in told
    assert hashlib.sha256(SHIPPED.read_bytes()).hexdigest()[:12] in told
    kept = {*(ROOT / "index").rglob("*.safetensors"), *(ROOT / "bot").rglob("*.safetensors")}
    files = {each for each in kept if not each.is_relative_to(ROOT / "bot" / "lab")}
    assert {each.path for each in shipped_weights()} == files
    assert str(ROOT) not in told


def test_the_revision_is_the_same_as_long_as_the_code_is() -> None:
    assert revision() == revision()
    assert re.fullmatch(r"[0-9a-f]{12}", revision())
