"""The slim set of packages: what answers with the shipped models, and what says that a package is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.lab.supply.locks import RUNTIME, SLIM, read_lock, slim

ROOT = Path(__file__).resolve().parents[2]

_ONLY_SLIM = """
import importlib.metadata, json, sys
from bot.lab.supply.locks import registry_name

kept = set(json.loads(sys.argv.pop(1)))
of = importlib.metadata.packages_distributions()
refused = {top for top, names in of.items() if not kept & {registry_name(name) for name in names}}
refused -= {"bot", "corpus", "index"}

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refusing())
from bot.cli.main import main
main()
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "bron.md").write_text(
        "---\ntitle: Bron\npublished: 2025-03-01\n---\n\nKarin Berg leder arbetet med bron.\n"
    )
    own = {"FVM_BULLETINS": str(shelf), "FVM_DATA": str(tmp_path), "FVM_CACHE": str(settings.load().cache)}
    return os.environ | own


def _fvm(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`fvm` where nothing can be imported that the slim set does not hold."""
    kept = json.dumps(sorted(read_lock(ROOT / SLIM)))
    command = [sys.executable, "-c", _ONLY_SLIM, kept, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_slim_set_answers_from_an_index_that_it_builds(environment: dict[str, str]) -> None:
    done = _fvm(environment, "ask", "--json", "Vem leder arbetet med bron?")
    assert done.returncode == 0, done.stderr
    assert "Karin Berg" in done.stdout


@pytest.mark.parametrize(
    "other", [{"FVM_MODEL": "someone/other"}, {"FVM_READER": "someone/judge", "FVM_CALIBRATION": "any.json"}]
)
def test_another_model_names_the_package_that_is_missing_and_how_to_get_it(
    environment: dict[str, str], other: dict[str, str]
) -> None:
    done = _fvm(environment | other, "ask", "Vem leder arbetet med bron?")
    assert done.returncode != 0
    assert "missing" in done.stderr
    assert "pip install sentence-transformers" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_slim_set_is_the_whole_one_without_what_other_models_need() -> None:
    whole, held = ({name: version for name, (version, _) in read_lock(ROOT / name).items()} for name in (RUNTIME, SLIM))
    assert held == slim(ROOT, whole)
    assert {"torch", "transformers", "sentence-transformers", "scipy"}.isdisjoint(held)
