"""Two bots in HTTP mode behind a balancer: what Slack sends again comes to the other one, and each question gets one
reply."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.showing.blocks import MORE
from tests.balancer import Balancer, Moment
from tests.ports import free_port, listens
from tests.postgres import Server
from tests.scenarios.bot_process import ForkedBot
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Message

_SETTLED = 1.0


@dataclass(frozen=True, slots=True)
class Balanced:
    slack: Emulator
    balancer: Balancer
    bots: dict[int, ForkedBot]

    def wait_until_listening(self) -> None:
        for port in self.bots:
            soon(lambda port=port: listens(port), 60)  # type: ignore[misc]

    def ask(self, number: int) -> Message:
        return self.slack.mention(f"U{number}", next(iter(self.slack.workspace.channels.values())), f"Fråga {number}?")


@pytest.fixture
def it(postgres: Server, tmp_path: Path) -> Iterator[Balanced]:
    # Slack waits three seconds, and sends an event again at once, after a minute and after five.
    config = replace(WITH_THREADS, ack_seconds=3.0, retry_seconds=(0.0, 2.0, 4.0))
    with Emulator(config) as slack, contextlib.ExitStack() as stack:
        common = settings_for(StrictStage(slack), tmp_path, database_url=postgres.database(),
                              transport=Transport.HTTP)  # fmt: skip
        bots = {}
        for name in ("one", "two"):
            port = free_port()
            values = replace(common, state_dir=tmp_path / name, replica=name, http_port=port)
            bots[port] = ForkedBot.predictable(values, tmp_path / name, 0.3)
            stack.callback(bots[port].kill)
            bots[port].start()
        balancer = Balancer(list(bots))
        stack.callback(balancer.close)
        slack.use_http(balancer.url)
        found = Balanced(slack, balancer, bots)
        found.wait_until_listening()
        yield found
        assert [bot.log() for bot in bots.values() if "Traceback" in bot.log()] == []


def one_reply_each(it: Balanced, questions: list[Message]) -> None:
    for each in questions:
        it.slack.wait_for_reply(each, 60)
    time.sleep(_SETTLED)
    assert {len(it.slack.replies(each)) for each in questions} == {1}


def test_both_answer_and_a_button_of_one_works_at_the_other(it: Balanced) -> None:
    questions = [it.ask(number) for number in range(8)]
    one_reply_each(it, questions)
    assert {port for port, _ in it.balancer.taken} == set(it.bots)
    # The next two requests go to one and to the other.
    for number in range(2):
        it.slack.click(f"V{number}", it.slack.replies(questions[0])[0], MORE)
        it.slack.wait_for_modal(f"V{number}")


@pytest.mark.parametrize("moment", list(Moment), ids=lambda moment: moment.name.lower())
def test_a_request_whose_bot_is_killed_comes_to_the_other_and_gets_one_reply(it: Balanced, moment: Moment) -> None:
    before = [it.ask(number) for number in range(2)]
    one_reply_each(it, before)
    killed: list[int] = []

    def strike(at: Moment, port: int) -> bool:
        if at is not moment or killed:
            return False
        killed.append(port)
        if moment is Moment.SENT:
            # It may have read it, or even stored it, by then.
            time.sleep(0.02)
        it.bots[port].kill()
        return True

    it.balancer.strike = strike
    questions = [it.ask(number) for number in range(10, 14)]
    one_reply_each(it, questions)
    (port,) = killed
    repeated = [each for each in it.balancer.taken if each[1] > 0]
    assert repeated
    assert {each[0] for each in repeated} == set(it.bots) - {port}
    it.bots[port].start()
    it.wait_until_listening()
    one_reply_each(it, [it.ask(number) for number in range(20, 24)])
    assert port in {each[0] for each in it.balancer.taken[-4:]}


def test_an_answer_that_slack_does_not_get_in_time_is_asked_of_the_other_and_said_once(it: Balanced) -> None:
    lost: list[int] = []

    def strike(at: Moment, port: int) -> bool:
        """The first attempt of each question is answered by a bot that goes on, and the answer is lost."""
        if at is Moment.ANSWERED and len(lost) < 4:
            lost.append(port)
            return True
        return False

    it.balancer.strike = strike
    questions = [it.ask(number) for number in range(4)]
    one_reply_each(it, questions)
    assert sum(1 for _, number in it.balancer.taken if number > 0) >= 4


def test_a_bot_that_is_told_to_end_lets_the_other_take_all(it: Balanced) -> None:
    questions = [it.ask(number) for number in range(6)]
    first = next(iter(it.bots))
    assert it.bots[first].stop() == 0
    questions += [it.ask(number) for number in range(6, 12)]
    one_reply_each(it, questions)
