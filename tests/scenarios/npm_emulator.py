"""The emulator `local-slack` from npm, which we did not write: installed once into a cache, started on loopback."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

PACKAGE = "local-slack-linux-x64"
VERSION = "0.1.8"
SHA256 = "3332007b797969d835f694b463ac526f7ef1fc66afac93f950f585105fe4815f"
_STARTS_WITHIN = 30.0


class MissingEmulatorError(Exception):
    """Why the emulator cannot be had here."""


def installed() -> Path:
    """The emulator's program, installed by npm where it is not there yet; MissingEmulatorError says why not."""
    folder = Path(platformdirs.user_cache_dir("fvm-svar-tests")) / f"{PACKAGE}-{VERSION}"
    program = folder / "node_modules" / PACKAGE / "bin" / "local-slack"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "install.lock"):
        if not program.exists():
            _install(folder)
    if hashlib.sha256(program.read_bytes()).hexdigest() != SHA256:
        raise MissingEmulatorError(f"{program} is not the {PACKAGE} {VERSION} that these tests were written for")
    return program


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise MissingEmulatorError("npm is not installed")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
    command.append(f"{PACKAGE}@{VERSION}")
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise MissingEmulatorError(f"npm could not install {PACKAGE}@{VERSION}: {done.stderr.strip()[-300:]}")


def configuration(request_url: str | None) -> dict[str, Any]:
    """A workspace with people U01 to U40 and a channel; events go to `request_url`, or over Socket Mode."""
    app: dict[str, Any] = {
        "appId": "A01APP",
        "botUserId": "U0BOT",
        "botName": "fvm",
        "botToken": "xoxb-npm",
        "appToken": "xapp-npm",
        "signingSecret": "npm-signing-secret",
        "mode": "socket" if request_url is None else "events",
    }
    if request_url is not None:
        app["requestUrl"] = request_url
    people = [f"U{number:02d}" for number in range(1, 41)]
    return {
        "workspace": {"name": "Npm", "domain": "npm", "teamId": "T01NPM"},
        "apps": [app],
        "users": [{"id": user, "name": user.lower()} for user in people],
        "channels": [{"id": "C01ASK", "name": "fragor", "members": [*people, "U0BOT"]}],
    }


@contextlib.contextmanager
def running(program: Path, folder: Path, port: int, request_url: str | None) -> Iterator[str]:
    """The address of a fresh emulator."""
    config = folder / "workspace.json"
    config.write_text(json.dumps(configuration(request_url)))
    arguments = [
        str(program),
        "--config",
        str(config),
        "--port",
        str(port),
        "--base-host",
        "127.0.0.1",
        "--files-dir",
        str(folder),
    ]
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen(arguments, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/_control/state", timeout=5).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"the emulator did not start within {_STARTS_WITHIN} s")
