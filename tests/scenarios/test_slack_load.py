"""How many real questions a second the bot sustains, and how it degrades; Slack's emulator runs on the same cores."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation import judgments
from tests.scenarios.bot_process import BotProcess
from tests.scenarios.strict_stage import StrictStage
from tests.scenarios.test_slack_real_answers import wait_until_answering
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator

RATES = (5, 10, 20, 40)
SECONDS = 5.0
SAMPLED_RATES = (5, 20)
SAMPLED_SECONDS = 1.0
PATIENCE = 90.0
"""Seconds until the last reply for each second of questions: beyond what it can answer they wait for one another."""


@pytest.mark.soak
@pytest.mark.timing
@pytest.mark.timeout(1800)
def test_more_questions_than_it_can_answer_make_it_slower_and_lose_nothing(
    tmp_path: Path, tell: Callable[[str], None], soak: bool
) -> None:
    rates, seconds = (RATES, SECONDS) if soak else (SAMPLED_RATES, SAMPLED_SECONDS)
    asked = itertools.cycle(judgment.question for judgment in judgments.load_judgments())
    with Emulator(WITH_THREADS) as emulator:
        bot = BotProcess.real(StrictStage(emulator), tmp_path)
        bot.start()
        try:
            wait_until_answering(emulator, bot)
            p95 = {rate: _stream(emulator, rate, seconds, asked) for rate in rates}
        finally:
            bot.kill()
    line = ", ".join(f"{rate}/s: {slow:.2f} s" for rate, slow in p95.items())
    tell(f"load, real answers over Socket Mode, {seconds:.0f} s each, p95 from event to post: {line}")
    assert p95[5] < 5.0


def _stream(emulator: Emulator, rate: int, seconds: float, asked: itertools.cycle[str]) -> float:
    """The 95th percentile in seconds of questions that come evenly at a rate."""
    questions = []
    started = time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(started + number / rate - time.monotonic(), 0.0))
        questions.append(emulator.dm(f"L{rate}-{number}", next(asked)))
    replies = [emulator.wait_for_reply(question, PATIENCE * seconds) for question in questions]
    times = [reply.posted - question.posted for question, reply in zip(questions, replies, strict=True)]
    return statistics.quantiles(times, n=20)[-1]
