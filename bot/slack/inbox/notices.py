"""Messages that the app sends by itself, such as a shared answer or a digest; each goes out once, through the inbox."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass

from bot.slack.inbox.question import Arrival, Key, Surface
from bot.slack.message import Message
from corpus.types import Language


class Occasion(enum.Enum):
    """Why the app speaks up: somebody shared an answer, a kept question has one, an old answer is another now, a
    channel follows the bulletins, a person gets a weekly letter, a question is passed on to people, or one of them
    answers it; or the bot answers by itself in a channel from now on, or no longer."""

    SHARED = "share"
    KEPT = "kept"
    UPDATED = "update"
    DIGEST = "digest"
    WEEKLY = "weekly"
    HUMAN = "human"
    REPLY = "reply"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeName:
    """What makes a notice one in its channel; as text the `ts` of its key, `share:REFERENCE`, `kept:REFERENCE:USER`,
    `update:REFERENCE:ANSWER:COUNT`, `digest:BULLETIN`, `weekly:SINCE`, `human:REFERENCE:MARK`,
    `reply:REFERENCE:MARK`, `answering:SINCE` or `answering:SINCE:ended`, as installed databases hold it.

    `about` is a question's reference, of a digest a bulletin's id, of a letter the second since which things are new,
    of a channel where the bot answers by itself the second since which it does.
    `part` tells notices about one thing apart: who kept the question, or which answer it has now. `count` is how many
    updates were told before, None for other kinds.
    """

    kind: Occasion
    about: str
    part: str = ""
    count: int | None = None

    @classmethod
    def parse(cls, text: str) -> NoticeName | None:
        """The name that `str` wrote; None for any other text."""
        first, _, rest = text.partition(":")
        kind = next((kind for kind in Occasion if kind.value == first), None)
        about, _, part = rest.partition(":")
        if kind is None or not about:
            return None
        if kind is not Occasion.UPDATED:
            return cls(kind=kind, about=about, part=part)
        part, _, count = part.rpartition(":")
        return cls(kind=kind, about=about, part=part, count=int(count)) if part and count.isdecimal() else None

    @property
    def reference(self) -> str | None:
        """Of the question that the notice is about, None for those that are about none."""
        return None if self.kind in (Occasion.DIGEST, Occasion.WEEKLY, Occasion.ANSWERING) else self.about

    @property
    def beginning(self) -> str:
        """How the names of this kind about the same thing begin."""
        return f"{self.kind.value}:{self.about}:"

    def __str__(self) -> str:
        count = () if self.count is None else (str(self.count),)
        return ":".join(part for part in (self.kind.value, self.about, self.part, *count) if part)


def late_name(reference: str) -> str:
    """The `ts` of the line to a question that was edited too late to be answered anew: said once."""
    return f"late:{reference}"


def notice(
    key: Key, message: Message, now: float, thread: str | None = None, user: str = "", language: Language = Language.SV
) -> Arrival:
    """A ready message for `Inbox.put`.

    `key.ts` is a `NoticeName` as text: the same key is posted once, however often and by however many processes it is
    put. `user` is who is told if it may be posted already and the scopes forbid a look.
    """
    return Arrival(
        key=key,
        surface=Surface.NOTICE,
        user=user,
        text=None,
        asked_at=now,
        thread=thread,
        language=language,
        payload=json.dumps({"text": message.text, "blocks": list(message.blocks)}),
    )


def ready_message(payload: str) -> Message:
    """The message that a notice carries."""
    stored = json.loads(payload)
    return Message(stored["text"], tuple(stored["blocks"]))
