"""The index from Slack: preview, publish, discard, go back; each in a direct message to the admin."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act
from bot.administration.publishing.publisher import Publisher
from bot.settings import SlackSettings
from bot.slack.administration import messages
from bot.slack.administration.access import Access
from bot.slack.administration.telling import Standing, shown, telling, whisper
from bot.slack.errors import PostError
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element, Message
from bot.slack.parts import Invocation
from bot.slack.showing import elements, escape
from bot.slack.showing.blocks import plain_message
from bot.words.catalogue import say
from corpus.types import Language

_PACE = 1.5
"""Seconds between two changes of one message, which Slack allows about once a second."""

Body = dict[str, Any]
Work = Callable[[], None]


def in_background(work: Work) -> None:
    """Work that outlasts Slack's three seconds; a process that ends in the middle of it leaves everything whole."""
    threading.Thread(target=work, name="administration", daemon=True).start()


@dataclass(frozen=True, slots=True)
class IndexDesk:
    """Every handler asks anew whether the person is an admin."""

    publisher: Publisher
    access: Access
    settings: SlackSettings
    voice: Voice
    shelf: str = ""
    start: Callable[[Work], None] = in_background
    clock: Callable[[], float] = time.monotonic

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.action(elements.of_shelf(messages.PUBLISH, self.shelf), middleware=own)(self.publish)
        app.action(elements.of_shelf(messages.DISCARD, self.shelf), middleware=own)(self.discard)
        rollback = re.compile(elements.of_shelf(rf"{messages.ROLLBACK}(?:_\d+)?", self.shelf))
        app.action(rollback, middleware=own)(self.roll_back)

    def _of_shelf(self, message: Message) -> Message:
        """A message that names the shelf, whose buttons come back to this desk."""
        if not self.shelf:
            return message
        title = self.settings.programme
        blocks = [_buttons_of(block, self.shelf) for block in message.blocks]
        return Message(f"{escape.mrkdwn(title)}: {message.text}", (elements.context(title), *blocks))

    def reindex(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm reindex`: a preview in a direct message."""
        tell = partial(whisper, invocation.response_url)
        with telling(tell, invocation.language, self.settings.command):
            self.access.check(invocation.user, Act.PREVIEW)
            self.start(partial(self._preview, invocation, client))

    def _preview(self, invocation: Invocation, client: WebClient) -> None:
        language = invocation.language
        with telling(partial(whisper, invocation.response_url), language, self.settings.command):
            begun = plain_message(say("preview.begun", language))
            standing = Standing.post(invocation.user, begun, client)
            with telling(partial(_say, standing, client), language, self.settings.command):
                bar = ProgressBar(standing, language, client, self.clock)
                preview = self.publisher.preview(invocation.user, bar)
                standing.change(self._of_shelf(messages.preview_message(preview, language)), client)

    def publish(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """The button under a preview."""
        ack()
        self.start(partial(self._publish, body, action.get("value") or "", client))

    def _publish(self, body: Body, token: str, client: WebClient) -> None:
        user = body["user"]["id"]
        language, standing = self.voice(user, shown(body)), Standing.clicked(body)
        with telling(partial(whisper, body.get("response_url") or ""), language, self.settings.command):
            self.access.check(user, Act.PUBLISH)
            base = self.publisher.published()
            self.publisher.publish(user, token)
            standing.change(self._of_shelf(messages.published_message(user, base, language)), client)

    def discard(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """The other button under a preview."""
        ack()
        user = body["user"]["id"]
        language = self.voice(user, shown(body))
        with telling(partial(whisper, body.get("response_url") or ""), language, self.settings.command):
            self.access.check(user, Act.DISCARD)
            self.publisher.discard(user, action.get("value") or "")
            Standing.clicked(body).change(plain_message(say("preview.discarded", language)), client)

    def snapshots(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm rollback`: the snapshots to go back to."""
        language = invocation.language
        with telling(partial(whisper, invocation.response_url), language, self.settings.command):
            self.access.check(invocation.user, Act.ROLLBACK)
            found = messages.snapshots_message(self.publisher.snapshots(), self.publisher.published(), language)
            Standing.post(invocation.user, self._of_shelf(found), client)

    def roll_back(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A button beside a snapshot."""
        ack()
        self.start(partial(self._roll_back, body, action.get("value") or "", client))

    def _roll_back(self, body: Body, snapshot: str, client: WebClient) -> None:
        user = body["user"]["id"]
        language = self.voice(user, shown(body))
        with telling(partial(whisper, body.get("response_url") or ""), language, self.settings.command):
            self.access.check(user, Act.ROLLBACK)
            manifest = self.publisher.rollback(user, snapshot)
            text = messages.rolled_back_text(manifest, language)
            Standing.clicked(body).change(plain_message(text), client)


def _buttons_of(block: Element, shelf: str) -> Element:
    """A block whose buttons have the ids of a shelf's."""
    found = {**block}
    if block["type"] == "actions":
        found["elements"] = [_button_of(each, shelf) for each in block["elements"]]
    if "accessory" in block:
        found["accessory"] = _button_of(block["accessory"], shelf)
    return found


def _button_of(button: Element, shelf: str) -> Element:
    return {**button, "action_id": elements.of_shelf(button["action_id"], shelf)}


def _say(standing: Standing, client: WebClient, text: str) -> None:
    standing.change(plain_message(text), client)


class ProgressBar:
    """Progress in a message, changed no faster than Slack allows; a change that fails is left out."""

    def __init__(self, standing: Standing, language: Language, client: WebClient, clock: Callable[[], float]) -> None:
        self._standing = standing
        self._language = language
        self._client = client
        self._clock = clock
        self._next = clock() + _PACE

    def __call__(self, step: str, done: int, total: int) -> None:
        if self._clock() < self._next:
            return
        self._next = self._clock() + _PACE
        try:
            self._standing.change(messages.progress_message(step, done, total, self._language), self._client)
        except PostError:
            return
