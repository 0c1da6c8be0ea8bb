"""How the emulated workspace and its app are set up."""

from __future__ import annotations

from dataclasses import dataclass

from bot.slack.running import manifest

_SHIPPED = manifest.shipped()
_WITH_THREADS = manifest.with_thread_replies(_SHIPPED)
MESSAGE_EVENT = {"channel": "message.channels", "group": "message.groups", "im": "message.im",
                 "mpim": "message.mpim"}  # fmt: skip
"""The subscription that brings the messages of a kind of conversation."""


@dataclass(frozen=True, slots=True)
class Config:
    """Tokens, scopes, subscriptions and the pace of time.

    `scopes` and `events` are those of the shipped manifest. `retry_seconds` are the waits before each further
    delivery of an event. `post_interval` is the least time between two posts in a channel once `post_burst` are
    spent; 0 turns the limit off. `organisation` is the id of the organisation in all of whose workspaces the app is
    installed: each event then comes from two of them. `clock_offset` moves the Date header of every answer.
    `token_seconds` is how long a bot token lasts where the app has token rotation; 0 for an app without. All times in
    seconds.
    """

    bot_token: str = "xoxb-emulated-bot"
    app_token: str = "xapp-1-emulated-app"
    signing_secret: str = "emulated-signing-secret"
    scopes: frozenset[str] = manifest.scopes(_SHIPPED)
    events: frozenset[str] = manifest.events(_SHIPPED)
    ack_seconds: float = 3.0
    retry_seconds: tuple[float, ...] = (0.0, 0.5, 1.0)
    trigger_seconds: float = 3.0
    post_interval: float = 0.0
    post_burst: int = 1
    duplicate_rate: float = 0.0
    clock_offset: float = 0.0
    organisation: str = ""
    seed: int = 0
    token_seconds: float = 0.0


WITH_THREADS = Config(scopes=manifest.scopes(_WITH_THREADS), events=manifest.events(_WITH_THREADS))
"""Installed with the second manifest."""
