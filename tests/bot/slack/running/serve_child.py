"""A whole bot in a process of its own with canned answers; run by test_serve.py and test_hanging.py."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from bot.answering.deadline import check_time
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import Transport
from bot.slack import logs
from bot.wiring.slack_app import serve
from tests.bot.slack.answers import answering, ask, parts
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


def main(
    folder: Path,
    api_url: str,
    transport: str,
    http_port: str,
    metrics_port: str,
    answer_seconds: str = "20",
    hang_seconds: str = "30",
) -> None:
    logs.configure()
    config = Config()
    whole = parts(folder, api_url=api_url, bot_token=config.bot_token, app_token=config.app_token,
                  signing_secret=config.signing_secret, http_port=int(http_port),
                  metrics_port=int(metrics_port), answer_seconds=float(answer_seconds),
                  hang_seconds=float(hang_seconds))  # fmt: skip
    serve(answering(whole, slow), Transport(transport))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
