"""The window in App Home that proves a receipt: the same as `fvm verify`, for admins of the shelf that it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.answering.question.asked import clean
from bot.errors import QuestionError
from bot.receipts.errors import ForgedError
from bot.receipts.proving import Proved, ProvedQuote
from bot.receipts.telling import proof_lines, quote_source, quote_verdict
from bot.slack.administration import views
from bot.slack.administration.access import Access
from bot.slack.administration.telling import Modal, Standing, shown, telling
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.blocks import plain_message
from bot.slack.showing.modals import passage_blocks
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Language

OPEN, FORM = "administration_open_receipt", "administration_receipt"
"""The action id of the button in App Home and the callback id of the window."""

LINE, QUESTION = "receipt_line", "receipt_question"
"""Block and action ids of the inputs."""

Prove = Callable[[str, str | None], Proved]
"""A receipt, and a question where one is given, to what it proves; raises ReceiptError."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReceiptDesk:
    """`is_admin` tells whether a person administers the shelf of that name, or any where it is not declared any more.
    Every handler asks anew."""

    prove: Prove
    is_admin: Callable[[str, str | None], bool]
    access: Access
    audit: AuditLog
    voice: Voice
    command: str

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.action(OPEN, middleware=own)(self.opened)
        app.view(FORM, middleware=own)(self.submitted)

    def home(self, language: Language) -> Element:
        label = say("receipt.open", language)
        return elements.actions(elements.button(OPEN, label, label))

    def opened(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The button in App Home."""
        ack()
        user = body["user"]["id"]
        language = self.voice(user)

        def tell(text: str) -> None:
            Standing.post(user, plain_message(text), client)

        with telling(tell, language, self.command):
            self._check(user)
            Modal.open(body, _form(language), client)

    def submitted(self, ack: Ack, body: Body, view: Body) -> None:
        """A receipt was pasted: what it proves takes the form's place."""
        user = body["user"]["id"]
        language = self.voice(user, shown(body))
        line, asked = views.entered(view, LINE), views.entered(view, QUESTION)
        wrong = partial(ack, response_action="errors")

        def tell(text: str) -> None:
            ack(response_action="update", view=views.message_view(text, language, say("receipt.title", language)))

        with telling(tell, language, self.command):
            self._check(user)
            if holds_personal_number(asked):
                wrong(errors={QUESTION: say("hold.personal_number", language)})
                return
            with self.audit.recorded(user, Act.VERIFY):
                try:
                    found = self.prove(line, _question(asked))
                except ForgedError:
                    wrong(errors={LINE: say("receipt.forged", language)})
                    return
            if self.is_admin(user, found.receipt.shelf):
                ack(response_action="update", view=_proof(found, language))
            else:
                wrong(errors={LINE: say("receipt.other_shelf", language)})

    def _check(self, user: str) -> None:
        """Let whoever administers some shelf pass; NotAdminError, which the audit log records, for everybody else."""
        if not self.is_admin(user, None):
            self.access.check(user, Act.VERIFY)


def _question(asked: str) -> str | None:
    """The question as the bot read it; None where none was written."""
    try:
        return clean(asked)
    except QuestionError:
        return None


def _form(language: Language) -> dict[str, Any]:
    blocks = [
        views.text_input(LINE, say("receipt.line", language), hint=say("receipt.line_hint", language)),
        views.text_input(QUESTION, say("receipt.question", language), optional=True),
    ]
    view = elements.modal(say("receipt.form", language), say("window.close", language), blocks)
    submit = elements.plain_text(say("receipt.check", language), limits.VIEW_TITLE)
    return view | {"callback_id": FORM, "submit": submit}


def _proof(found: Proved, language: Language) -> dict[str, Any]:
    lines = [escape.mrkdwn(line) for line in proof_lines(found, language)]
    blocks = [elements.section("\n".join(lines))]
    blocks += [block for each in found.quotes for block in _quoted(each, language)]
    return elements.modal(say("receipt.title", language), say("window.close", language), blocks)


def _quoted(quoted: ProvedQuote, language: Language) -> Iterator[Element]:
    """The quote, where it stood, what has become of it, and the bulletin as it was."""
    yield elements.divider()
    if quoted.quote is not None:
        text = limits.cut(escape.made_visible(quoted.quote), limits.RICH_TEXT)
        yield elements.rich_text(elements.rich_quote(elements.text_run(text or "–")))
    yield elements.context(quote_source(quoted, language))
    yield elements.section(escape.mrkdwn(quote_verdict(quoted, language)))
    if quoted.was is not None and quoted.quote is not None:
        yield elements.section(f"*{say('receipt.as_it_was', language)}*")
        yield from passage_blocks(quoted.was.body, quoted.quote)
