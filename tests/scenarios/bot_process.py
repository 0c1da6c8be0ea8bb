"""The real Slack app as a process of its own, with predictable answers: `python -m tests.scenarios.bot_process FILE`.

FILE holds the settings as JSON, and `answer_seconds`, the longest time that an answer takes.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.answering.types import Answer
from bot.slack.logs import configure
from bot.slack.parts import Parts
from bot.slack.serve import run
from bot.slack.settings_values import SlackSettings, Transport
from tests.scenarios.spoken_answers import INFO, answer_to

ROOT = Path(__file__).resolve().parents[2]


class BotProcess:
    """One bot process; `start` may be called again after it has ended."""

    def __init__(self, settings: SlackSettings, folder: Path, answer_seconds: float = 0.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "bot.json"
        self._file.write_text(json.dumps(_encoded(settings) | {"answer_seconds": answer_seconds}))
        self._log = folder / "bot.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.scenarios.bot_process", str(self._file)], cwd=ROOT, stdout=log, stderr=log
            )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self, timeout: float = 30.0) -> int:
        """Ask it to end; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""


def _encoded(settings: SlackSettings) -> dict[str, Any]:
    names = SlackSettings.__dataclass_fields__
    values = {name: getattr(settings, name) for name in names}
    return values | {"state_dir": str(settings.state_dir), "transport": settings.transport.value,
                     "admins": sorted(settings.admins)}


def main(path: Path) -> None:
    given = json.loads(path.read_text())
    longest = given.pop("answer_seconds")
    given |= {"state_dir": Path(given["state_dir"]), "transport": Transport(given["transport"]),
              "admins": frozenset(given["admins"]), "examples": tuple(given["examples"])}

    def ask(question: str, contexts: Sequence[str], /) -> Answer:
        time.sleep(random.random() * longest)
        return answer_to(question, contexts)

    configure()
    run(Parts(SlackSettings(**given), ask, lambda: INFO))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
