"""The real Slack app as a process of its own, with predictable answers: `python -m tests.scenarios.bot_process FILE`.

FILE holds the settings as JSON, `longest_answer` (the longest that an answer takes, in seconds) and `reads_threads`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import SlackSettings, Transport
from bot.slack.logs import configure
from bot.slack.parts import Parts, Shelves
from bot.wiring.slack_app import serve
from tests.scenarios.running_bot import deciding
from tests.scenarios.spoken_answers import INFO, answer_to
from tests.scenarios.stage import Stage

ROOT = Path(__file__).resolve().parents[2]


class BotProcess:
    """One bot process; `start` may be called again after it has ended. Its log lies in `folder`."""

    def __init__(self, folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._command, self._environment = command, environment
        self._log = folder / "bot.log"
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def predictable(
        cls, settings: SlackSettings, folder: Path, longest_answer: float = 0.0, reads_threads: bool = False
    ) -> BotProcess:
        """The app with answers that can be predicted; each takes up to `longest_answer` seconds. What messages without
        a mention are, the shipped weights tell where it `reads_threads`."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "bot.json"
        further = {"longest_answer": longest_answer, "reads_threads": reads_threads}
        file.write_text(json.dumps(_encoded(settings) | further))
        return cls(folder, [sys.executable, "-m", "tests.scenarios.bot_process", str(file)], {})

    @classmethod
    def real(cls, stage: Stage, folder: Path, http_port: int | None = None, metrics_port: int = 0) -> BotProcess:
        """`fvm serve` as an admin starts it: the shipped bulletins, the packaged model, a data folder of its own."""
        environment = {
            "FVM_DATA": str(folder / "data"),
            "SLACK_API_URL": stage.api_url,
            "SLACK_BOT_TOKEN": stage.bot_token,
            "SLACK_APP_TOKEN": stage.app_token,
            "SLACK_SIGNING_SECRET": stage.signing_secret,
            "FVM_METRICS_PORT": str(metrics_port),
            "FVM_CONTACT": "fvm-support@region.example",
        }
        command = [str(Path(sys.executable).parent / "fvm"), "serve"]
        if http_port is not None:
            command, environment["FVM_HTTP_PORT"] = [*command, "--http"], str(http_port)
        return cls(folder, command, environment)

    def start(self) -> None:
        environment = {**os.environ, **self._environment}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log, env=environment)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self, timeout: float = 30.0) -> int:
        """Ask it to end; its exit code. TimeoutError with the log's end where it does not."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"the bot did not end within {timeout} s:\n{self.log()[-2000:]}") from error

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""


def _encoded(settings: SlackSettings) -> dict[str, Any]:
    names = SlackSettings.__dataclass_fields__
    values = {name: getattr(settings, name) for name in names}
    return values | {
        "state_dir": str(settings.state_dir),
        "transport": settings.transport.value,
        "admins": sorted(settings.admins),
    }


def main(path: Path) -> None:
    given = json.loads(path.read_text())
    longest, reads_threads = given.pop("longest_answer"), given.pop("reads_threads")
    given |= {
        "state_dir": Path(given["state_dir"]),
        "transport": Transport(given["transport"]),
        "admins": frozenset(given["admins"]),
        "examples": tuple(given["examples"]),
    }

    def ask(question: str, earlier: Earlier, /) -> Answer:
        time.sleep(random.random() * longest)
        return answer_to(question, earlier)

    values = SlackSettings(**given)
    configure(replica=values.replica)
    shelves = Shelves.only(values, ask, lambda: INFO)
    serve(Parts(values, deciding(shelves, ask) if reads_threads else shelves))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
