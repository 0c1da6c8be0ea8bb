"""Subscriptions of channels, by command and from App Home; anybody in a channel may set them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.errors import ChannelError
from bot.settings import SlackSettings
from bot.slack.administration.telling import Standing, telling, whisper
from bot.slack.client import translated
from bot.slack.errors import NotPostedError, PostError
from bot.slack.inbox.subscriptions import Subscription, Subscriptions
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element
from bot.slack.parts import Invocation
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.blocks import plain_message
from bot.slack.slash import Command, written
from bot.words.catalogue import say
from corpus.types import Bulletin, Language

PICK = "administration_subscribe"
"""The action id of App Home's menu of channels."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChannelDesk:
    """Subscribes channels; what is published already is not told of. `sees` says whether a channel may be told what the
    shelf holds."""

    subscriptions: Subscriptions
    bulletins: Callable[[], Mapping[str, Bulletin]]
    audit: AuditLog
    settings: SlackSettings
    voice: Voice
    shelf: str = ""
    sees: Callable[[str], bool] = lambda channel: True

    def register(self, app: BoltApp) -> None:
        app.action(elements.of_shelf(PICK, self.shelf))(self.picked)

    def subscribe(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm prenumerera`: this channel."""
        it = invocation
        with telling(partial(whisper, it.response_url), it.language, self.settings.command):
            self._added(it.user, Subscription(it.team, it.channel, it.language), client)

    def unsubscribe(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm avprenumerera`: this channel no longer."""
        it, tell = invocation, partial(whisper, invocation.response_url)
        with telling(tell, it.language, self.settings.command):
            with self.audit.recorded(it.user, Act.UNSUBSCRIBE, it.channel):
                ended = self.subscriptions.remove(it.team, it.channel)
            tell(say("channel.unsubscribed" if ended else "channel.unsubscribed_before", it.language))

    def picked(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A channel chosen in App Home; the outcome is told in the direct message."""
        ack()
        user, channel = body["user"]["id"], action.get("selected_channel") or ""
        language = self.voice(user)

        def tell(text: str) -> None:
            Standing.post(user, plain_message(text), client)

        with telling(tell, language, self.settings.command):
            if channel and not self.sees(channel):
                tell(say("shelf.not_of_channel", language))
            elif channel:
                team = (body.get("team") or {}).get("id") or ""
                tell(self._added(user, Subscription(team, channel, language), client))

    def home(self, language: Language) -> list[Element]:
        menu: Element = {
            "type": "channels_select",
            "action_id": elements.of_shelf(PICK, self.shelf),
            "placeholder": elements.plain_text(say("channel.pick", language), limits.OPTION_TEXT),
        }
        return [elements.section(say("channel.home", language), menu)]

    def _added(self, user: str, subscription: Subscription, client: WebClient) -> str:
        """Subscribe a channel and say so there, to the person alone: where that is refused digests would be lost."""
        it = subscription
        with self.audit.recorded(user, Act.SUBSCRIBE, it.channel):
            added = self.subscriptions.add(it, self.bulletins())
            unsubscribe = escape.mrkdwn(written(self.settings.command, Command.UNSUBSCRIBE, it.language))
            before = say("channel.subscribed_before", it.language)
            text = say("channel.subscribed", it.language, unsubscribe=unsubscribe) if added else before
            try:
                with translated():
                    client.chat_postEphemeral(channel=it.channel, user=user, text=text)
            except PostError as error:
                if added:
                    self.subscriptions.remove(it.team, it.channel)
                if isinstance(error, NotPostedError):
                    raise ChannelError(f"Slack answered {error.code}") from error
                raise
            return text
