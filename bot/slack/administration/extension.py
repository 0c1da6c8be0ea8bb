"""The administration of one shelf: its commands, buttons, modals and what it adds to App Home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.settings import SlackSettings
from bot.slack.administration.access import Access
from bot.slack.administration.desks.add import AddDesk
from bot.slack.administration.desks.answering import AnsweringDesk
from bot.slack.administration.desks.channels import ChannelDesk
from bot.slack.administration.desks.index import IndexDesk
from bot.slack.administration.desks.judging import JudgingDesk
from bot.slack.administration.desks.pins import PinDesk
from bot.slack.administration.desks.upkeep import UpkeepDesk
from bot.slack.administration.desks.why import WhyDesk
from bot.slack.administration.follower import Follower
from bot.slack.administration.overview import Overview
from bot.slack.message import Element
from bot.slack.parts import Invocation
from bot.slack.repeated_work import RepeatedWork
from bot.slack.showing import elements
from bot.slack.showing.guide import command_lines
from bot.slack.slash import Command, Who
from bot.words.catalogue import say
from corpus.types import Language

Handler = Callable[[Invocation, WebClient], None]


@dataclass(frozen=True, slots=True)
class Administration:
    """As `Extension`, for one shelf; `start` and `stop` frame the time in which news are told. Of one that is not
    public only its admins are shown anything."""

    adding: AddDesk
    index: IndexDesk
    channels: ChannelDesk
    answering: AnsweringDesk
    judging: JudgingDesk
    pins: PinDesk
    upkeep: UpkeepDesk
    why: WhyDesk
    access: Access
    overview: Overview
    follower: Follower
    settings: SlackSettings
    is_public: bool = True
    watch: RepeatedWork | None = None

    @property
    def commands(self) -> Mapping[Command, Handler]:
        return {
            Command.ADD: self.adding.command,
            Command.PUBLISH: self.index.reindex,
            Command.ROLLBACK: self.index.snapshots,
            Command.PIN: self.pins.command,
            Command.EXPLAIN: self.why.command,
            Command.SUBSCRIBE: self.channels.subscribe,
            Command.UNSUBSCRIBE: self.channels.unsubscribe,
            Command.ANSWERING: self.answering.command,
            Command.END_ANSWERING: self.answering.end,
        }

    def register(self, app: BoltApp) -> None:
        self.adding.register(app)
        self.index.register(app)
        self.channels.register(app)
        self.answering.register(app)
        self.judging.register(app)
        self.pins.register(app)
        self.upkeep.register(app)

    def home(self, user: str, language: Language) -> Sequence[Element]:
        blocks = self.channels.home(language) if self.is_public or self.access.is_known_admin(user) else []
        if self.access.is_known_admin(user):
            blocks = [*blocks, elements.header(say("administration.title", language))]
            blocks += [elements.section(text) for text in self._usage(language)]
            blocks += [
                *self.overview.blocks(language),
                *self.judging.home(language),
                *self.answering.home(language),
                *self.upkeep.home(language),
                *self.pins.home(language),
            ]
        return blocks

    def buttons(self, user: str, reference: str, language: Language) -> Sequence[Element]:
        return self.why.buttons(user, reference, language)

    def help(self, user: str, language: Language) -> Sequence[str]:
        title = f"*{say('administration.title', language)}*"
        return [title, *self._usage(language)] if self.access.is_known_admin(user) else []

    def _usage(self, language: Language) -> list[str]:
        lines = command_lines(self.settings, Who.ADMINS, language)
        further = [] if self.settings.thread_replies else [say("help.second_manifest", language)]
        return [lines, say("administration.shortcuts", language), *further]

    def start(self) -> None:
        self.access.learn()
        self.follower.start()
        if self.watch is not None:
            self.watch.start()

    def stop(self) -> None:
        self.follower.stop()
        if self.watch is not None:
            self.watch.stop()
        self.why.slow.close()
        self.answering.slow.close()
