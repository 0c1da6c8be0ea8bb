"""A process that writes into a reply and dies where it is told to; run by test_writing.py."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.answering.types import Answer, WrittenSentence
from bot.wiring.slack_app import build_app
from tests.bot.slack.answers import parts


def main(folder: Path, api_url: str, token: str, shown: int) -> None:
    def write(answer: Answer, earlier: Sequence[str], /) -> Iterator[WrittenSentence]:
        for number in range(shown):
            yield WrittenSentence(f"Anna Ek leder programmet, sagt {number + 1} gånger.", (0,))
        os.kill(os.getpid(), signal.SIGKILL)

    app = build_app(replace(parts(folder, api_url=api_url, bot_token=token), write=write))
    assert app.writing is not None
    app.worker.work()
    replace(app.writing, between=0.0).work()
