"""docs/slack.md followed as a new user would, to the first answer, on the emulator that we did not write."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.scenarios import npm_emulator
from tests.scenarios.npm_stage import NpmStage
from tests.scenarios.stage import soon

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from bot.cli.main import main; main()"]
PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with an empty home folder and a machine; `begun` is when they started, on the monotonic clock."""

    home: Path
    environment: dict[str, str]
    begun: float

    def fvm(self, *arguments: str, said: str = "") -> str:
        done = subprocess.run([*COMMAND, *arguments], env=self.environment, input=said, capture_output=True, text=True,
                              check=False, cwd=self.home)  # fmt: skip
        assert done.returncode in (0, 3), done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        log = self.home / "serve.log"
        with log.open("wb") as out:
            bot = subprocess.Popen([*COMMAND, "serve"], env=self.environment, stdout=out, stderr=out, cwd=self.home)
        try:
            soon(lambda: '"serving"' in log.read_text(encoding="utf-8"), PATIENCE)
            yield
        finally:
            bot.terminate()
            assert bot.wait(60) == 0


def newcomer(folder: Path, api_url: str, http_port: int) -> Newcomer:
    home = folder / "home"
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), "LANG": "sv_SE.UTF-8",
                   "SLACK_API_URL": api_url, "FVM_DATA": str(home / "data"), "FVM_METRICS_PORT": str(free_port()),
                   "FVM_HTTP_PORT": str(http_port),
                   # Prepared models, so that the minutes are those of the walk.
                   "FVM_CACHE": os.environ.get("FVM_CACHE", str(Path.home() / ".cache" / "fvm-svar"))}  # fmt: skip
    return Newcomer(home, environment, time.monotonic())


@pytest.mark.soak
@pytest.mark.parametrize("transport", ["socket", "http"])
def test_from_nothing_to_the_first_answer(
    npm_program: Path, tmp_path: Path, transport: str, tell: Callable[[str], None]
) -> None:
    port, http_port = free_port(), free_port()
    request_url = f"http://127.0.0.1:{http_port}/slack/events" if transport == "http" else None
    with npm_emulator.running(npm_program, tmp_path, port, request_url) as address:
        stage = NpmStage(address)
        person = newcomer(tmp_path, stage.api_url, http_port)
        secret, options = (stage.signing_secret, ["--http"]) if request_url else (stage.app_token, [])
        typed = f"{stage.bot_token}\n{secret}\nit-stod@example.org\nU01\n"
        shown = person.fvm("setup", *options, said=typed)
        assert "Nästa steg: `fvm serve`" in shown
        assert "FEL" not in shown
        with person.serving():
            if request_url:
                assert "svarar på kontrollfrågan" in person.fvm("doctor", "--http")
            asked = stage.dm("U01", "vem leder programmet?")
            assert soon(lambda: stage.replies(asked), PATIENCE)[0].text
        tell(f"first answer, {transport}: {time.monotonic() - person.begun:.0f} s after `fvm setup` was begun")
