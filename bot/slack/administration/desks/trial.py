"""What the bot would have done about a channel's last messages, had it answered by itself there; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.answering.types import Answer
from bot.slack.administration.messages import list_element
from bot.slack.client import translated
from bot.slack.message import Element, Message
from bot.slack.parts import Decide
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.said import SPOKEN_SUBTYPES, said_in
from bot.threads.types import Action, Mode, Said
from bot.words.catalogue import say
from corpus.types import Language

MOST = 100
"""Messages that are tried."""

_THREADS = 20
"""Threads that are read for them: Slack gives about fifty a minute."""

_SHOWN = 10
_TEXT = 200

Thread = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tried:
    """What would have been done about so many messages of people: the questions that it would have answered, and those
    that it would have left to people with a mark."""

    messages: int
    answered: tuple[tuple[str, Answer], ...]
    marked: tuple[str, ...]


def try_channel(channel: str, decide: Decide, client: WebClient) -> Tried:
    """Weigh the last hundred messages of a channel, each as it would have been when it was written.

    Raises:
        PostError: Slack does not give them.
    """
    with translated():
        me = str(client.auth_test()["user_id"])
        threads = list(_threads(channel, client))
    count, answered, marked = 0, [], []
    for messages in threads:
        thread = [said_in(message, me) for message in messages]
        for place in _places(messages, thread, MOST - count):
            count += 1
            decision, text = decide(thread[: place + 1], Mode.CHANNEL), thread[place].words
            if decision.action in (Action.ANSWER, Action.REFUSE) and decision.answer is not None:
                answered.append((text, decision.answer))
            elif decision.action is Action.MARK:
                marked.append(text)
    return Tried(count, tuple(answered), tuple(marked))


def _threads(channel: str, client: WebClient) -> Iterator[Thread]:
    """The newest messages of a channel, newest first, each with what was said below it."""
    found = client.conversations_history(channel=channel, limit=MOST)
    read, left = 0, MOST
    for root in found.get("messages") or ():
        if left <= 0:
            return
        thread = [root]
        if root.get("reply_count") and read < _THREADS:
            read += 1
            thread = list(client.conversations_replies(channel=channel, ts=root["ts"], limit=MOST).get("messages", ()))
        left -= len(thread)
        yield thread


def _places(messages: Sequence[dict[str, Any]], thread: Sequence[Said], most: int) -> Iterator[int]:
    """Where people say something, at most so many of a thread."""
    spoken = (place for place, message in enumerate(messages)
              if message.get("subtype") in SPOKEN_SUBTYPES and not message.get("bot_id") and not thread[place].by_bot
              )  # fmt: skip
    for place, _ in zip(spoken, range(most), strict=False):
        yield place


def tried_message(tried: Tried, channel: str, button: Element, language: Language) -> Message:
    """The outcome for the admin who asked for it, with the button that turns it on."""
    counts = say("answering.tried", language, channel=f"<#{channel}>", count=tried.messages,
                 answered=len(tried.answered), marked=len(tried.marked),
                 silent=tried.messages - len(tried.answered) - len(tried.marked))  # fmt: skip
    lists = (
        (say("answering.would_answer", language), [_line(text, answer) for text, answer in tried.answered]),
        (say("answering.would_mark", language), [_cut(text) for text in tried.marked]),
    )
    shown = [list_element(lead, lines, _SHOWN, language) for lead, lines in lists if lines]
    return Message(counts, (elements.section(counts), *shown, elements.actions(button)))


def _line(text: str, answer: Answer) -> str:
    quote = answer.curated.text if answer.curated else answer.answers[0].quote if answer.answers else "–"
    return f"{_cut(text)} → {_cut(quote)}"


def _cut(text: str) -> str:
    return limits.cut(escape.one_line(text), _TEXT) or "–"
