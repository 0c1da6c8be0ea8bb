"""The real Slack app as a process of its own: `fvm serve`, or the app with predictable answers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import SlackSettings
from bot.slack.logs import configure
from bot.slack.parts import Parts, Shelves
from bot.wiring.slack_app import serve
from tests.forks import forks
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
    ) -> ForkedBot:
        """The app with answers that can be predicted; each takes up to `longest_answer` seconds. What messages without
        a mention are, the shipped weights tell where it `reads_threads`."""
        return ForkedBot(folder, settings, longest_answer, reads_threads)

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


class ForkedBot(BotProcess):
    """One with predictable answers, forked from a process that has loaded the app."""

    def __init__(self, folder: Path, settings: SlackSettings, longest_answer: float, reads_threads: bool) -> None:
        super().__init__(folder, (), {})
        self._settings, self._longest_answer, self._reads_threads = settings, longest_answer, reads_threads
        self._fork: ForkServerProcess | None = None
        self._before = 0

    def start(self) -> None:
        self._before = len(self.log())
        given = (self._settings, self._longest_answer, self._reads_threads, self._log, dict(os.environ))
        self._fork = forks().Process(target=_serve, args=given)
        self._fork.start()

    @property
    def running(self) -> bool:
        return self._fork is not None and self._fork.is_alive()

    @property
    def serves(self) -> bool:
        """Whether it has said so since it was started last."""
        return '"serving"' in self.log()[self._before :]

    def kill(self) -> None:
        if self._fork is not None:
            self._fork.kill()
            self._fork.join()

    def stop(self, timeout: float = 30.0) -> int:
        assert self._fork is not None
        self._fork.terminate()
        self._fork.join(timeout)
        if self._fork.exitcode is None:
            raise TimeoutError(f"the bot did not end within {timeout} s:\n{self.log()[-2000:]}")
        return self._fork.exitcode


def _serve(
    settings: SlackSettings, longest: float, reads_threads: bool, log: Path, environment: Mapping[str, str]
) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)

    def ask(question: str, earlier: Earlier, /) -> Answer:
        time.sleep(random.random() * longest)
        return answer_to(question, earlier)

    configure(replica=settings.replica)
    shelves = Shelves.only(settings, ask, lambda: INFO)
    serve(Parts(settings, deciding(shelves, ask) if reads_threads else shelves))
