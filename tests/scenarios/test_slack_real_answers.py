"""`fvm serve` with the real model and the shipped bulletins, as an admin starts it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bot.evaluation import judgments
from bot.settings import SHIPPED_BULLETINS, Transport
from bot.slack.showing.blocks import OPEN
from corpus.shelf.library import Library
from tests.bot.slack.block_check import check_message, check_view
from tests.ports import free_port
from tests.scenarios.bot_process import BotProcess
from tests.scenarios.stage import element
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Message

pytestmark = pytest.mark.timing

WHOLE, SAMPLE = 30, 12
"""Questions that are asked in a soak, and in `make test`."""

_FIRST_START = 240.0
"""The first start on a machine prepares the model and builds the index."""


@dataclass(frozen=True, slots=True)
class RealBot:
    emulator: Emulator
    transport: Transport

    def answer(self, question: str, user: str = "U1") -> Message:
        return self.emulator.wait_for_reply(self.emulator.dm(user, question), 60)


@pytest.fixture(scope="module", params=list(Transport), ids=lambda transport: transport.value)
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealBot]:
    http = request.param is Transport.HTTP
    port = free_port()
    with Emulator(WITH_THREADS) as emulator:
        bot = BotProcess.real(StrictStage(emulator), tmp_path_factory.mktemp("real"), port if http else None)
        if http:
            emulator.use_http(f"http://127.0.0.1:{port}/slack/events")
        bot.start()
        try:
            wait_until_answering(emulator, bot)
            yield RealBot(emulator, request.param)
            assert bot.stop() == 0
            assert "Traceback" not in bot.log()
        finally:
            bot.kill()


def wait_until_answering(emulator: Emulator, bot: BotProcess) -> None:
    """Greet until the greeting is answered; an event before the start is lost when its repeats are spent."""
    deadline = time.monotonic() + _FIRST_START
    while time.monotonic() < deadline and bot.running:
        greeting = emulator.dm("U0", "Hej")
        try:
            emulator.wait_for_reply(greeting, 2)
        except TimeoutError:
            continue
        return
    raise TimeoutError(f"fvm serve does not answer:\n{bot.log()[-3000:]}")


def quotes(message: Message) -> list[str]:
    """The quoted texts of a reply."""
    parts = (part for block in message.blocks if block["type"] == "rich_text" for part in block["elements"])
    return ["".join(run["text"] for run in part["elements"]) for part in parts if part["type"] == "rich_text_quote"]


@pytest.mark.soak
def test_a_real_question_is_answered_with_words_of_a_bulletin(real: RealBot, soak: bool) -> None:
    count = WHOLE if soak else SAMPLE
    bodies = [bulletin.body for bulletin in Library(SHIPPED_BULLETINS).load().bulletins]
    asked = [judgment.question for judgment in judgments.load_judgments()][:count]
    replies = [real.answer(question, f"U{number}") for number, question in enumerate(asked)]
    quoted = [quote for reply in replies for quote in quotes(reply)]
    assert len(quoted) >= count // 3
    spaced = [" ".join(body.split()) for body in bodies]
    assert [quote for quote in quoted if not any(" ".join(quote.split()) in body for body in spaced)] == []
    links = [element(reply.blocks, OPEN)["url"] for reply in replies if quotes(reply)]
    assert all(link.startswith("https://") and "#:~:text=" in link for link in links)


def test_a_question_beyond_the_bulletins_is_refused(real: RealBot) -> None:
    reply = real.answer("Hur kokar man ägg?", "U98")
    assert quotes(reply) == []
    assert "fvm-support" in reply.text


def test_nothing_that_the_real_bot_says_is_refused_by_slack_or_by_slackblocks(real: RealBot) -> None:
    real.emulator.open_app("U97")
    real.emulator.wait_for_home("U97")
    real.emulator.command("U97", real.emulator.channel(), "När startar det?")
    real.emulator.wait_for_ephemeral("U97", timeout=30)
    assert (real.emulator.refused(), real.emulator.workspace.traps) == ([], [])
    posted = [call for call in real.emulator.called("chat.postMessage") if call.arguments.get("blocks")]
    assert posted
    for call in posted:
        check_message(call.arguments["text"], call.arguments["blocks"])
    for call in real.emulator.called("views.publish"):
        check_view(call.arguments["view"])


@pytest.mark.soak
def test_a_burst_of_twenty_real_questions(real: RealBot, tell: Callable[[str], None], soak: bool) -> None:
    asked = [judgment.question for judgment in judgments.load_judgments()][30:50]
    one_by_one = []
    for number, question in enumerate(asked if soak else asked[:SAMPLE]):
        said = real.emulator.dm(f"U2{number:02}", question)
        one_by_one.append(real.emulator.wait_for_reply(said, 120).posted - said.posted)
    # Twenty at once may take as long as twenty one after another, on a machine that is busy as on a quiet one.
    longest = max(60.0, 2 * len(asked) * statistics.mean(one_by_one))
    questions = [real.emulator.dm(f"U3{number:02}", question) for number, question in enumerate(asked)]
    replies = [real.emulator.wait_for_reply(question, longest) for question in questions]
    times = [reply.posted - question.posted for question, reply in zip(questions, replies, strict=True)]
    for how, seconds in (("20 questions at once", times), ("one by one", one_by_one)):
        tell(
            f"real answers, {real.transport.value}, {how}: median {statistics.median(seconds):.2f} s, "
            f"p95 {statistics.quantiles(seconds, n=20)[-1]:.2f} s from event to post"
        )
    assert max(times) < longest
