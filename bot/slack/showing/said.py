"""A message of Slack's as what was said in a thread; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.showing.escape import said_text
from bot.threads.types import MENTION, Said, said_whole
from corpus.language.personal_numbers import without_personal_numbers

SPOKEN_SUBTYPES = (None, "file_share", "thread_broadcast")
"""The subtypes of messages in which people say something; all others tell of what happened in the channel."""


def said_in(message: Mapping[str, Any], me: str) -> Said:
    """A message as it is judged, without numbers of persons; of those of the bot, the user `me`, the first line, which
    is the quote."""
    user = message.get("user") or message.get("bot_id") or ""
    by_bot = user == me
    markup = message.get("text") or ""
    text = said_text(markup.split("\n", 1)[0], me, MENTION) if by_bot else said_whole(said_text(markup, me, MENTION))
    return Said(user, without_personal_numbers(text), by_bot)
