"""A person's agreement that what they ask the bot alone may be drawn for admins to judge; given and taken back in App
Home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.slack.administration.telling import Standing, telling
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element
from bot.slack.showing import elements
from bot.slack.showing.blocks import plain_message
from bot.words.catalogue import say
from corpus.types import Language

AGREE = "agree_to_judging"
"""The action id of the button."""

_YES, _NO = "yes", "no"

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AgreementDesk:
    """What everybody sees; nobody has agreed before they press."""

    voice: Voice
    command: str

    def register(self, app: BoltApp) -> None:
        app.action(AGREE)(self.chosen)

    def home(self, user: str, language: Language) -> Element:
        agreed = self.voice.preferences.agrees(user)
        key = "agreed" if agreed else "not_agreed"
        label = say(f"agreement.{key}_button", language)
        button = elements.button(AGREE, label, label, _NO if agreed else _YES)
        return elements.section(say(f"agreement.{key}", language), button)

    def chosen(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        user = body["user"]["id"]
        agrees, language = action.get("value") == _YES, self.voice(user)
        self.voice.preferences.agree(user, agrees)
        ack()

        def tell(text: str) -> None:
            Standing.post(user, plain_message(text), client)

        with telling(tell, language, self.command):
            tell(say("agreement.given" if agrees else "agreement.taken_back", language))
