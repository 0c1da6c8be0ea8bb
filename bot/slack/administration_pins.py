"""Pinned answers and explanations from Slack: a modal to pin, the list in App Home, and what decided an answer."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.explanation import Explanation
from bot.administration.pins import Pin, Pins, new_pin
from bot.answering.types import Language
from bot.slack import administration_views as views
from bot.slack import elements, escape, limits
from bot.slack.administration_access import Access
from bot.slack.administration_voice import Standing, telling, whisper
from bot.slack.administration_words import say
from bot.slack.elements import Element
from bot.slack.parts import Invocation
from bot.slack.reply import Message
from bot.slack.settings_values import SlackSettings
from bot.slack.slack_client import translated

FORM, REMOVE = "administration_pin", "administration_unpin"
"""The callback id of the modal; the action id of the buttons that take a pin away, with a number behind it."""

QUESTIONS, TEXT, LINKS, EXPIRES = "pin_questions", "pin_text", "pin_links", "pin_expires"
_ROWS = 8
_SHOWN_PINS = 20
_QUOTE = 200

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PinDesk:
    """Every handler asks anew whether the person is an admin. `explain` raises QuestionError for no question."""

    pins: Pins
    explain: Callable[[str], Sequence[Explanation]]
    access: Access
    audit: AuditLog
    settings: SlackSettings
    language: Callable[[str], Language]

    def register(self, app: BoltApp) -> None:
        app.view(FORM)(self.submitted)
        app.action(re.compile(rf"{REMOVE}_\d+"))(self.remove)

    def command(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm fäst [question]`: opens the modal."""
        with telling(partial(whisper, invocation.response_url), invocation.language, self.settings.command):
            self.access.check(invocation.user, Act.PIN, client)
            with translated():
                client.views_open(trigger_id=invocation.trigger_id, view=_form(invocation))

    def submitted(self, ack: Ack, body: Body, view: Body, client: WebClient) -> None:
        """The modal was sent."""
        user = body["user"]["id"]
        language = self.language(user)

        def tell(text: str) -> None:
            ack(response_action="update", view=views.told_view(text, language))

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.PIN, client)
            try:
                pin = _entered(view, user)
            except ValueError:
                ack(response_action="errors", errors={EXPIRES: say("pin_wrong", language)})
                return
            with self.audit.recorded(user, Act.PIN, pin.id):
                self.pins.add(pin)
            tell(say("pinned", language))

    def remove(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A button in App Home."""
        ack()
        user, pin_id = body["user"]["id"], action.get("value") or ""
        language = self.language(user)

        def tell(text: str) -> None:
            Standing.post(user, Message(text, (elements.section(text),)), client)

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.UNPIN, client)
            with self.audit.recorded(user, Act.UNPIN, pin_id):
                self.pins.remove(pin_id)
            tell(say("unpinned", language))

    def why(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm förklara svar question`: what was weighed, in a direct message."""
        with telling(partial(whisper, invocation.response_url), invocation.language, self.settings.command):
            self.access.check(invocation.user, Act.EXPLAIN, client)
            for explanation in self.explain(invocation.arguments):
                Standing.post(invocation.user, explanation_message(explanation), client)

    def home(self, language: Language) -> list[Element]:
        """The pins with their buttons, for admins."""
        today = datetime.date.today()
        rows = [_row(number, pin, today, language) for number, pin in enumerate(self.pins.all()[:_SHOWN_PINS])]
        return [elements.section(f"*{say('pins', language)}*"), *rows] if rows else []


def explanation_message(explanation: Explanation) -> Message:
    """The reasons in words, then each passage with its scores."""
    lead = elements.rich_section(elements.run(limits.cut(escape.one_line(explanation.question), _QUOTE), bold=True))
    reasons = [elements.rich_section(elements.run(reason)) for reason in explanation.reasons]
    rows = [elements.rich_section(*_scores(explanation, number)) for number in range(len(explanation.rows[:_ROWS]))]
    blocks = [elements.rich_text(lead, elements.rich_list(*reasons))]
    if rows:
        blocks.append(elements.rich_text(elements.rich_list(*rows)))
    return Message(" ".join(explanation.reasons), tuple(blocks))


def _scores(explanation: Explanation, number: int) -> list[Element]:
    row = explanation.rows[number]
    chance = "–" if row.probability is None else f"{row.probability:.2f}"
    scores = f"dense {row.dense:.3f} · lexical {row.lexical:.1f} · fused {row.fused:.3f} · {chance} "
    place = limits.cut(escape.one_line(" · ".join(part for part in (row.title, row.heading) if part)), _QUOTE)
    return [elements.run(scores, bold=True), elements.run(f"{place}: {limits.cut(escape.one_line(row.quote), _QUOTE)}")]


def _form(invocation: Invocation) -> dict[str, Any]:
    language = invocation.language
    asked = _input(QUESTIONS, say("pin_questions", language), multiline=True)
    if invocation.arguments:
        asked["element"]["initial_value"] = escape.asked_text(invocation.arguments)[:1000]
    blocks = [
        asked,
        _input(TEXT, say("pin_text", language), multiline=True),
        _input(LINKS, say("pin_links", language), optional=True, multiline=True),
        _input(EXPIRES, say("pin_expires", language), optional=True),
    ]
    title = elements.plain(say("pin_title", language), limits.VIEW_TITLE)
    return {"type": "modal", "callback_id": FORM, "title": title, "blocks": blocks,
            "submit": elements.plain(say("save", language), limits.VIEW_TITLE),
            "close": elements.plain(say("close", language), limits.VIEW_TITLE)}  # fmt: skip


def _input(key: str, label: str, optional: bool = False, multiline: bool = False) -> Element:
    element: Element = {"type": "plain_text_input", "action_id": key, "multiline": multiline, "max_length": 2000}
    return {"type": "input", "block_id": key, "optional": optional, "element": element,
            "label": elements.plain(label, limits.BUTTON_TEXT)}  # fmt: skip


def _entered(view: Body, user: str) -> Pin:
    """The pin in a modal; ValueError where the date or a link is none."""
    until = views.entered(view, EXPIRES).strip()
    expires = datetime.date.fromisoformat(until) if until else None
    links = views.entered(view, LINKS).split()
    return new_pin(views.entered(view, QUESTIONS).splitlines(), views.entered(view, TEXT), links, user, expires)


def _row(number: int, pin: Pin, today: datetime.date, language: Language) -> Element:
    state = f"{pin.expires or '–'}" if pin.is_active(today) else f"{pin.expires} ({say('expired', language)})"
    question, text = (limits.cut(escape.one_line(words), _QUOTE) for words in (pin.questions[0], pin.text))
    markup = f"{escape.mrkdwn(question)}\n{escape.mrkdwn(text)}\n{escape.mrkdwn(state)} · {escape.mrkdwn(pin.owner)}"
    label = say("unpin", language)
    return elements.section(markup, elements.button(f"{REMOVE}_{number}", label, f"{label}: {question}", pin.id))
