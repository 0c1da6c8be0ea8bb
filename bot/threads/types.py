"""The values of a thread: what was said, what a message is, and what the bot does about it."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bot.answering.question.surroundings import unwrapped
from bot.answering.types import Answer
from corpus.language.characters import line, without_signs

MENTION = "@FVM-svar"
"""Stands for the mention of the bot in a message's text."""

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")


class Kind(enum.Enum):
    """What a message in a thread is; the labels of the training threads."""

    ASK = "ask"
    FOLLOW_UP = "follow_up"
    POINTER = "pointer"
    ASK_PERSON = "ask_person"
    REQUEST = "request"
    STATEMENT = "statement"
    REACTION = "reaction"
    THANKS = "thanks"
    GREETING = "greeting"
    COMPLAINT = "complaint"
    META = "meta"


QUESTIONS = (Kind.ASK, Kind.FOLLOW_UP, Kind.POINTER)
"""What the bulletins may answer."""


class Mode(enum.Enum):
    """CALLED: the bot speaks where it is mentioned, and after that in the thread. CHANNEL: it answers by itself too.
    GROUP: a group direct message, which counts as called."""

    CALLED = "called"
    CHANNEL = "channel"
    GROUP = "group"


class Action(enum.Enum):
    """What the bot does about a message."""

    SILENT = "silent"
    ANSWER = "answer"
    REFUSE = "refuse"
    ASK_BACK = "ask_back"
    SAY = "say"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread. `text` holds `MENTION` where it mentions the bot, Slack's markup where it mentions
    others."""

    user: str
    text: str
    by_bot: bool = False

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Self:
        """A message of a file of threads, whose bot is the user `BOT`. Raises KeyError where `user` or `text` lacks."""
        user, text = str(row["user"]), str(row["text"])
        return cls(user, text, True) if user == "BOT" else cls(user, said_whole(text))

    @property
    def mentions_bot(self) -> bool:
        return MENTION in self.text

    @property
    def mentioned(self) -> frozenset[str]:
        """The people whom the text mentions."""
        return frozenset(_PERSON.findall(self.text))

    @property
    def plain(self) -> str:
        """The text without mentions, white space collapsed."""
        return " ".join(_PERSON.sub(" ", self.text.replace(MENTION, " ")).split())

    @property
    def words(self) -> str:
        """What can be asked of it: `plain` without emoji and addresses."""
        return without_signs(self.plain)


def said_whole(text: str) -> str:
    """What a person says in a message of any number of lines, on one, with the bot's mention where it stood: without
    the lines that it quotes, a form's other fields and the like."""
    if MENTION not in text:
        return unwrapped(text)
    own = text.replace(MENTION, " ")
    said = unwrapped(own)
    if said == line(own):
        return line(text)
    return f"{said} {MENTION}" if text.strip().endswith(MENTION) else f"{MENTION} {said}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the bot does about one message. `asked` is the question as searched, `why` a word or two, such as the
    name of the kind. `pointed` says that another message is answered."""

    action: Action
    why: str
    asked: str | None = None
    answer: Answer | None = None
    pointed: bool = False
