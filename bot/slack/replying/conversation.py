"""A thread as Slack has it, read for the message that waits in the inbox; and what the bot does about that message."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.slack.client import translated
from bot.slack.errors import NotPostedError, TryLaterError, UncertainError
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion, Surface
from bot.slack.parts import Decide
from bot.slack.showing.escape import said_text
from bot.threads.types import MENTION, Decision, Mode, Said
from corpus.language.personal_numbers import without_personal_numbers

_PAGE = 200
_KEPT = 30
"""Messages before the one that waits: more than any of the threads that the kinds were learnt from has."""


@dataclass(frozen=True, slots=True)
class JudgedMessage:
    """The message that waits, and what is done about it."""

    said: Said
    decision: Decision


@dataclass(frozen=True, slots=True)
class Conversation:
    """Reads threads and decides, as `decide_for` says for the shelves that are asked where a message stands. `me` is
    the bot's own user id. `reads` says whether the app may read what people say in channels; else a mention is weighed
    beside what was asked of the bot in its thread before."""

    decide_for: Callable[[InboxQuestion], Decide]
    inbox: Inbox
    calling: WebClient
    me: Callable[[], str]
    reads: bool

    def judge(self, question: InboxQuestion) -> JudgedMessage | None:
        """What is done about a message; None where it is gone.

        Raises:
            TryLaterError: Slack does not give the thread now.
        """
        decide = self.decide_for(question)
        thread = self._read(question) if self.reads else None
        if thread is None:
            if question.arrival.surface.is_overheard:
                return None
            thread = self._known(question)
            return JudgedMessage(thread[-1], decide(thread, Mode.CALLED, whole=False))
        if not thread:
            return None
        mode = Mode.GROUP if question.arrival.surface is Surface.GROUP else Mode.CALLED
        return JudgedMessage(thread[-1], decide(thread, mode))

    def _known(self, question: InboxQuestion) -> list[Said]:
        """What was asked of the bot before in the thread, and the message itself."""
        user = question.arrival.user
        asked = [*self.inbox.earlier(question), question.arrival.text or ""]
        return [Said(user, f"{MENTION} {without_personal_numbers(text)}") for text in asked]

    def _read(self, question: InboxQuestion) -> list[Said] | None:
        """The thread up to the message, empty where that is gone; None where the app may not read it."""
        arrival, me = question.arrival, self.me()
        try:
            with translated():
                found = self._messages(arrival.key.channel, arrival.thread or arrival.key.ts, arrival.key.ts)
                root = next(found, None)
                kept = deque(found, _KEPT)
        except NotPostedError:
            return None
        except TryLaterError as error:
            if error.code == "missing_scope":
                return None
            raise
        except UncertainError as error:
            raise TryLaterError(error.code) from error
        if root is None:
            return []
        messages = [root, *kept]
        if messages[-1].get("ts") != arrival.key.ts:
            return [] if arrival.surface.is_overheard else [*_all_said(messages, me), self._known(question)[-1]]
        thread = _all_said(messages, me)
        if arrival.surface is Surface.MENTION and not thread[-1].mentions_bot:
            # The mention was taken out by an edit; the answer that it got stands and is changed.
            thread[-1] = Said(thread[-1].user, f"{MENTION} {thread[-1].text}")
        return thread

    def _messages(self, channel: str, thread: str, ts: str) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {"channel": channel, "ts": thread, "latest": ts, "inclusive": True, "limit": _PAGE}
        while True:
            page = self.calling.conversations_replies(**asked)
            for message in page.get("messages") or ():
                if message.get("ts", "") <= ts and message.get("subtype") != "tombstone":
                    yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            asked["cursor"] = cursor


def _all_said(messages: list[dict[str, Any]], me: str) -> list[Said]:
    return [_said(message, me) for message in messages]


def _said(message: dict[str, Any], me: str) -> Said:
    """A message as it is judged: of the bot's own the first line, which is the quote."""
    user = message.get("user") or message.get("bot_id") or ""
    by_bot = user == me
    markup = message.get("text") or ""
    text = said_text(markup.split("\n", 1)[0] if by_bot else markup, me, MENTION)
    return Said(user, without_personal_numbers(text), by_bot)
