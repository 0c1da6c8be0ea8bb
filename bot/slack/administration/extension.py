"""Administration as an extension of the Slack app: its commands, buttons, modals and what it adds to App Home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.settings import SlackSettings
from bot.slack.administration.access import Access
from bot.slack.administration.add import AddDesk
from bot.slack.administration.channels import ChannelDesk
from bot.slack.administration.follower import Follower
from bot.slack.administration.index import IndexDesk
from bot.slack.administration.overview import Overview
from bot.slack.administration.pins import PinDesk
from bot.slack.administration.why import WhyDesk
from bot.slack.message import Element
from bot.slack.parts import Invocation
from bot.slack.showing import elements, escape
from bot.words.catalogue import say
from corpus.types import Language

Command = Callable[[Invocation, WebClient], None]


@dataclass(frozen=True, slots=True)
class Administration:
    """See `Extension`; `start` and `stop` frame the time in which news are told, and `close` closes its own files."""

    adding: AddDesk
    index: IndexDesk
    channels: ChannelDesk
    pins: PinDesk
    why: WhyDesk
    access: Access
    overview: Overview
    follower: Follower
    settings: SlackSettings
    close: Callable[[], None]

    @property
    def commands(self) -> Mapping[str, Command]:
        return {
            **dict.fromkeys(("lägg till", "lagg till", "add"), self.adding.command),
            **dict.fromkeys(("reindex", "publicera"), self.index.reindex),
            **dict.fromkeys(("rollback", "gå tillbaka"), self.index.snapshots),
            **dict.fromkeys(("fäst", "pin"), self.pins.command),
            # Not "varför" alone: many questions begin with it.
            **dict.fromkeys(("förklara svar", "explain answer"), self.why.command),
            **dict.fromkeys(("prenumerera", "subscribe"), self.channels.subscribe),
            **dict.fromkeys(("avprenumerera", "unsubscribe"), self.channels.unsubscribe),
        }

    def register(self, app: BoltApp) -> None:
        self.adding.register(app)
        self.index.register(app)
        self.channels.register(app)
        self.pins.register(app)
        self.why.register(app)

    def home(self, user: str, language: Language) -> Sequence[Element]:
        blocks = self.channels.home(language)
        if self.access.is_known_admin(user):
            text = say("administration.commands", language, command=escape.mrkdwn(self.settings.command))
            blocks = [*blocks, elements.header(say("administration.title", language)), elements.section(text)]
            blocks += [*self.overview.blocks(language), *self.pins.home(language)]
        return blocks

    def buttons(self, user: str, reference: str, language: Language) -> Sequence[Element]:
        return self.why.buttons(user, reference, language)

    def start(self) -> None:
        self.access.learn()
        self.follower.start()

    def stop(self) -> None:
        self.follower.stop()
        self.why.slow.close()
        self.close()
