"""The built wheel, unpacked where nothing of the checkout is in sight."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's own files, without the dependencies, which the running environment holds in the pinned versions."""
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], ROOT)
    [wheel] = folder.glob("*.whl")
    site = folder / "site"
    _run([sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", str(site), str(wheel)], ROOT)
    return site


def test_the_wheel_answers_from_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    answered = _fvm(unpacked, tmp_path, "ask", "--json", "Vem leder införandet av Millennium?")
    assert '"status": "answered"' in answered
    assert (tmp_path / "data" / "bulletins").is_dir()


def test_the_wheel_shelves_its_bulletins_where_an_upgrade_does_not_reach(unpacked: Path, tmp_path: Path) -> None:
    _fvm(unpacked, tmp_path, "check")
    assert len(list((tmp_path / "data" / "bulletins").glob("*.md"))) == 12


def test_the_wheel_holds_the_three_packages_and_nothing_that_only_a_developer_runs(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"bin", "bot", "corpus", "index"}
    assert not (unpacked / "bot" / "lab").exists()


def _fvm(site: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(site), "FVM_DATA": str(folder / "data")}
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", *arguments]
    return _run(command, folder, environment)


def _run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
