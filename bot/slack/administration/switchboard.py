"""Which shelf an admin's act is for: that of the channel, else the only one that the person has, else the one
chosen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.administration.audit import AuditLog
from bot.slack.administration.desks import add, why
from bot.slack.administration.desks.agreement import AgreementDesk
from bot.slack.administration.desks.receipts import Prove, ReceiptDesk
from bot.slack.administration.extension import Administration, Handler
from bot.slack.administration.telling import whisper
from bot.slack.client import translated
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element
from bot.slack.parts import Invocation, Shelves
from bot.slack.showing import elements, escape
from bot.slack.slash import FORMS, Command, Who
from bot.words.catalogue import say
from corpus.types import Language

WHICH = "administration_shelf"
"""What the action ids of the buttons begin with that choose a shelf."""

_ARGUMENTS = 1500
_MOST = 25

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Switchboard:
    """See `Extension`: the administrations of all shelves, by name. Each desk asks anew whether the person is an admin
    of its shelf: what is chosen here is no permission."""

    administrations: Mapping[str, Administration]
    shelves: Shelves
    inbox: Inbox
    voice: Voice
    prove: Prove
    audit: AuditLog

    @property
    def commands(self) -> Mapping[Command, Handler]:
        return {command: partial(self._run, command) for command in self._first.commands}

    @property
    def agreement(self) -> AgreementDesk:
        """What everybody may agree to, of whatever shelf they ask."""
        return AgreementDesk(self.voice, self._first.settings.command)

    @property
    def receipts(self) -> ReceiptDesk:
        """Receipts of whatever shelf."""
        command = self._first.settings.command
        return ReceiptDesk(self.prove, self._administers, self._first.access, self.audit, self.voice, command)

    def _administers(self, user: str, name: str | None) -> bool:
        """Whether somebody administers a shelf, or any where it is none of ours."""
        own = None if name is None else self.administrations.get(name)
        return any(each.access.is_admin(user) for each in ([own] if own else self.administrations.values()))

    @property
    def _first(self) -> Administration:
        return next(iter(self.administrations.values()))

    def register(self, app: BoltApp) -> None:
        for each in self.administrations.values():
            each.register(app)
        self.agreement.register(app)
        self.receipts.register(app)
        own = [self._first.access.own_people]
        app.action(re.compile(rf"{WHICH}:\d+"), middleware=own)(self.chosen)
        app.action(why.BUTTON, middleware=own)(self.pressed)
        for shortcut, act in ((add.SHORTCUT, self.add), (why.SHORTCUT, self.explain)):
            app.shortcut({"type": "message_action", "callback_id": shortcut}, middleware=own)(act)

    def _meant(self, user: str, channel: str, who: Who) -> list[str]:
        """The shelves that an act may be for. Who may do nothing anywhere is refused by one of them, which records
        it."""
        own = self.shelves.own(channel)
        if own in self.administrations:
            return [own]
        public = [each.name for each in self.shelves.public().shelves]
        if who is Who.EVERYBODY:
            return public
        mine = [name for name, each in self.administrations.items() if each.access.is_admin(user)]
        return mine or (public or [*self.administrations])[:1]

    def _run(self, command: Command, invocation: Invocation, client: WebClient) -> None:
        meant = self._meant(invocation.user, invocation.channel, FORMS[command].who)
        if len(meant) == 1:
            self.administrations[meant[0]].commands[command](invocation, client)
        elif meant:
            self._ask_which(command, invocation, meant)
        else:
            whisper(invocation.response_url, say("shelf.elsewhere", invocation.language))

    def _ask_which(self, command: Command, it: Invocation, meant: Sequence[str]) -> None:
        text = say("shelf.which", it.language)
        buttons = []
        for place, name in enumerate(meant[:_MOST]):
            title = self.administrations[name].settings.programme
            value = json.dumps({"command": command.value, "shelf": name, "arguments": it.arguments[:_ARGUMENTS]})
            buttons.append(elements.button(f"{WHICH}:{place}", title, title, value))
        with translated():
            WebhookClient(it.response_url).send(
                text=text, blocks=[elements.section(text), elements.actions(*buttons)], response_type="ephemeral"
            )

    def chosen(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A button that chooses the shelf; only one that the act may be for is taken."""
        ack()
        chosen, user = json.loads(action.get("value") or "{}"), body["user"]["id"]
        channel = (body.get("channel") or {}).get("id") or ""
        command = Command(chosen["command"])
        if chosen["shelf"] not in self._meant(user, channel, FORMS[command].who):
            return
        invocation = Invocation(
            user=user,
            channel=channel,
            team=(body.get("team") or {}).get("id") or "",
            arguments=chosen["arguments"],
            trigger_id=body["trigger_id"],
            response_url=body.get("response_url") or "",
            language=self.voice(user),
        )
        self.administrations[chosen["shelf"]].commands[command](invocation, client)

    def add(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The shortcut that adds a message's file or link."""
        user, channel = body["user"]["id"], (body.get("channel") or {}).get("id") or ""
        meant = self._meant(user, channel, Who.ADMINS)
        if len(meant) == 1:
            self.administrations[meant[0]].adding.shortcut(ack, body, client)
            return
        ack()
        titles = ", ".join(escape.mrkdwn(self.administrations[name].settings.programme) for name in meant)
        whisper(body.get("response_url") or "", say("shelf.add_there", self.voice(user), programmes=titles))

    def pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """The button that explains an answer."""
        question = self.inbox.find(action.get("value") or "")
        self._of("" if question is None else question.arrival.shelf).why.pressed(ack, body, action, client)

    def explain(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The shortcut that explains an answer."""
        channel, ts = (body.get("channel") or {}).get("id") or "", body.get("message_ts") or ""
        question = why.question_behind(self.inbox, channel, ts)
        self._of("" if question is None else question.arrival.shelf).why.chosen(ack, body, client)

    def _of(self, name: str) -> Administration:
        return self.administrations.get(name) or self._first

    def home(self, user: str, language: Language) -> Sequence[Element]:
        shown = [block for each in self.administrations.values() for block in self._home(each, user, language)]
        is_admin = any(each.access.is_known_admin(user) for each in self.administrations.values())
        receipts = [self.receipts.home(language)] if is_admin else []
        return [self.agreement.home(user, language), *shown, *receipts]

    def _home(self, each: Administration, user: str, language: Language) -> Sequence[Element]:
        blocks = each.home(user, language)
        return [elements.header(each.settings.programme), *blocks] if blocks and self.shelves.are_several else blocks

    def buttons(self, user: str, shelf: str, reference: str, language: Language) -> Sequence[Element]:
        found = self.administrations.get(shelf)
        return () if found is None else found.buttons(user, reference, language)

    def help(self, user: str, language: Language) -> Sequence[str]:
        """The same for all shelves: what admins can do."""
        return next((words for each in self.administrations.values() if (words := each.help(user, language))), ())

    def start(self) -> None:
        for each in self.administrations.values():
            each.start()

    def stop(self) -> None:
        for each in self.administrations.values():
            each.stop()
