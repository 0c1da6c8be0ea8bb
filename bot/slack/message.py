"""A reply as a value: what is posted, and what is remembered of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.answering.types import Answer

Element: TypeAlias = dict[str, Any]
"""One Block Kit object, as Slack's JSON."""


class ReplyOutcome(enum.Enum):
    """What the asker got; the label of the metrics."""

    ANSWERED = "answered"
    REFUSED = "refused"
    SMALLTALK = "smalltalk"
    HELP = "help"
    COMMAND = "command"
    WARNED = "warned"
    LIMITED = "limited"
    MARKED = "marked"
    """A question that nobody put to the bot, which it is not sure to answer: it gets a reaction and no words."""
    CLOSED = "closed"
    """Somebody of another organisation asked what is not public."""
    APOLOGY = "apology"
    POSTPONED = "postponed"
    """The search is down: its asker is told, and the question stays until it can be answered."""
    TOO_LATE = "too_late"
    NOTICE = "notice"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack shows: blocks, and `text` for notifications and screen readers (Slack's markup, escaped)."""

    text: str
    blocks: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The one reply to a question. `private` replies are seen by the asker alone. `heard` are the words of an overheard
    question, which are stored with its reply."""

    message: Message
    outcome: ReplyOutcome
    private: bool = False
    answer: Answer | None = field(default=None, repr=False)
    heard: str | None = field(default=None, repr=False)
