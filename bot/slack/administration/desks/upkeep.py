"""Keeping the shelf true from App Home: pages that are gone, and a window for a bulletin's title, dates and end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act
from bot.administration.upkeep import GonePage, Upkeep
from bot.settings import SlackSettings
from bot.slack.administration import views
from bot.slack.administration.access import Access
from bot.slack.administration.telling import Modal, Standing, explained_error, shown, telling
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.slack.slash import Command, written
from bot.words.catalogue import say
from corpus.errors import CorpusError
from corpus.types import Bulletin, Language, PartialDate

WITHDRAW, OPEN = "administration_withdraw", "administration_correct"
"""The action ids of the buttons that withdraw a bulletin, with a number behind, and of that which opens the form."""

FIND, CORRECT = "administration_find", "administration_corrected"
"""The callback ids of the form that asks for a bulletin and of the one that corrects it."""

NAMED, TITLE, PUBLISHED, UPDATED, WITHDRAWN = "named", "title", "published", "updated", "withdrawn"
"""Block and action ids of the inputs."""

_SHOWN_PAGES = 10
_TEXT = 200

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UpkeepDesk:
    """Every handler asks anew whether the person is an admin."""

    upkeep: Upkeep
    access: Access
    settings: SlackSettings
    voice: Voice
    shelf: str = ""

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.action(re.compile(self._of_shelf(rf"{WITHDRAW}_\d+")), middleware=own)(self.withdraw)
        app.action(self._of_shelf(OPEN), middleware=own)(self.open)
        app.view(self._of_shelf(FIND), middleware=own)(self.found)
        app.view(self._of_shelf(CORRECT), middleware=own)(self.corrected)

    def _of_shelf(self, name: str) -> str:
        return elements.of_shelf(name, self.shelf)

    def home(self, language: Language) -> list[Element]:
        """The pages that are gone with a button each, for admins, and the button that opens the form."""
        label = say("upkeep.open", language)
        opens = elements.actions(elements.button(self._of_shelf(OPEN), label, label))
        try:
            gone = self.upkeep.gone()
        except CorpusError as error:
            return [elements.section(explained_error(error, language, self.settings.command)), opens]
        rows = [
            _row(self._of_shelf(f"{WITHDRAW}_{number}"), page, language)
            for number, page in enumerate(gone[:_SHOWN_PAGES])
        ]
        left = len(gone) - len(rows)
        more = [elements.context(say("preview.more", language, count=left))] if left else []
        title = [elements.section(f"*{say('upkeep.gone', language)}*")] if rows else []
        return [*title, *rows, *more, opens]

    def withdraw(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A button beside a page that is gone."""
        ack()
        user, bulletin_id = body["user"]["id"], action.get("value") or ""
        language = self.voice(user)

        def tell(text: str) -> None:
            Standing.post(user, Message(text, (elements.section(text),)), client)

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.WITHDRAW)
            bulletin = self.upkeep.withdraw(user, bulletin_id)
            title, publish = self._title(bulletin), self._publish(language)
            tell(say("upkeep.withdrawn", language, title=title, publish=publish))

    def open(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The button in App Home: asks which bulletin is meant."""
        ack()
        user = body["user"]["id"]
        language = self.voice(user)

        def tell(text: str) -> None:
            Standing.post(user, Message(text, (elements.section(text),)), client)

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.CORRECT)
            Modal.open(body, _find_view(self._of_shelf(FIND), language), client)

    def found(self, ack: Ack, body: Body, view: Body) -> None:
        """A bulletin was named: show it to be corrected."""
        user = body["user"]["id"]
        language = self.voice(user, shown(body))

        def tell(text: str) -> None:
            ack(response_action="update", view=views.message_view(text, language, say("upkeep.form", language)))

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.CORRECT)
            named = self.upkeep.find(views.entered(view, NAMED))
            if named is None:
                ack(response_action="errors", errors={NAMED: say("upkeep.not_found", language)})
                return
            ack(response_action="update", view=_correct_view(self._of_shelf(CORRECT), *named, language))

    def corrected(self, ack: Ack, body: Body, view: Body) -> None:
        """The form was sent: what changed of title, dates and end is written."""
        user = body["user"]["id"]
        language = self.voice(user, shown(body))
        dates: dict[str, PartialDate | None] = {}
        for key in (PUBLISHED, UPDATED, WITHDRAWN):
            try:
                text = views.entered(view, key).strip()
                dates[key] = PartialDate.parse(text) if text else None
            except ValueError:
                ack(response_action="errors", errors={key: say("adding.bad_date", language)})
                return

        def tell(text: str) -> None:
            ack(response_action="update", view=views.message_view(text, language, say("upkeep.form", language)))

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.CORRECT)
            bulletin_id, _, was = (view.get("private_metadata") or "").partition(" ")
            bulletin = self.upkeep.correct(
                user, bulletin_id, views.entered(view, TITLE), dates[PUBLISHED], dates[UPDATED]
            )
            if (end := dates[WITHDRAWN]) and str(end) != was:
                bulletin = self.upkeep.withdraw(user, bulletin_id, end)
            elif was and not end:
                bulletin = self.upkeep.take_up(user, bulletin_id)
            title, publish = self._title(bulletin), self._publish(language)
            tell(say("upkeep.corrected", language, title=title, publish=publish))

    def _title(self, bulletin: Bulletin) -> str:
        return escape.mrkdwn(limits.cut(bulletin.title, _TEXT))

    def _publish(self, language: Language) -> str:
        return escape.mrkdwn(written(self.settings.command, Command.PUBLISH, language))


def _row(action: str, page: GonePage, language: Language) -> Element:
    title = limits.cut(escape.one_line(page.bulletin.title), _TEXT)
    address = limits.cut(escape.one_line(page.address), _TEXT)
    label = say("upkeep.withdraw", language)
    button = elements.button(action, label, f"{label}: {title}", page.bulletin.id)
    return elements.section(f"{escape.mrkdwn(title)}\n{escape.mrkdwn(address)} ({page.status})", button)


def _find_view(callback: str, language: Language) -> dict[str, Any]:
    blocks = [views.text_input(NAMED, say("upkeep.named", language), hint=say("upkeep.named_hint", language))]
    view = elements.modal(say("upkeep.form", language), say("window.close", language), blocks)
    return view | {
        "callback_id": callback,
        "submit": elements.plain_text(say("upkeep.show", language), limits.VIEW_TITLE),
    }


def _correct_view(callback: str, bulletin: Bulletin, day: PartialDate | None, language: Language) -> dict[str, Any]:
    """The bulletin's title and dates to correct, and the day from which it is not current."""
    hint, end_hint = say("adding.published_hint", language), say("upkeep.end_hint", language)
    published, updated, end = (str(date or "") for date in (bulletin.published, bulletin.updated, day))
    blocks = [
        views.text_input(TITLE, say("adding.title", language), bulletin.title),
        views.text_input(PUBLISHED, say("adding.published", language), published, hint, optional=True),
        views.text_input(UPDATED, say("upkeep.updated", language), updated, hint, optional=True),
        views.text_input(WITHDRAWN, say("upkeep.end", language), end, end_hint, optional=True),
        elements.context(limits.cut(escape.one_line(f"{bulletin.id} · {bulletin.url or '–'}"), _TEXT)),
    ]
    view = elements.modal(say("upkeep.form", language), say("window.close", language), blocks)
    return view | {
        "callback_id": callback,
        "private_metadata": f"{bulletin.id} {day or ''}",
        "submit": elements.plain_text(say("window.save", language), limits.VIEW_TITLE),
    }
