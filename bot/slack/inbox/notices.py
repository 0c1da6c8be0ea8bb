"""Messages that the app sends by itself, such as a shared answer or a digest; each goes out once, through the inbox."""

from __future__ import annotations

import json

from bot.slack.inbox.question import Arrival, Key, Surface
from bot.slack.message import Message
from corpus.types import Language


def notice(
    key: Key, message: Message, now: float, thread: str | None = None, user: str = "", language: Language = Language.SV
) -> Arrival:
    """A ready message for `Inbox.put`.

    `key.ts` is a name of the sender's choice, such as `digest:BULLETIN`: the same key is posted once, however often and
    by however many processes it is put. `user` is who is told if it may be posted already and the scopes forbid a look.
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
