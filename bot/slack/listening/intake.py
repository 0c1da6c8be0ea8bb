"""Writes what Slack sends into the inbox before Slack is told that it arrived."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import tracing
from bot.answering.question.asked import MAX_CHARACTERS
from bot.slack.inbox.notices import late_name, notice
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Arrival, Edit, Hold, Surface
from bot.slack.inbox.voice import Voice
from bot.slack.listening import events
from bot.slack.listening.events import Heard, Rewritten, Wish
from bot.slack.message import ReplyOutcome
from bot.slack.showing.blocks import plain_message
from bot.slack.showing.limits import cut
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number

_EARLY_SECONDS = 600.0
"""How old a message may be whose edit is heard before itself."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The step between Slack and the inbox. `wake` is called when there is work.

    `overhears` says whether messages without a mention are taken, in threads that the bot has answered in and in group
    direct messages, and all in a channel where it `answers_itself`: without their text, which the worker reads in the
    thread and stores once it is for the bot.
    `is_command` says whether a text after the slash command, as Slack sends it, belongs to another part of the app,
    which answers it itself; `shelf_of` names the shelf that a channel asks. Any exception of `take` must reach Bolt, so
    that Slack sends the event again."""

    inbox: Inbox
    wake: Callable[[], None]
    overhears: bool
    edit_window: float
    is_command: Callable[[str], bool]
    voice: Voice
    shelf_of: Callable[[str], str] = lambda channel: ""
    answers_itself: Callable[[str], bool] = lambda channel: False
    clock: Callable[[], float] = time.time

    def take(self, body: Mapping[str, Any], bot_user: str, is_foreign: bool = False, place: str = "") -> None:
        """Store the question, edit or deletion that the body holds, if any, of somebody of ours or not; in the name of
        a `place` where one is given, such as an organisation whose workspaces share a channel."""
        now = self.clock()
        heard = events.read_event(body, bot_user, now)
        if heard is None:
            return
        heard = events.placed(heard, place) if place else heard
        if isinstance(heard, Heard):
            stored = self._hear(_said_by(heard, is_foreign), now)
        elif isinstance(heard, Rewritten):
            named = None if heard.heard is None else _said_by(heard.heard, is_foreign)
            stored = self._rewrite(replace(heard, heard=named), now)
        elif isinstance(heard, Wish):
            stored = self._want(heard, is_foreign, now)
        else:
            stored = self.inbox.delete(heard, now)
        if stored:
            self.wake()

    def _rewrite(self, rewritten: Rewritten, now: float) -> bool:
        """The new text, also where it comes before the question itself or too late to be answered."""
        edit = self._edit(rewritten)
        if self.inbox.edit(edit, self.edit_window, now):
            return True
        known = self.inbox.find_asked(rewritten.key)
        if known is None:
            is_new = now - float(rewritten.key.ts) < _EARLY_SECONDS
            return is_new and rewritten.heard is not None and self._hear(rewritten.heard, now)
        asked = known.arrival
        if edit.edited_at - asked.asked_at <= self.edit_window or known.deleted or not known.answered:
            return False
        if asked.text in (None, edit.text):
            return False
        key = replace(rewritten.key, ts=late_name(known.reference))
        line = notice(key, plain_message(say("edit.late", edit.language)), now, asked.thread, asked.user, edit.language)
        return self.inbox.put(line, now) is not None

    def _want(self, wanted: Wish, is_foreign: bool, now: float) -> bool:
        """Somebody wants the answer to a message that the bot has marked and nothing more: alone, and of the message
        only its place is known here."""
        marked = self.inbox.find_asked(wanted.key)
        if marked is None or marked.deleted or marked.outcome is not ReplyOutcome.MARKED:
            return False
        arrival = replace(marked.arrival, key=wanted.key.wish(wanted.event), surface=Surface.SHORTCUT, hold=Hold.NONE,
                          user=wanted.user, text=None, asked_at=now, is_foreign=is_foreign,
                          language=self.voice(wanted.user))  # fmt: skip
        return self.inbox.put(arrival, now) is not None

    def _hear(self, heard: Heard, now: float) -> bool:
        arrival = heard.arrival
        if not self._is_meant(heard):
            return False
        began = tracing.moment()
        reference = self.inbox.put(self._guarded(arrival, heard.markup), now)
        if reference is not None:
            tracing.past("receive", reference, began, surface=arrival.surface.value)
            return True
        if heard.edited_at is None:
            return False
        rewritten = Rewritten(arrival.key, arrival.user, heard.markup, arrival.text or "", heard.edited_at)
        return self.inbox.edit(self._edit(rewritten), self.edit_window, now)

    def _is_meant(self, heard: Heard) -> bool:
        arrival = heard.arrival
        if arrival.surface is Surface.COMMAND:
            return not self.is_command(heard.markup)
        place = (arrival.key.team, arrival.key.channel, arrival.thread or "")
        if arrival.is_by_bot:
            # A bot that answers the bot would be answered for ever.
            return arrival.thread == arrival.key.ts or not self.inbox.answered_in(*place)
        if not arrival.surface.is_overheard:
            return True
        if not self.overhears or not arrival.text or self.inbox.is_quiet(*place):
            return False
        if arrival.surface is Surface.GROUP or self.answers_itself(arrival.key.channel):
            return True
        return arrival.surface is Surface.THREAD and self.inbox.answered_in(*place)

    def _guarded(self, arrival: Arrival, markup: str) -> Arrival:
        said = arrival.text or ""
        text, hold = _checked(said, markup)
        arrival = replace(arrival, shelf=self.shelf_of(arrival.key.channel))
        if arrival.surface is Surface.SHORTCUT:
            # The words are another's, and may be far longer than a question.
            text = None if text is None else cut(text, MAX_CHARACTERS)
            return replace(arrival, text=text, hold=hold, language=self.voice(arrival.user, said))
        text = None if arrival.surface.is_overheard else text
        return replace(arrival, text=text, hold=hold, language=self.voice.answering(arrival.user, said))

    def _edit(self, rewritten: Rewritten) -> Edit:
        text, hold = _checked(rewritten.text, rewritten.markup)
        language = self.voice.answering(rewritten.user, rewritten.text)
        return Edit(rewritten.key, text, rewritten.edited_at, hold, language)


def _said_by(heard: Heard, is_foreign: bool) -> Heard:
    return replace(heard, arrival=replace(heard.arrival, is_foreign=is_foreign))


def _checked(text: str, markup: str) -> tuple[str | None, Hold]:
    """The text that may be stored: none where it holds a personal number, no more than can be asked."""
    if holds_personal_number(text) or holds_personal_number(markup):
        return None, Hold.PERSONAL_NUMBER
    return text[: MAX_CHARACTERS + 1], Hold.NONE
