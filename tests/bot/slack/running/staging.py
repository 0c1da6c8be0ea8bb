"""A running app and its strict Slack, over Socket Mode."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.settings import load
from bot.slack.message import ReplyOutcome
from bot.slack.parts import Ask, Parts, Shelves
from bot.slack.running.app import App
from bot.slack.running.transports import SocketCarrier
from bot.threads.deciding import Decider
from bot.threads.kinds import read_kinds
from bot.wiring.answers import prepare_encoder
from bot.wiring.slack_app import build_app
from index.types import unheard
from tests.bot.slack.answers import INFO, ask, settings
from tests.slack_emulator.config import Config
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet
from tests.slack_emulator.workspace import Message


@dataclass(frozen=True)
class Stage:
    """A running app and its Slack."""

    slack: Emulator
    app: App

    def settled(self) -> None:
        """Wait until nothing is left to do."""
        assert is_quiet(self.app, 10.0)

    def outcome(self, message: Message) -> ReplyOutcome | None:
        rows = self.app.state.database.rows("SELECT reference FROM question WHERE ts = ?", message.ts)
        question = self.app.state.inbox.find(rows[0]["reference"]) if rows else None
        return None if question is None else question.outcome


@contextmanager
def staged(folder: Path, config: Config | None = None, answers: Ask = ask, **changed: object) -> Iterator[Stage]:
    with Emulator(config) as slack:
        used = settings(folder, **{"bot_token": slack.config.bot_token, "app_token": slack.config.app_token,
                                   "api_url": slack.api_url, "contact": "C0HELP1", **changed})  # fmt: skip
        encode = prepare_encoder(load({}), unheard).encode_queries
        decider = Decider(read_kinds(), encode, answers)
        shelves = Shelves.only(used, answers, lambda: INFO, lambda asked: replace(decider, ask=asked).decide)
        app = build_app(Parts(used, shelves))
        carrier = SocketCarrier(app.bolt, used)
        app.start()
        carrier.open()
        slack.wait_until_connected()
        try:
            yield Stage(slack, app)
        finally:
            carrier.close()
            app.stop()


def eventually(holds: Callable[[], Any], seconds: float = 5.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)
    return found
