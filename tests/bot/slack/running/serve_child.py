"""A whole bot in a process of its own with canned answers; run by test_serve.py and test_hanging.py."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.answering.deadline import check_time
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import Transport
from bot.slack import logs
from bot.wiring.slack_app import serve
from tests.bot.slack.answers import answering, ask, parts
from tests.forks import forks
from tests.slack_emulator.config import Config

SLOW_SECONDS = 0.5


def slow(question: str, earlier: Earlier, /) -> Answer:
    if "fastnar" in question:
        # Holds the interpreter, as a pattern of a library may: no thread of this process goes on.
        re.match("(?:a|a)+b", "a" * 80)
    while "dröjer" in question:
        time.sleep(0.1)
        check_time()
    time.sleep(SLOW_SECONDS)
    return ask(question, earlier)


def start(
    folder: Path,
    api_url: str,
    transport: Transport,
    log: Path,
    *,
    http_port: int,
    metrics_port: int,
    limits: tuple[float, float] = (20.0, 30.0),
) -> ForkServerProcess:
    """A bot that runs until it is told to end; its log lies in a file, `limits` are the seconds of an answer and after
    which a step hangs."""
    given = {"http_port": http_port, "metrics_port": metrics_port, "answer_seconds": limits[0],
             "hang_seconds": limits[1]}  # fmt: skip
    bot = forks().Process(target=_serve, args=(folder, api_url, transport, log, given))
    bot.start()
    return bot


def _serve(folder: Path, api_url: str, transport: Transport, log: Path, given: Mapping[str, float]) -> None:
    with log.open("ab") as written:
        os.dup2(written.fileno(), 2)
    logs.configure()
    config = Config()
    whole = parts(folder, api_url=api_url, bot_token=config.bot_token, app_token=config.app_token,
                  signing_secret=config.signing_secret, **given)  # fmt: skip
    serve(answering(whole, slow), transport)
