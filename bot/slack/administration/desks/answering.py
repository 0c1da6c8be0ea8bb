"""Lets the bot answer by itself in a channel, by command and from App Home, after a trial; and ends it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.errors import ChannelError
from bot.settings import SlackSettings
from bot.slack.administration.access import Access
from bot.slack.administration.desks.trial import tried_message, try_channel
from bot.slack.administration.self_answering import SelfAnswering, SelfAnsweringChannels
from bot.slack.administration.telling import Standing, telling, whisper
from bot.slack.client import translated
from bot.slack.errors import NotPostedError
from bot.slack.inbox.notices import NoticeName, Occasion, notice
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Key
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element
from bot.slack.parts import Decide, Invocation, Shelves
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.blocks import plain_message
from bot.slack.slash import MARK, Command, written
from bot.slack.slow_work import SlowWork
from bot.words.catalogue import say
from corpus.types import Language

PICK, START, STOP = "administration_try_answering", "administration_answer_itself", "administration_end_answering"
"""The action ids of App Home's menu of channels, of the button under a trial, and of those that end it, with a number
behind."""

Body = dict[str, Any]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AnsweringDesk:
    """Every handler asks anew whether the person is an admin of the shelf that the channel asks; who is in a channel
    may end it there."""

    channels: SelfAnsweringChannels
    inbox: Inbox
    shelves: Shelves
    access: Access
    audit: AuditLog
    settings: SlackSettings
    voice: Voice
    slow: SlowWork
    shelf: str = ""
    clock: Callable[[], float] = time.time

    @property
    def is_offered(self) -> bool:
        """Whether the app may read what people say in channels."""
        return self.settings.thread_replies and self.shelves.decider is not None

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.action(self._of_shelf(PICK), middleware=own)(self.picked)
        app.action(self._of_shelf(START), middleware=own)(self.started)
        app.action(re.compile(self._of_shelf(rf"{STOP}_\d+")), middleware=own)(self.stopped)

    def _of_shelf(self, name: str) -> str:
        return elements.of_shelf(name, self.shelf)

    def home(self, language: Language) -> list[Element]:
        """For admins: where it answers by itself, and a menu to try another channel."""
        if not self.is_offered:
            return []
        menu: Element = {
            "type": "channels_select",
            "action_id": self._of_shelf(PICK),
            "placeholder": elements.plain_text(say("channel.pick", language), limits.OPTION_TEXT),
        }
        mine = [each for each in self.channels.all() if self._is_mine(each.channel)]
        label = say("answering.stop", language)
        rows = [
            elements.section(
                say("answering.row", language, channel=f"<#{each.channel}>"),
                elements.button(self._of_shelf(f"{STOP}_{number}"), label, label, each.channel),
            )
            for number, each in enumerate(mine)
        ]
        return [elements.section(say("answering.home", language), menu), *rows]

    def _is_mine(self, channel: str) -> bool:
        return self.shelves.sees(channel, self.shelf) and self.shelves.own(channel) in ("", self.shelf)

    def command(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm svara själv`: tries this channel, for an admin."""
        it = invocation
        self._try(it.user, it.channel, it.language, partial(whisper, it.response_url), client)

    def picked(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A channel chosen in App Home."""
        ack()
        user = body["user"]["id"]
        self._try(user, action.get("selected_channel") or "", self.voice(user), self._directly(user, client), client)

    def _try(self, user: str, channel: str, language: Language, tell: Tell, client: WebClient) -> None:
        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.ANSWER_ITSELF)
            decider = self.shelves.decider
            if not self.is_offered or decider is None:
                tell(say("help.second_manifest", language))
            elif not self._is_mine(channel):
                tell(say("shelf.not_of_channel", language))
            elif self.channels.holds(channel):
                tell(say("answering.before", language))
            else:
                decide = decider(self.shelves.ask_in(channel))
                busy = partial(tell, say("trouble.busy", language))
                self.slow.take(partial(self._tell_trial, user, channel, decide, language, tell, client), busy)

    def _tell_trial(
        self, user: str, channel: str, decide: Decide, language: Language, tell: Tell, client: WebClient
    ) -> None:
        with telling(tell, language, self.settings.command):
            # Slack takes this only where both are in the channel: nobody is shown what they may not read.
            self._whisper_there(user, channel, say("answering.reading", language), client)
            tried = try_channel(channel, decide, client)
            label = say("answering.start_label", language)
            button = elements.button(self._of_shelf(START), say("answering.start", language), label, channel)
            Standing.post(user, tried_message(tried, channel, button, language), client)

    def started(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """The button under a trial: from now on; the channel is told."""
        ack()
        user, channel = body["user"]["id"], action.get("value") or ""
        language, tell = self.voice(user), self._directly(user, client)
        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.ANSWER_ITSELF)
            if not self.is_offered or not self._is_mine(channel):
                tell(say("shelf.not_of_channel", language))
                return
            team = (body.get("team") or {}).get("id") or ""
            it = SelfAnswering(team, channel, language, float(int(self.clock())))
            with self.audit.recorded(user, Act.ANSWER_ITSELF, channel):
                self._whisper_there(user, channel, say("answering.done", language), client)
                added = self.channels.add(it)
            if added:
                end = escape.mrkdwn(written(self.settings.command, Command.END_ANSWERING, language))
                text = say("answering.begun", language, mark=f":{MARK}:", end=end, days=self.settings.retention_days)
                self._announce(it, text, "")
            tell(say("answering.done" if added else "answering.before", language))

    def end(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm sluta svara själv`: not in this channel any more; for everybody in it."""
        it, tell = invocation, partial(whisper, invocation.response_url)
        with telling(tell, it.language, self.settings.command):
            tell(say("answering.ended" if self._end(it.user, it.channel) else "answering.none", it.language))

    def stopped(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A button beside a channel in App Home."""
        ack()
        user, channel = body["user"]["id"], action.get("value") or ""
        language, tell = self.voice(user), self._directly(user, client)
        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.END_ANSWERING)
            mine = self._is_mine(channel) and self._end(user, channel)
            tell(say("answering.ended" if mine else "answering.none", language))

    def _end(self, user: str, channel: str) -> bool:
        with self.audit.recorded(user, Act.END_ANSWERING, channel):
            was = self.channels.remove(channel)
        if was is not None:
            self._announce(was, say("answering.ended", was.language), "ended")
        return was is not None

    def _announce(self, it: SelfAnswering, text: str, part: str) -> None:
        """Tell the channel, once."""
        name = NoticeName(kind=Occasion.ANSWERING, about=f"{it.since:.0f}", part=part)
        key = Key(it.team, it.channel, str(name))
        self.inbox.put(notice(key, plain_message(text), self.clock(), language=it.language), self.clock())

    def _whisper_there(self, user: str, channel: str, text: str, client: WebClient) -> None:
        """Tell a person in the channel, alone. Raises ChannelError where one of the two is not in it."""
        try:
            with translated():
                client.chat_postEphemeral(channel=channel, user=user, text=text)
        except NotPostedError as error:
            raise ChannelError(f"Slack answered {error.code}") from error

    def _directly(self, user: str, client: WebClient) -> Tell:
        def tell(text: str) -> None:
            Standing.post(user, plain_message(text), client)

        return tell
