"""Packages of npm that tests try the bot with, each of one version, installed once into a cache."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest
from filelock import FileLock


def npm_package(request: pytest.FixtureRequest, name: str, version: str) -> Path:
    """The folder whose `node_modules` hold a package; where it cannot be had the test skips, or fails under
    `--need-npm`."""
    folder = Path(platformdirs.user_cache_dir("fvm-svar-tests")) / f"{name.replace('/', '-').strip('@')}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "install.lock"):
        if (folder / "node_modules" / name / "package.json").exists():
            return folder
        reason = _installed(folder, f"{name}@{version}")
    if not reason:
        return folder
    if request.config.getoption("--need-npm"):
        pytest.fail(reason)
    pytest.skip(reason)


def _installed(folder: Path, package: str) -> str:
    """Install; why it cannot be, empty where it is done."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "npm and node are not installed"
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", package]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    return f"npm could not install {package}: {done.stderr.strip()[-300:]}" if done.returncode else ""
