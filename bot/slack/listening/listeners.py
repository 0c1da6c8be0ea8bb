"""What Slack calls: thin functions that acknowledge and hand on. Questions are in the inbox by then."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt import Ack, BoltContext, BoltResponse, Respond
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.answering.types import Answer
from bot.slack.client import translated
from bot.slack.errors import ExpiredError, PostError
from bot.slack.inbox import stored_answer
from bot.slack.inbox.feedback import FeedbackStore, RatedAnswer, Rating
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.notices import NoticeName, Occasion, notice
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Arrival, InboxQuestion, State
from bot.slack.inbox.voice import Voice
from bot.slack.installation import OWN_PERSON, Installation
from bot.slack.listening import events
from bot.slack.listening.commands import Commands
from bot.slack.listening.home import Home
from bot.slack.listening.intake import Intake
from bot.slack.listening.pressed import PressedQuestions, tell_alone
from bot.slack.logs import trace
from bot.slack.parts import Buttons
from bot.slack.showing import blocks, guide, modals
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Language

Body = dict[str, Any]

_NOT_OURS = 403
_SHARING_SECONDS = 8.0
"""How long somebody who shares an answer waits for word of it, in one of Bolt's threads."""

_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Listeners:
    """The app's listeners; `register` ties them to Bolt."""

    intake: Intake
    inbox: Inbox
    pressed: PressedQuestions
    feedback: FeedbackStore
    kept: KeptQuestions
    voice: Voice
    home: Home
    commands: Commands
    buttons: Buttons
    count_failure: Callable[[str], None]
    installation: Callable[[], Installation]
    clock: Callable[[], float] = time.time

    def register(self, app: BoltApp, command: str) -> None:
        app.error(self.failed)
        app.use(self.take_in)
        for event in ("app_mention", "message", "reaction_added", "function_executed"):
            app.event(event)(acknowledged)
        app.event("app_home_opened")(self.opened)
        app.command(command)(self.commanded)
        app.shortcut({"type": "message_action", "callback_id": events.SHORTCUT})(acknowledge)
        app.action(blocks.OPEN)(acknowledge)
        # The question was taken in before.
        app.action(re.compile(rf"{guide.EXAMPLE}:\d"))(acknowledge)
        app.action(blocks.MORE)(self.show_more)
        app.action(blocks.RATE)(self.rate)
        app.action(blocks.KEEP)(self.keep)
        app.action(blocks.SHARE)(self.share)
        app.action(blocks.QUIET)(self.hush)
        app.action(guide.LANGUAGE)(self.choose_language)
        app.view(modals.WHY)(self.explain)

    def take_in(self, body: Body, context: BoltContext, next: Callable[[], None]) -> BoltResponse | None:
        """Global middleware: an exception here makes Slack send the request again.

        What was sent for another installation of the app, or for another app, goes no further.
        """
        installation = self.installation()
        if not installation.is_meant(body):
            structlog.get_logger().warning("request_refused", status=_NOT_OURS, reason="other_installation")
            return BoltResponse(status=_NOT_OURS, body="")
        context[OWN_PERSON] = installation.is_own_person(body)
        is_foreign = installation.is_foreign_event(body)
        self.intake.take(body, context.bot_user_id or "", is_foreign, installation.place)
        next()
        return None

    def failed(self, error: Exception) -> None:
        """Counts and logs what a listener or the middleware raised; Bolt's status stays as it is."""
        code = error.code if isinstance(error, PostError) else type(error).__name__
        self.count_failure(code)
        structlog.get_logger().error("listener_failed", code=code, where=trace(error))

    def opened(self, event: Body, client: WebClient) -> None:
        self.home.opened(event["user"], event.get("tab", ""), event.get("channel", ""), client)

    def commanded(self, ack: Ack, body: Body, client: WebClient) -> None:
        ack()
        self.commands.run(body, client)

    def show_more(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        ack()
        reference = action.get("value", "")
        answer = _answer(self.pressed.find(body, reference))
        language = self._language(body, answer)
        added = self.buttons(body["user"]["id"], "" if answer is None else answer.shelf, reference, language)
        view = modals.passage_view(answer, language, added)
        _open(body, view, language, client, respond)

    def rate(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        value, _, reference = action.get("value", "").partition(":")
        question = self.pressed.find(body, reference)
        rating = Rating.UP if value == "up" else Rating.DOWN
        if question is not None:
            snapshot = (_answer(question) or _NOTHING).snapshot
            about = RatedAnswer(question.arrival.text, question.answer, snapshot, question.arrival.shelf)
            self.feedback.rate(reference, body["user"]["id"], rating, about, self.clock())
        ack()
        language = self._language(body, _answer(question))
        if rating is Rating.DOWN and question is not None:
            contact = self.pressed.contact_of(question)
            _open(body, modals.why_view(reference, language, contact), language, client, respond)
        else:
            tell_alone(respond, say("answer.more_gone" if question is None else "rating.thanks", language))

    def explain(self, ack: Ack, body: Body, view: Body) -> None:
        reference, reason, comment = modals.submitted(view)
        if holds_personal_number(comment):
            language = self._language(body, _answer(self.inbox.find(reference)))
            ack(response_action="errors", errors={modals.COMMENT: say("rating.personal", language)})
            return
        self.feedback.explain(reference, body["user"]["id"], reason, comment)
        ack()

    def keep(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        question = self.pressed.find(body, action.get("value", ""))
        language = self._language(body, _answer(question))
        kept = question is not None and self.kept.keep(question, body["user"]["id"], language, self.clock())
        ack()
        tell_alone(respond, say("keep.done" if kept else "keep.gone", language))

    def share(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        question = self.pressed.find(body, action.get("value", ""))
        answer = _answer(question)
        language = self._language(body, answer)
        if question is None or answer is None or question.arrival.user != body["user"]["id"]:
            ack()
            tell_alone(respond, say("answer.more_gone", language))
            return
        stored = self.inbox.put(_shared(question, answer, self.clock()), self.clock())
        ack()
        self.intake.wake()
        tell_alone(respond, say(f"came_of_sharing.{self._came_of(stored)}", language))

    def _came_of(self, shared: str | None) -> str:
        """What came of sharing an answer, waited for a while: done, not possible, or under way; None where it was
        shared or is being shared already."""
        if shared is None:
            return "done_before"
        deadline = time.monotonic() + _SHARING_SECONDS
        while (notice := self.inbox.find(shared)) is not None and time.monotonic() < deadline:
            if notice.state is State.POSTED:
                return "done"
            if notice.state is State.FAILED:
                return "refused"
            time.sleep(_LOOK_SECONDS)
        return "under_way"

    def hush(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        """Anybody in the thread may end it."""
        question = self.inbox.find(action.get("value", ""))
        if question is not None:
            place = question.arrival
            self.inbox.hush(place.key.team, place.key.channel, place.thread or place.key.ts, self.clock())
        ack()
        tell_alone(respond, say("thread.quiet", self._language(body, _answer(question))))

    def choose_language(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        value = (action.get("selected_option") or {}).get("value", "")
        user = body["user"]["id"]
        self.voice.preferences.choose(user, Language(value) if value in ("sv", "en") else None)
        ack()
        self.home.publish(user, client)

    def _language(self, body: Body, answer: Answer | None) -> Language:
        return self.voice(body["user"]["id"], "" if answer is None else answer.question)


def acknowledged() -> None:
    """Bolt acknowledges events by itself; the question is in the inbox."""


def acknowledge(ack: Ack) -> None:
    ack()


_NOTHING = stored_answer.NOTHING


def _answer(question: InboxQuestion | None) -> Answer | None:
    if question is None or question.answer is None:
        return None
    return stored_answer.load_answer(question.answer)


def _shared(question: InboxQuestion, answer: Answer, now: float) -> Arrival:
    """A notice under a key of its own: however often the button is pressed, the channel sees one."""
    place = question.arrival
    key = replace(place.key, ts=str(NoticeName(kind=Occasion.SHARED, about=question.reference)))
    message = blocks.shared_message(answer, question.reference, place.user)
    return notice(key, message, now, place.thread, place.user, answer.language)


def _open(body: Body, view: Body, language: Language, client: WebClient, respond: Respond) -> None:
    """Open a window, or say that it was too late for that."""
    try:
        with translated():
            client.views_open(trigger_id=body["trigger_id"], view=view)
    except ExpiredError:
        tell_alone(respond, say("window.expired", language))
