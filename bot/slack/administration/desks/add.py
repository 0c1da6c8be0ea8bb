"""Adding a bulletin from Slack: command or shortcut, form, what was read, saved on confirmation."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.adding import Adding, ReadIn
from bot.administration.audit import Act
from bot.administration.errors import NotAdminError
from bot.settings import SlackSettings
from bot.slack.administration import views
from bot.slack.administration.access import Access
from bot.slack.administration.files import SlackFile, download
from bot.slack.administration.telling import Modal, explained_error, shown, telling, whisper
from bot.slack.client import translated
from bot.slack.inbox.voice import Voice
from bot.slack.parts import Invocation
from bot.slack.showing import elements, escape
from bot.slack.slash import Command, address_in, written
from bot.slack.tokens.held import BotToken
from bot.words.catalogue import say
from corpus.ingest import Event, Given, IngestOutcome
from corpus.readers.document import PageHead
from corpus.types import Language, PartialDate
from corpus.web.addresses import checked_url

SHORTCUT = "add_bulletin"
"""The callback id of the message shortcut."""

_AFTER_ACK = 0.5
_NAME = 200
"""The end of a file's name, which tells its format; a view keeps 3,000 characters."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AddDesk:
    """Every handler asks anew whether the person is an admin."""

    adding: Adding
    access: Access
    settings: SlackSettings
    token: BotToken
    voice: Voice
    shelf: str = ""

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.view(elements.of_shelf(views.FORM, self.shelf), middleware=own)(self.submitted)
        app.view(elements.of_shelf(views.DRAFT, self.shelf), middleware=own)(self.confirmed)

    def _of_shelf(self, view: Body) -> Body:
        """A form that comes back to this desk."""
        return view | {"callback_id": elements.of_shelf(view["callback_id"], self.shelf)}

    def command(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm add [address]`: opens the form."""
        tell = partial(whisper, invocation.response_url)
        with telling(tell, invocation.language, self.settings.command):
            self.access.check(invocation.user, Act.ADD)
            view = views.form_view(invocation.language, address_in(invocation.arguments))
            with translated():
                client.views_open(trigger_id=invocation.trigger_id, view=self._of_shelf(view))

    def shortcut(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The shortcut on a message: its file, else its first link."""
        ack()
        user = body["user"]["id"]
        language, tell = self.voice(user), partial(whisper, body.get("response_url") or "")
        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.ADD)
            message = body.get("message") or {}
            file, link = SlackFile.of(message), address_in(message.get("text") or "")
            if file is None and not link:
                tell(say("adding.no_file", language))
                return
            named = json.dumps(asdict(replace(file, name=file.name[-_NAME:]))) if file else ""
            view = views.form_view(language, link if file is None else "", named, file.name if file else "")
            with translated():
                client.views_open(trigger_id=body["trigger_id"], view=self._of_shelf(view))

    def submitted(self, ack: Ack, body: Body, view: Body, client: WebClient) -> None:
        """The form was sent: read the page, then show it in the same modal."""
        user = body["user"]["id"]
        language = self.voice(user, shown(body))
        try:
            self.access.check(user, Act.ADD)
        except NotAdminError as error:
            ack(response_action="update", view=views.message_view(self._words(error, language), language))
            return
        errors = _form_errors(view, language)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        ack(response_action="update", view=views.message_view(say("adding.reading", language), language))
        # Slack must have shown the acknowledged view before it is changed, else it would stand over what was read.
        work = threading.Timer(_AFTER_ACK, self._read, (user, view, language, client))
        work.daemon = True
        work.start()

    def _read(self, user: str, view: Body, language: Language, client: WebClient) -> None:
        modal = Modal(view["id"])

        def tell(text: str) -> None:
            modal.change(views.message_view(text, language), client)

        with telling(tell, language, self.settings.command):
            modal.change(self._of_shelf(views.draft_view(self._read_in(user, view), language)), client)

    def _read_in(self, user: str, view: Body) -> ReadIn:
        source = views.entered(view, views.SOURCE).strip()
        head = PageHead(
            url=source or None,
            title=views.entered(view, views.TITLE).strip(),
            published=_date(views.entered(view, views.PUBLISHED)),
        )
        given = Given(head)
        if view.get("private_metadata"):
            file = SlackFile(**json.loads(view["private_metadata"]))
            return self.adding.read_file(user, file.name, download(file, self.settings, self.token), given)
        return self.adding.read(user, views.entered(view, views.ADDRESS).strip(), given)

    def confirmed(self, ack: Ack, body: Body, view: Body) -> None:
        """What was read is right: put it on the shelf."""
        user = body["user"]["id"]
        language = self.voice(user, shown(body))
        wrong = _date_error(view, language)
        if wrong:
            ack(response_action="errors", errors=wrong)
            return

        def tell(text: str) -> None:
            ack(response_action="update", view=views.message_view(text, language))

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.ADD)
            published = _date(views.entered(view, views.PUBLISHED))
            token, title = view.get("private_metadata") or "", views.entered(view, views.TITLE)
            tell(self._saved(self.adding.save(user, token, title, published), language))

    def _saved(self, event: Event, language: Language) -> str:
        if event.outcome is IngestOutcome.UNCHANGED or event.bulletin is None:
            return say("adding.saved_same", language)
        publish = escape.mrkdwn(written(self.settings.command, Command.PUBLISH, language))
        return say("adding.saved", language, id=event.bulletin.id, publish=publish)

    def _words(self, error: Exception, language: Language) -> str:
        return explained_error(error, language, self.settings.command)


def _form_errors(view: Body, language: Language) -> dict[str, str]:
    errors = _date_error(view, language)
    for key in (views.ADDRESS, views.SOURCE):
        text = views.entered(view, key).strip()
        if text and not _is_address(text):
            errors[key] = say("adding.bad_address", language)
    return errors


def _date_error(view: Body, language: Language) -> dict[str, str]:
    try:
        _date(views.entered(view, views.PUBLISHED))
    except ValueError:
        return {views.PUBLISHED: say("adding.bad_date", language)}
    return {}


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text.strip() else None


def _is_address(text: str) -> bool:
    try:
        return bool(checked_url(text))
    except ValueError:
        return False
