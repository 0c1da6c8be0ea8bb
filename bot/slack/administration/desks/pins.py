"""Pinned answers from Slack: a modal to pin, and the list in App Home."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.errors import RecordError
from bot.administration.pins import PersonalNumberError, Pin, Pins, new_pin
from bot.settings import SlackSettings
from bot.slack.administration import views
from bot.slack.administration.access import Access
from bot.slack.administration.telling import Standing, explained_error, person, shown, telling, whisper
from bot.slack.client import translated
from bot.slack.inbox.referred import ReferredQuestions
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element, Message
from bot.slack.parts import Invocation
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.human import PIN
from bot.words.catalogue import say
from corpus.types import Language

FORM, REMOVE = "administration_pin", "administration_unpin"
"""The callback id of the modal; the action id of the buttons that take a pin away, with a number behind it."""

QUESTIONS, TEXT, LINKS, EXPIRES = "pin_questions", "pin_text", "pin_links", "pin_expires"
_SHOWN_PINS = 20
_PINNED_DAYS = 90
_QUOTE = 200

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PinDesk:
    """Every handler asks anew whether the person is an admin."""

    pins: Pins
    access: Access
    audit: AuditLog
    settings: SlackSettings
    voice: Voice
    shelf: str = ""
    referred: ReferredQuestions | None = None

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.view(elements.of_shelf(FORM, self.shelf), middleware=own)(self.submitted)
        app.action(elements.of_shelf(PIN, self.shelf), middleware=own)(self.pin_answer)
        app.action(re.compile(elements.of_shelf(rf"{REMOVE}_\d+", self.shelf)), middleware=own)(self.remove)

    def command(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm fäst [question]`: opens the modal."""
        with telling(partial(whisper, invocation.response_url), invocation.language, self.settings.command):
            self.access.check(invocation.user, Act.PIN)
            with translated():
                client.views_open(trigger_id=invocation.trigger_id, view=_form(invocation, self.shelf))

    def submitted(self, ack: Ack, body: Body, view: Body) -> None:
        """The modal was sent."""
        user = body["user"]["id"]
        language = self.voice(user, shown(body))

        def tell(text: str) -> None:
            ack(response_action="update", view=views.message_view(text, language, title=say("pin.form", language)))

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.PIN)
            try:
                pin = _entered(view, user)
            except PersonalNumberError:
                ack(response_action="errors", errors={QUESTIONS: say("rating.personal", language)})
                return
            except ValueError:
                ack(response_action="errors", errors={EXPIRES: say("pin.wrong", language)})
                return
            with self.audit.recorded(user, Act.PIN, pin.id):
                self.pins.add(pin)
            tell(say("pin.done", language))

    def remove(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A button in App Home."""
        ack()
        user, pin_id = body["user"]["id"], action.get("value") or ""
        language = self.voice(user)

        def tell(text: str) -> None:
            Standing.post(user, Message(text, (elements.section(text),)), client)

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.UNPIN)
            with self.audit.recorded(user, Act.UNPIN, pin_id):
                self.pins.remove(pin_id)
            tell(say("pin.removed", language))

    def pin_answer(self, ack: Ack, body: Body, action: Body) -> None:
        """The button under a question that a person has answered: their answer from now on, for a while."""
        ack()
        user = body["user"]["id"]
        language, tell = self.voice(user), partial(whisper, body.get("response_url") or "")
        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.PIN)
            found = None if self.referred is None else self.referred.find(action.get("value") or "")
            if found is None or not found.answer or found.shelf != self.shelf:
                tell(say("answer.more_gone", language))
                return
            expires = datetime.date.today() + datetime.timedelta(days=_PINNED_DAYS)
            pin = new_pin([found.question], found.answer, [], user, expires)
            with self.audit.recorded(user, Act.PIN, pin.id):
                self.pins.add(pin)
            tell(say("human.pinned", language, until=expires.isoformat()))

    def home(self, language: Language) -> list[Element]:
        """The pins with their buttons, for admins; in words what is wrong with the file, where it cannot be read."""
        today = datetime.date.today()
        try:
            pins = self.pins.all()[:_SHOWN_PINS]
        except RecordError as error:
            return [elements.section(explained_error(error, language, self.settings.command))]
        rows = [_row(elements.of_shelf(f"{REMOVE}_{number}", self.shelf), pin, today, language)
                for number, pin in enumerate(pins)]  # fmt: skip
        return [elements.section(f"*{say('pin.title', language)}*"), *rows] if rows else []


def _form(invocation: Invocation, shelf: str) -> dict[str, Any]:
    language = invocation.language
    asked = _input(QUESTIONS, say("pin.questions", language), multiline=True)
    if invocation.arguments:
        asked["element"]["initial_value"] = escape.spoken_text(invocation.arguments)[:1000]
    blocks = [
        asked,
        _input(TEXT, say("pin.text", language), multiline=True),
        _input(LINKS, say("pin.links", language), optional=True, multiline=True),
        _input(EXPIRES, say("pin.expires", language), optional=True),
    ]
    view = elements.modal(say("pin.form", language), say("window.close", language), blocks)
    return view | {
        "callback_id": elements.of_shelf(FORM, shelf),
        "submit": elements.plain_text(say("window.save", language), limits.VIEW_TITLE),
    }


def _input(key: str, label: str, optional: bool = False, multiline: bool = False) -> Element:
    element: Element = {"type": "plain_text_input", "action_id": key, "multiline": multiline, "max_length": 2000}
    return {"type": "input", "block_id": key, "optional": optional, "element": element,
            "label": elements.plain_text(label, limits.BUTTON_TEXT)}  # fmt: skip


def _entered(view: Body, user: str) -> Pin:
    """The pin in a modal; ValueError where the date or a link is none."""
    until = views.entered(view, EXPIRES).strip()
    expires = datetime.date.fromisoformat(until) if until else None
    links = views.entered(view, LINKS).split()
    return new_pin(views.entered(view, QUESTIONS).splitlines(), views.entered(view, TEXT), links, user, expires)


def _row(action: str, pin: Pin, today: datetime.date, language: Language) -> Element:
    state = f"{pin.expires or '–'}" if pin.is_active(today) else f"{pin.expires} ({say('pin.expired', language)})"
    question, text = (limits.cut(escape.one_line(words), _QUOTE) for words in (pin.questions[0], pin.text))
    markup = f"{escape.mrkdwn(question)}\n{escape.mrkdwn(text)}\n{escape.mrkdwn(state)} · {person(pin.owner)}"
    label = say("pin.remove", language)
    return elements.section(markup, elements.button(action, label, f"{label}: {question}", pin.id))
