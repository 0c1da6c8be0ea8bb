"""The workspace's state: people, channels, messages, views; guarded by one lock that announces every change."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
TEAM, OTHER_TEAM = "T0EMULATE", "T0OTHERS"
APP = "A0EMULATE"
BOT_USER = "U0BOT"
BOT = "B0BOT"


def team_of(user: str) -> str:
    """The organisation of a person: the other one where their id says so."""
    return OTHER_TEAM if user.startswith("UOTHER") else TEAM


@dataclass
class Channel:
    """A conversation; `kind` is channel, group, im or mpim as in Slack's `channel_type`. One that is `shared` has
    people of another organisation in it."""

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    shared: bool = False


@dataclass
class Message:
    """One message as it stands now; `revisions` counts its updates."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    by_bot: bool = False
    shown_to: str | None = None
    deleted: bool = False
    edited: str | None = None
    revisions: int = 0
    reactions: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    posted: float = field(default_factory=time.monotonic)
    updated: float = field(default_factory=time.monotonic)

    @property
    def thread(self) -> str:
        """The ts of the thread that the message stands in or would begin."""
        return self.thread_ts or self.ts

    def payload(self, with_metadata: bool = False) -> dict[str, Any]:
        """The message as the Web API and events show it."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts,
                                 "team": team_of(self.user)}  # fmt: skip
        if self.by_bot:
            shown |= {"bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "app_id": APP, "name": "fvm"}}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.files:
            shown |= {"files": self.files, "subtype": "file_share", "upload": False}
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.edited}
        if self.metadata and with_metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass
class View:
    """An open modal or a published App Home."""

    id: str
    user: str
    payload: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    open: bool = True
    revisions: int = 0

    def shown(self) -> dict[str, Any]:
        """The view as interactions and the Web API give it."""
        return {
            "id": self.id,
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT,
            "app_installed_team_id": TEAM,
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "state": {"values": {}},
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.payload,
        }


class Workspace:
    """What Slack knows. Take `changed` for any reading or writing of its fields."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.channels: dict[str, Channel] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.ephemerals: list[Message] = []
        self.modals: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.statuses: list[dict[str, Any]] = []
        self.prompts: dict[str, dict[str, Any]] = {}
        self.traps: list[str] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.steps: dict[str, dict[str, Any] | None] = {}
        self.usergroups: dict[str, list[str]] = {}
        self.locales: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """A message timestamp; strictly increasing, microseconds."""
        with self.changed:
            self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_channel(self, name: str, kind: str = "channel", joined: bool = True) -> Channel:
        prefix = {"channel": "C", "group": "G", "im": "D", "mpim": "G"}[kind]
        with self.changed:
            channel = Channel(self.new_id(prefix), name, kind)
            if joined:
                channel.members.add(BOT_USER)
            self.channels[channel.id] = channel
            return channel

    def im(self, user: str) -> Channel:
        """The direct conversation between a person and the bot, made when first asked for."""
        with self.changed:
            for channel in self.channels.values():
                if channel.kind == "im" and user in channel.members:
                    return channel
            channel = self.add_channel(f"im-{user}", "im")
            channel.members.add(user)
            return channel

    def put(self, message: Message) -> Message:
        with self.changed:
            if message.shown_to:
                self.ephemerals.append(message)
            else:
                self.messages[message.channel, message.ts] = message
            self.changed.notify_all()
            return message

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The visible messages of one thread, oldest first."""
        return [m for m in self.visible(channel) if m.thread == ts]

    def visible(self, channel: str) -> Iterator[Message]:
        with self.changed:
            found = [m for m in self.messages.values() if m.channel == channel and not m.deleted]
        return iter(sorted(found, key=lambda message: message.ts))

    def wait(self, found: Callable[[], T | None], timeout: float) -> T | None:
        """What `found` gives as soon as it gives something; None after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while (value := found()) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self.changed.wait(min(left, 0.5))
            return value
