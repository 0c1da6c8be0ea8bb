"""What the bulletins say happens when, in Slack: `/fvm kalender`; an extension that the app adds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt import Respond
from slack_sdk import WebClient

from bot.slack.errors import ExpiredError
from bot.slack.listening.pressed import show_when_made, tell_alone
from bot.slack.logs import trace
from bot.slack.parts import Extension, Invocation, ShelfReach, Shelves
from bot.slack.showing.calendar_view import calendar_message_view, calendar_view
from bot.slack.slash import Command
from bot.slack.slow_work import SlowWork
from bot.words.catalogue import say
from corpus.types import Language


@dataclass(frozen=True, slots=True)
class CalendarDesk(Extension):
    """See `Extension`. Only the person sees the calendar, of the shelf that the channel asks or of the public ones."""

    shelves: Shelves
    slow: SlowWork
    today: Callable[[], datetime.date] = datetime.date.today

    @property
    def commands(self) -> Mapping[Command, Callable[[Invocation, WebClient], None]]:
        return {Command.CALENDAR: self.asked}

    def stop(self) -> None:
        self.slow.close()

    def asked(self, it: Invocation, client: WebClient) -> None:
        """`/fvm kalender`: what is still to come. Opened at once: the first after a publication takes seconds."""
        language = it.language
        waiting = calendar_message_view(say("calendar.reading", language), language)
        busy = calendar_message_view(say("trouble.busy", language), language)
        made = partial(self._found, self.shelves.reach(it.channel), language)
        try:
            show_when_made(it.trigger_id, waiting, busy, made, self.slow, client)
        except ExpiredError:
            tell_alone(Respond(response_url=it.response_url), say("window.expired", language))

    def _found(self, reach: ShelfReach, language: Language) -> dict[str, Any]:
        try:
            return calendar_view(reach.calendar(), self.today(), language)
        except Exception as error:  # noqa: BLE001 - the person must not be left with a modal that says "reading"
            structlog.get_logger().error("no_calendar_made", error=type(error).__name__, where=trace(error))
            return calendar_message_view(say("calendar.failed", language), language)
