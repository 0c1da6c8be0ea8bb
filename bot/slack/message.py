"""A reply as a value: what is posted, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.answering.types import Answer
from bot.slack.inbox.question import Outcome
from bot.slack.showing.elements import Element


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack shows: blocks, and `text` for notifications and screen readers (Slack's markup, escaped)."""

    text: str
    blocks: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The one reply to a question. `private` replies are seen by the asker alone."""

    message: Message
    outcome: Outcome
    private: bool = False
    answer: Answer | None = field(default=None, repr=False)
