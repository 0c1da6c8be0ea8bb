"""What the bulletins say happens when, in Slack: `/fvm kalender`; an extension that the app adds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt import App as BoltApp
from slack_bolt import Respond
from slack_sdk import WebClient

from bot.slack.client import translated
from bot.slack.errors import ExpiredError
from bot.slack.listening.pressed import tell_alone
from bot.slack.logs import trace
from bot.slack.message import Element
from bot.slack.parts import Invocation, ShelfReach, Shelves
from bot.slack.showing.calendar_view import calendar_message_view, calendar_view
from bot.slack.slash import Command
from bot.slack.slow_work import SlowWork
from bot.words.catalogue import say
from corpus.types import Language


@dataclass(frozen=True, slots=True)
class CalendarDesk:
    """See `Extension`. Only the person sees the calendar, of the shelf that the channel asks or of the public ones."""

    shelves: Shelves
    slow: SlowWork
    today: Callable[[], datetime.date] = datetime.date.today

    @property
    def commands(self) -> Mapping[Command, Callable[[Invocation, WebClient], None]]:
        return {Command.CALENDAR: self.asked}

    def register(self, app: BoltApp) -> None:
        """There are no buttons."""

    def start(self) -> None:
        """Nothing runs before somebody asks."""

    def stop(self) -> None:
        self.slow.close()

    def home(self, user: str, language: Language) -> Sequence[Element]:
        return ()

    def buttons(self, user: str, shelf: str, reference: str, language: Language) -> Sequence[Element]:
        return ()

    def help(self, user: str, language: Language) -> Sequence[str]:
        return ()

    def asked(self, it: Invocation, client: WebClient) -> None:
        """`/fvm kalender`: what is still to come. Opened at once: the first after a publication takes seconds."""
        language = it.language
        try:
            with translated():
                view = calendar_message_view(say("calendar.reading", language), language)
                modal = str(client.views_open(trigger_id=it.trigger_id, view=view)["view"]["id"])
        except ExpiredError:
            tell_alone(Respond(response_url=it.response_url), say("window.expired", language))
            return
        reach = self.shelves.reach(it.channel)
        busy = calendar_message_view(say("trouble.busy", language), language)
        self.slow.take(
            lambda: self._change(modal, self._found(reach, language), client),
            partial(self._change, modal, busy, client),
        )

    def _found(self, reach: ShelfReach, language: Language) -> dict[str, Any]:
        try:
            return calendar_view(reach.calendar(), self.today(), language)
        except Exception as error:  # noqa: BLE001 - the person must not be left with a modal that says "reading"
            structlog.get_logger().error("no_calendar_made", error=type(error).__name__, where=trace(error))
            return calendar_message_view(say("calendar.failed", language), language)

    def _change(self, modal: str, view: dict[str, Any], client: WebClient) -> None:
        with translated():
            client.views_update(view_id=modal, view=view)
