"""The bot as a process: it ends as asked, says when it is ready, and keeps up with a burst."""

from __future__ import annotations

import contextlib
import json
import statistics
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import Transport
from tests.ports import free_port
from tests.scenarios.bot_process import BotProcess
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator

SECRET_WORDS = "hemligordet"


@dataclass(frozen=True, slots=True)
class Served:
    emulator: Emulator
    bot: BotProcess
    health: str

    def page(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.health + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextlib.contextmanager
def served(folder: Path, transport: Transport, answer_seconds: float = 0.0, **values: object) -> Iterator[Served]:
    with Emulator(WITH_THREADS) as emulator:
        health, port = free_port(), free_port()
        settings = settings_for(StrictStage(emulator), folder / "state", transport=transport, metrics_port=health,
                                http_port=port, **values)  # fmt: skip
        if transport is Transport.HTTP:
            emulator.use_http(f"http://127.0.0.1:{port}/slack/events")
        bot = BotProcess.predictable(settings, folder, answer_seconds)
        bot.start()
        served = Served(emulator, bot, f"http://127.0.0.1:{health}")
        try:
            soon(lambda: _answers(served))
            yield served
        finally:
            bot.kill()


def _answers(served: Served) -> bool:
    with contextlib.suppress(OSError):
        served.page("/healthz")
        return served.emulator.socket.connections > 0 or json.loads(served.page("/readyz")[1])["slack"]
    return False


@pytest.mark.parametrize("transport", list(Transport), ids=lambda transport: transport.value)
def test_asked_to_end_it_finishes_what_it_has(tmp_path: Path, transport: Transport) -> None:
    with served(tmp_path, transport, answer_seconds=0.5) as slack:
        questions = [slack.emulator.dm(f"U{number}", f"Fråga {number}?") for number in range(6)]
        soon(lambda: all(envelope.acknowledged for envelope in slack.emulator.delivery.sent[:6]))
        assert slack.bot.stop() == 0
        assert [len(slack.emulator.replies(question)) for question in questions] == [1] * 6
        assert "Traceback" not in slack.bot.log()


def test_health_and_readiness_and_figures_are_served(tmp_path: Path) -> None:
    with served(tmp_path, Transport.SOCKET) as slack:
        slack.emulator.wait_for_reply(slack.emulator.dm("U1", "När?"))
        assert slack.page("/healthz") == (200, "ok\n")
        # The stand-in for the library has no index: alive, but not ready.
        status, ready = slack.page("/readyz")
        assert (status, json.loads(ready)) == (503, {"snapshot": False, "slack": True, "inbox": True})
        soon(lambda: 'outcome="answered"' in slack.page("/metrics")[1])
        assert slack.page("/elsewhere")[0] == 404


def test_no_line_of_the_log_holds_a_question_or_a_person(tmp_path: Path) -> None:
    with served(tmp_path, Transport.SOCKET) as slack:
        slack.emulator.faults.drop_response("chat.postMessage")
        slack.emulator.faults.refuse("conversations.replies", "internal_error")
        slack.emulator.wait_for_reply(slack.emulator.dm("UPERSON", f"Vad är {SECRET_WORDS}?"))
        slack.emulator.command("UPERSON", slack.emulator.channel(), f"Vad är {SECRET_WORDS}?")
        slack.emulator.wait_for_ephemeral("UPERSON")
        # A stop waits for nothing that only comes later, as the second look for a lost answer does.
        soon(lambda: slack.bot.log().count("replied") == 2)
        metrics = slack.page("/metrics")[1]
        assert slack.bot.stop() == 0
        log = slack.bot.log()
        for text in (SECRET_WORDS, "UPERSON", WITH_THREADS.bot_token, WITH_THREADS.app_token):
            assert (text in log, text in metrics) == (False, False)
        lines = [json.loads(line) for line in log.splitlines()]
        assert all(line["reference"] for line in lines if line["event"] == "replied")


@pytest.mark.timing
@pytest.mark.parametrize("transport", list(Transport), ids=lambda transport: transport.value)
def test_a_burst_of_twenty_questions_is_answered_in_time(
    tmp_path: Path, tell: Callable[[str], None], transport: Transport
) -> None:
    with served(tmp_path, transport, answer_seconds=0.06) as slack:
        slack.emulator.wait_for_reply(slack.emulator.dm("U0", "Uppvärmning?"))
        questions = [slack.emulator.dm(f"U{number}", f"Fråga {number}?") for number in range(1, 21)]
        replies = [slack.emulator.wait_for_reply(question) for question in questions]
        times = [reply.posted - question.posted for question, reply in zip(questions, replies, strict=True)]
        p95 = statistics.quantiles(times, n=20)[-1]
        tell(
            f"burst, {transport.value}: 20 questions at once, 0 to 60 ms for an answer: median "
            f"{statistics.median(times):.2f} s, p95 {p95:.2f} s from event to post"
        )
        assert p95 < 5.0


@pytest.mark.soak
@pytest.mark.timing
def test_a_stream_of_questions_keeps_its_pace(tmp_path: Path, tell: Callable[[str], None], soak: bool) -> None:
    seconds = 3 if soak else 1
    with served(tmp_path, Transport.SOCKET, answer_seconds=0.0) as slack:
        slack.emulator.wait_for_reply(slack.emulator.dm("U0", "Uppvärmning?"))
        for rate in (10, 20, 40):
            questions = []
            for number in range(rate * seconds):
                questions.append(slack.emulator.dm(f"U{rate}-{number}", f"Fråga {number}?"))
                time.sleep(1 / rate)
            replies = [slack.emulator.wait_for_reply(question, 30) for question in questions]
            times = [reply.posted - question.posted for question, reply in zip(questions, replies, strict=True)]
            tell(
                f"stream, socket: {rate} questions a second for {seconds} s, answers without search: "
                f"p95 {statistics.quantiles(times, n=20)[-1]:.2f} s from event to post"
            )
        assert max(times) < 20
