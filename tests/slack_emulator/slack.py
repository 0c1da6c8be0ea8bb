"""What every method of the Web API may use: the workspace, the set-up, triggers, response addresses, the pace."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.config import Config
from tests.slack_emulator.faults import Faults
from tests.slack_emulator.tokens import BotTokens
from tests.slack_emulator.workspace import BOT_USER, Channel, Message, Workspace

RESPONSE_USES = 5
RESPONSE_SECONDS = 1800.0


class TooFastError(Exception):
    """A call above the rate; `retry_after` in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class Pace:
    """A token bucket for each channel: `burst` posts at once, then one every `interval` seconds."""

    def __init__(self, interval: float, burst: int) -> None:
        self._interval, self._burst = interval, burst
        self._spent: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, channel: str) -> None:
        """Raises TooFastError where the channel must wait."""
        if not self._interval:
            return
        now = time.monotonic()
        with self._lock:
            tokens, at = self._spent.get(channel, (float(self._burst), now))
            tokens = min(float(self._burst), tokens + (now - at) / self._interval)
            if tokens < 1:
                self._spent[channel] = (tokens, now)
                raise TooFastError(max(1, math.ceil((1 - tokens) * self._interval)))
            self._spent[channel] = (tokens - 1, now)


@dataclass(slots=True)
class Trigger:
    id: str
    user: str
    born: float = field(default_factory=time.monotonic)
    used: bool = False


@dataclass(slots=True)
class ResponseAddress:
    """Where an interaction may be answered; `original` is the message that it came from."""

    id: str
    user: str
    channel: str
    original: Message | None = None
    thread_ts: str | None = None
    uses: int = 0
    born: float = field(default_factory=time.monotonic)


class Slack:
    """The shared state of one emulated workspace with one app."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.workspace = Workspace()
        self.faults = Faults()
        self.pace = Pace(config.post_interval, config.post_burst)
        self.tokens = BotTokens(config)
        self.calls: list[Call] = []
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseAddress] = {}
        self.announce: Callable[[Message, str], None] = lambda message, change: None
        self.open_socket: Callable[[], str] = lambda: ""
        self.base = ""

    def trigger(self, user: str) -> str:
        """A fresh trigger id for what `user` has just done."""
        trigger = Trigger(f"{self.workspace.new_id('trigger.')}.{time.time_ns()}", user)
        self.triggers[trigger.id] = trigger
        return trigger.id

    def spend(self, trigger_id: str) -> str:
        """The user of a trigger that is used up by this; a late, used or unknown one is refused."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise RefusalError("invalid_trigger_id")
        if trigger.used:
            raise RefusalError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self.config.trigger_seconds:
            raise RefusalError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def response_address(self, user: str, channel: str, original: Message | None = None) -> str:
        """A fresh response_url."""
        thread = original.thread_ts if original else None
        address = ResponseAddress(self.workspace.new_id("R"), user, channel, original, thread)
        self.responses[address.id] = address
        return f"{self.base}/response/{address.id}"

    def channel(self, name: str, joined: bool = True) -> Channel:
        """A channel by id, or a person's direct conversation by user id; refused where there is none."""
        if name.startswith(("U", "W")):
            return self.workspace.im(name)
        channel = self.workspace.channels.get(name)
        if channel is None:
            raise RefusalError("channel_not_found")
        if joined and BOT_USER not in channel.members:
            raise RefusalError("not_in_channel")
        return channel

    def need_scope(self, *scopes: str) -> None:
        """Refuses unless one of `scopes` was granted."""
        if scopes and not self.config.scopes.intersection(scopes):
            provided = ",".join(sorted(self.config.scopes))
            raise RefusalError("missing_scope", needed=scopes[0], provided=provided)


Handler: TypeAlias = Callable[[Slack, Call], dict[str, Any]]
METHODS: dict[str, tuple[Handler, tuple[str, ...]]] = {}


def method(name: str, *scopes: str) -> Callable[[Handler], Handler]:
    """Registers a Web API method that needs one of `scopes`."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = (handler, scopes)
        return handler

    return register
