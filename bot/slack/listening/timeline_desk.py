"""The timeline in Slack: a button on answers, and `/fvm tidslinje subject`; an extension that the app adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, Respond
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.answering.question.asked import MAX_CHARACTERS
from bot.answering.timeline import Timeline
from bot.errors import QuestionError
from bot.slack.errors import ExpiredError
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.voice import Voice
from bot.slack.listening.pressed import PressedQuestions, open_window, show_when_made, tell_alone
from bot.slack.logs import trace
from bot.slack.parts import Extension, Invocation, Shelves
from bot.slack.showing import blocks, escape
from bot.slack.showing.timeline_view import timeline_message_view, timeline_view
from bot.slack.slash import Command, everywhere_in, written
from bot.slack.slow_work import SlowWork
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Language

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimelineDesk(Extension):
    """See `Extension`. `command` is the slash command, as people write it."""

    shelves: Shelves
    inbox: Inbox
    pressed_questions: PressedQuestions
    voice: Voice
    command: str
    slow: SlowWork

    @property
    def commands(self) -> Mapping[Command, Callable[[Invocation, WebClient], None]]:
        return {Command.TIMELINE: self.asked}

    def register(self, app: BoltApp) -> None:
        app.action(blocks.TIMELINE)(self.pressed)

    def stop(self) -> None:
        self.slow.close()

    def asked(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm tidslinje subject`."""
        try:
            self._asked(invocation, client)
        except ExpiredError:
            tell_alone(Respond(response_url=invocation.response_url), say("window.expired", invocation.language))

    def _asked(self, invocation: Invocation, client: WebClient) -> None:
        subject, language = escape.spoken_text(invocation.arguments), invocation.language
        if not subject:
            timeline = escape.mrkdwn(written(self.command, Command.TIMELINE, language))
            usage = say("timeline.usage", language, timeline=timeline)
            open_window(invocation.trigger_id, timeline_message_view(usage, language), client)
        elif holds_personal_number(subject) or holds_personal_number(invocation.arguments):
            open_window(
                invocation.trigger_id, timeline_message_view(say("hold.personal_number", language), language), client
            )
        else:
            find = self.shelves.reach(invocation.channel).timeline
            self._show(invocation.trigger_id, partial(find, subject, ()), subject, language, client)

    def pressed(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        """The button on an answer."""
        ack()
        try:
            self._pressed(body, action, client)
        except ExpiredError:
            tell_alone(respond, say("window.expired", self.voice(body["user"]["id"])))

    def _pressed(self, body: Body, action: Body, client: WebClient) -> None:
        question = self.pressed_questions.find(body, action.get("value") or "")
        subject = None if question is None else question.arrival.text
        language = self.voice(body["user"]["id"], subject or "")
        shelf = None if question is None else self.shelves.named(question.arrival.shelf)
        if question is None or not subject or shelf is None or shelf.timeline is None:
            open_window(body["trigger_id"], timeline_message_view(say("answer.more_gone", language), language), client)
            return
        asked = everywhere_in(subject) or subject
        find = partial(shelf.timeline, asked, self.inbox.earlier(question))
        self._show(body["trigger_id"], find, asked, language, client)

    def _show(
        self, trigger: str, find: Callable[[], Timeline], subject: str, language: Language, client: WebClient
    ) -> None:
        waiting = timeline_message_view(say("timeline.searching", language), language)
        busy = timeline_message_view(say("trouble.busy", language), language)
        made = partial(self._found, find, subject, language)
        show_when_made(trigger, waiting, busy, made, self.slow, client)

    def _found(self, find: Callable[[], Timeline], subject: str, language: Language) -> Body:
        try:
            return timeline_view(find(), language)
        except QuestionError:
            return timeline_message_view(
                say("trouble.too_long" if len(subject) > MAX_CHARACTERS else "trouble.empty", language), language
            )
        except Exception as error:  # noqa: BLE001 - the person must not be left with a modal that says "searching"
            structlog.get_logger().error("no_timeline_made", error=type(error).__name__, where=trace(error))
            return timeline_message_view(say("timeline.failed", language), language)
