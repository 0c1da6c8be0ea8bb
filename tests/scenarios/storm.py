"""A strict Slack with the real app in front of it, for scenarios that make something go wrong."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import Transport
from bot.slack.parts import Ask
from bot.slack.running.app import App
from bot.slack.running.transports import HttpCarrier
from tests.scenarios.running_bot import running_bot, settings_for
from tests.scenarios.spoken_answers import Quoting, answer_to
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS, Config
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet
from tests.slack_emulator.workspace import Channel, Message


class Held:
    """An answerer that waits until it is let go; `asked` is set once it has been asked."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()
        self.questions: list[str] = []

    def __call__(self, question: str, earlier: Earlier, /) -> Answer:
        self.questions.append(question)
        self.asked.set()
        assert self.go.wait(20)
        return answer_to(question, earlier)


@dataclass(frozen=True, slots=True)
class Storm:
    """The emulator, the app, and one channel with the bot in it."""

    emulator: Emulator
    app: App
    channel: Channel
    carrier: Any

    def ask(self, text: str = "När börjar den?", user: str = "U01") -> Message:
        return self.emulator.mention(user, self.channel, text)

    def settled(self, seconds: float = 0.4) -> None:
        """Wait until the inbox is empty and nothing more would come."""
        assert is_quiet(self.app, 30)
        threading.Event().wait(seconds)


@contextlib.contextmanager
def storm(
    folder: Path,
    transport: Transport = Transport.SOCKET,
    config: Config = WITH_THREADS,
    ask: Ask | None = None,
    before: Callable[[Emulator], None] = lambda emulator: None,
    **settings: Any,
) -> Iterator[Storm]:
    """The app at work; `before` may prepare the emulator before the app connects."""
    with Emulator(config) as emulator:
        stage = StrictStage(emulator)
        before(emulator)
        with running_bot(settings_for(stage, folder, **settings), ask or Quoting(), transport) as (app, carrier):
            if isinstance(carrier, HttpCarrier):
                emulator.use_http(f"http://127.0.0.1:{carrier.port}/slack/events")
            else:
                emulator.wait_until_connected()
            yield Storm(emulator, app, stage.channel, carrier)
