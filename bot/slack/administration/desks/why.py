"""Why a question got its answer, for admins: by command, by a button that only they see, or by a message shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.reporting.explanation import Explanation
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer
from bot.settings import SlackSettings
from bot.slack.administration import views
from bot.slack.administration.access import Access
from bot.slack.administration.explanation import explanation_message, explanation_view
from bot.slack.administration.telling import Modal, Standing, telling, whisper
from bot.slack.inbox import stored_answer
from bot.slack.inbox.notices import NoticeName
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion, Surface
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element, ReplyOutcome
from bot.slack.parts import Invocation
from bot.slack.showing import elements, escape
from bot.slack.showing.modals import receipt_blocks
from bot.slack.slash import everywhere_in
from bot.slack.slow_work import SlowWork
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Language

BUTTON, SHORTCUT = "administration_explain", "explain_answer"
"""The action id of the button and the callback id of the message shortcut."""

_WEIGHED = frozenset((ReplyOutcome.ANSWERED, ReplyOutcome.REFUSED, ReplyOutcome.SMALLTALK, ReplyOutcome.HELP))

Body = dict[str, Any]
Find = Callable[[], InboxQuestion | None]


class Explain(Protocol):
    """What is weighed now for a question and the earlier ones of its thread, with reasons in a language; raises
    QuestionError for no question."""

    def __call__(self, question: str, earlier: Earlier, language: Language, /) -> Sequence[Explanation]: ...


@dataclass(frozen=True, slots=True)
class WhyDesk:
    """Every handler asks anew whether the person is an admin of the shelf. `snapshot` names the snapshot that
    answers."""

    inbox: Inbox
    explain: Explain
    snapshot: Callable[[], str]
    access: Access
    audit: AuditLog
    settings: SlackSettings
    voice: Voice
    slow: SlowWork

    def buttons(self, user: str, reference: str, language: Language) -> list[Element]:
        """The button under an answer that nobody else sees; none for a person who is no admin."""
        if not self.access.is_known_admin(user):
            return []
        return [elements.button(BUTTON, say("why.button", language), say("why.label", language), reference)]

    def command(self, invocation: Invocation, client: WebClient) -> None:
        """`/fvm förklara svar question`: what was weighed, in a direct message."""
        tell = partial(whisper, invocation.response_url)
        with telling(tell, invocation.language, self.settings.command):
            self.access.check(invocation.user, Act.EXPLAIN)
            if holds_personal_number(invocation.arguments):
                tell(say("hold.personal_number", invocation.language))
                return
            busy = partial(tell, say("trouble.busy", invocation.language))
            self.slow.take(partial(self._post, invocation, client), busy)

    def _post(self, it: Invocation, client: WebClient) -> None:
        tell = partial(whisper, it.response_url)
        with telling(tell, it.language, self.settings.command), self.audit.recorded(it.user, Act.EXPLAIN):
            for explanation in self.explain(escape.spoken_text(it.arguments), NO_EARLIER, it.language):
                Standing.post(it.user, explanation_message(explanation, it.language), client)

    def pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """The button, in a message or in the modal behind "Visa sammanhanget"."""
        ack()
        self._show(body, client, lambda: self.inbox.find(action.get("value") or ""))

    def chosen(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The shortcut on a message; any answer of ours will do, also one that a notice carried."""
        ack()
        channel, ts = (body.get("channel") or {}).get("id") or "", body.get("message_ts") or ""
        self._show(body, client, lambda: question_behind(self.inbox, channel, ts))

    def _show(self, body: Body, client: WebClient, find: Find) -> None:
        user = body["user"]["id"]
        language = self.voice(user)
        told = partial(views.message_view, language=language, title=say("why.title", language))

        def tell(text: str) -> None:
            if body.get("response_url"):
                whisper(body["response_url"], text)
            else:
                Modal.open(body, told(text), client)

        with telling(tell, language, self.settings.command):
            self.access.check(user, Act.EXPLAIN)
            # At once, since what lets a modal be opened lives three seconds, and weighing may wait for its turn.
            modal = Modal.open(body, told(say("why.weighing", language)), client)

            def change(text: str) -> None:
                modal.change(told(text), client)

            def work() -> None:
                with telling(change, language, self.settings.command):
                    modal.change(self._explained(user, find(), language), client)

            self.slow.take(work, partial(change, say("trouble.busy", language)))

    def _explained(self, user: str, question: InboxQuestion | None, language: Language) -> dict[str, Any]:
        asked = question.arrival.text if question is not None and question.outcome in _WEIGHED else None
        if question is None or not asked:
            return views.message_view(say("why.gone", language), language, say("why.title", language))
        with self.audit.recorded(user, Act.EXPLAIN, question.reference):
            found = self.explain(everywhere_in(asked) or asked, Earlier(self.inbox.earlier(question)), language)
            answer = stored_answer.load_answer(question.answer)
            return explanation_view(found, self._notes(answer, language), language, receipt_blocks(answer, language))

    def _notes(self, answer: Answer, language: Language) -> list[str]:
        """That the answer came from another snapshot, so that what is weighed now may differ."""
        return [say("why.since", language)] if answer.snapshot not in ("", self.snapshot()) else []


def question_behind(inbox: Inbox, channel: str, ts: str) -> InboxQuestion | None:
    """The question that a message of ours answers; a notice's key names it."""
    question = inbox.find_reply(channel, ts)
    if question is None or question.arrival.surface is not Surface.NOTICE:
        return question
    name = NoticeName.parse(question.arrival.key.ts)
    return inbox.find(name.reference) if name is not None and name.reference else None
