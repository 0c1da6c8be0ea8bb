"""A thread as Slack has it, read for the message that waits in the inbox; and what the bot does about that message."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk import WebClient

from bot.slack.client import translated
from bot.slack.errors import NotPostedError, TryLaterError, UncertainError
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Arrival, InboxQuestion, Surface
from bot.slack.parts import Decide
from bot.slack.showing.said import said_in
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
    beside what was asked of the bot in its thread before. In some channels the bot `answers_itself`."""

    decide_for: Callable[[InboxQuestion], Decide]
    inbox: Inbox
    calling: WebClient
    me: Callable[[], str]
    reads: bool
    answers_itself: Callable[[str], bool] = lambda channel: False

    def judge(self, question: InboxQuestion) -> JudgedMessage | None:
        """What is done about a message; None where it is gone. One that somebody wants answered for themselves is as
        one that is put to the bot.

        Raises:
            TryLaterError: Slack does not give the thread now.
        """
        decide, place = self.decide_for(question), _place(question.arrival)
        thread = self._read(question, place) if self.reads else None
        if thread is None:
            if place.surface.is_overheard:
                return None
            thread = self._known(question)
            return JudgedMessage(thread[-1], decide(thread, Mode.CALLED, whole=False))
        if not thread:
            return None
        return JudgedMessage(thread[-1], decide(thread, self._mode(question.arrival)))

    def _mode(self, arrival: Arrival) -> Mode:
        if arrival.surface is Surface.GROUP or arrival.key.wanted is not None:
            return Mode.GROUP
        return Mode.CHANNEL if self.answers_itself(arrival.key.channel) else Mode.CALLED

    def _known(self, question: InboxQuestion) -> list[Said]:
        """What was asked of the bot before in the thread, and the message itself."""
        user = question.arrival.user
        asked = [*self.inbox.earlier(question), question.arrival.text or ""]
        return [Said(user, f"{MENTION} {without_personal_numbers(text)}") for text in asked]

    def _read(self, question: InboxQuestion, arrival: Arrival) -> list[Said] | None:
        """The thread up to the message that stands at `arrival`, empty where that is gone; None where the app may not
        read it."""
        me = self.me()
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


def _place(arrival: Arrival) -> Arrival:
    """Where the message stands that is to be judged: of a wish, the one that somebody wants answered."""
    wanted = arrival.key.wanted
    return arrival if wanted is None else replace(arrival, key=wanted, surface=Surface.CHANNEL)


def _all_said(messages: list[dict[str, Any]], me: str) -> list[Said]:
    return [said_in(message, me) for message in messages]
