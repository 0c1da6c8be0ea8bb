"""The way to a human: a question that somebody passes on, and a person's answer to it; an extension that the app
adds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import Ack, Respond
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.answering.question.conversation import count_leant_on
from bot.slack.client import translated
from bot.slack.errors import ExpiredError, PostError
from bot.slack.inbox.notices import NoticeName, Occasion, notice
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Arrival, InboxQuestion, Key
from bot.slack.inbox.referred import Referred, ReferredQuestions
from bot.slack.inbox.voice import Voice
from bot.slack.listening.pressed import PressedQuestions, tell_alone
from bot.slack.parts import Extension
from bot.slack.showing import elements, escape, human
from bot.slack.showing.sources import contact_markup, contact_place
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Language

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HumanDesk(Extension):
    """See `Extension`. Messages go through the inbox, each once; `wake` is called when there are some."""

    inbox: Inbox
    pressed: PressedQuestions
    referred: ReferredQuestions
    voice: Voice
    wake: Callable[[], None]
    clock: Callable[[], float] = time.time

    def register(self, app: BoltApp) -> None:
        app.action(human.ASK)(self.asked)
        app.view(human.ASK)(self.passed_on)
        app.action(human.REPLY)(self.answering)
        app.action(human.OPEN)(lambda ack: ack())
        app.shortcut({"type": "message_action", "callback_id": human.REPLY})(self.chosen)
        app.view(human.REPLY)(self.answered)

    def asked(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        """The button under a refusal, or in the form about a bad answer: opens the form that passes the question on."""
        ack()
        question = self.pressed.find(body, action.get("value") or "")
        text = None if question is None else question.arrival.text
        language = self.voice(body["user"]["id"], text or "")
        contact = self._contact(question)
        if question is None or not text or not contact_place(contact):
            self._tell(body, respond, say("answer.more_gone", language))
            return
        view = human.ask_view(question.reference, text, contact_markup(contact), language)
        try:
            with translated():
                show = client.views_push if body.get("view") else client.views_open
                show(trigger_id=body["trigger_id"], view=view)
        except ExpiredError:
            self._tell(body, respond, say("window.expired", language))

    def passed_on(self, ack: Ack, body: Body, view: Body, client: WebClient) -> None:
        """The form was sent: the question goes to the contact."""
        user, question = body["user"]["id"], self.inbox.find(view.get("private_metadata") or "")
        text = None if question is None else question.arrival.text
        language, (comment, is_named) = self.voice(user, text or ""), human.written_words(view)
        if holds_personal_number(comment):
            ack(response_action="errors", errors={human.WORDS: say("rating.personal", language)})
            return
        place = contact_place(self._contact(question))
        if question is None or not text or not place:
            ack(response_action="update", view=_closing(say("answer.more_gone", language), language))
            return
        leant_on = self._leant_on(question, text)
        self.referred.add(self._referred(question, text, user, comment, is_named, leant_on))
        # What a process has stored that ended before it could post it is posted when it is passed on again.
        it = self.referred.passed_on(question.reference, user)
        sent = it is not None and self._post(it, place, leant_on, question, client)
        told = say("human.sent" if sent else "human.sent_before", language)
        ack(response_action="update", view=_closing(told, language))

    def _leant_on(self, question: InboxQuestion, text: str) -> Sequence[InboxQuestion]:
        """The questions before it that it takes to understand it, oldest first."""
        earlier = self.inbox.earlier_asked(question)
        count = count_leant_on(text, [each.arrival.text or "" for each in earlier])
        return earlier[len(earlier) - count :]

    def _post(
        self, it: Referred, place: str, leant_on: Sequence[InboxQuestion], question: InboxQuestion, client: WebClient
    ) -> bool:
        """Put the message about a question to the contact, once; False where it was put before."""
        # Where it was asked stands the name of who asked.
        link = self._link(question, client) if it.is_named else None
        context = [each.arrival.text or "" for each in leant_on if each.reference in it.context]
        who = it.user if it.is_named else None
        message = human.asked_message(it.name, it.question, context, it.comment, who, link, it.language)
        name = NoticeName(kind=Occasion.HUMAN, about=it.reference, part=it.mark)
        return self._put(notice(Key(it.team, place, str(name)), message, self.clock(), language=it.language))

    def answering(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        """The button under a question that was passed on: opens the form for the answer."""
        ack()
        it, language = self.referred.find(action.get("value") or ""), self.voice(body["user"]["id"])
        if it is not None and it.answer is not None:
            self._give(it)
        if it is None or it.answer is not None or self.pressed.is_foreign(body):
            tell_alone(respond, say("human.over", language))
            return
        container = body.get("container") or {}
        place = (str(container.get("channel_id") or ""), str(container.get("message_ts") or ""))
        view = human.answer_view(":".join((*place, it.name)), it.question, language)
        try:
            with translated():
                client.views_open(trigger_id=body["trigger_id"], view=view)
        except ExpiredError:
            tell_alone(respond, say("window.expired", language))

    def answered(self, ack: Ack, body: Body, view: Body, client: WebClient) -> None:
        """The form with the answer was sent."""
        user = body["user"]["id"]
        words, language = human.written_words(view)[0], self.voice(user)
        if holds_personal_number(words) or not words:
            wrong = say("rating.personal" if words else "human.empty", language)
            ack(response_action="errors", errors={human.WORDS: wrong})
            return
        channel, ts, name = (view.get("private_metadata") or "::").split(":", 2)
        sent = self._answer(name, words, user)
        told = say("human.delivered" if sent else "human.over", language)
        ack(response_action="update", view=_closing(told, language))
        if sent is not None:
            self._mark_answered(sent, (channel, ts), client)

    def chosen(self, ack: Ack, body: Body, client: WebClient, respond: Respond) -> None:
        """The shortcut on somebody's reply in the thread of a question that was passed on: that reply is the answer."""
        user, message = body["user"]["id"], body.get("message") or {}
        language, words = self.voice(user), escape.spoken_text(str(message.get("text") or ""))
        place = (str((body.get("channel") or {}).get("id") or ""), str(message.get("thread_ts") or ""))
        if holds_personal_number(words):
            ack()
            tell_alone(respond, say("hold.personal_number", language))
            return
        it = None if self.pressed.is_foreign(body) or not words else self._behind(user, *place)
        sent = None if it is None else self._answer(it.name, words, user)
        ack()
        tell_alone(respond, say("human.delivered" if sent else "human.no_question", language))
        if sent is not None:
            self._mark_answered(sent, place, client)

    def _answer(self, name: str, words: str, user: str) -> Referred | None:
        """Give an answer to the asker; the question with it, None where there is none to answer. Slack is told only
        afterwards that the answer has come. What a process has stored that ended before it could give it is given."""
        found = self.referred.find(name)
        if found is not None and found.answer is None:
            self.referred.answered(found, words, user, self.clock())
            found = self.referred.find(name)
        return found if found is not None and found.answer is not None and self._give(found) else None

    def _give(self, it: Referred) -> bool:
        """Put the answer into the asker's thread, once; False where it was put before."""
        message = human.reply_message(it.user, it.answered_by or "", it.answer or "", it.question, it.language)
        name = NoticeName(kind=Occasion.REPLY, about=it.reference, part=it.mark)
        key = Key(it.team, it.channel if it.thread else it.user, str(name))
        return self._put(notice(key, message, self.clock(), it.thread, it.user, it.language))

    def _mark_answered(self, it: Referred, place: tuple[str, str], client: WebClient) -> None:
        """Say so where the question stands."""
        pin = elements.button(elements.of_shelf(human.PIN, it.shelf), say("human.pin", it.language),
                              say("human.pin_label", it.language), it.name)  # fmt: skip
        shown = human.answered_message(it.question, it.answered_by or "", it.answer or "", (pin,), it.language)
        try:
            with translated():
                client.chat_update(channel=place[0], ts=place[1], text=shown.text, blocks=list(shown.blocks))
        except PostError as error:
            # The asker has the answer; who presses the button that still stands there is told so.
            structlog.get_logger().warning("not_marked_answered", code=error.code)

    def _behind(self, user: str, channel: str, ts: str) -> Referred | None:
        """The question that a message of ours passes on; one to a person stands under their id."""
        found = (self.inbox.find_reply(channel, ts) or self.inbox.find_reply(user, ts)) if ts else None
        name = None if found is None else NoticeName.parse(found.arrival.key.ts)
        is_passed_on = name is not None and name.kind is Occasion.HUMAN
        return self.referred.find(f"{name.about}:{name.part}") if name is not None and is_passed_on else None

    def _referred(
        self, question: InboxQuestion, text: str, user: str, comment: str, is_named: bool,
        leant_on: Sequence[InboxQuestion],
    ) -> Referred:  # fmt: skip
        arrival = question.arrival
        is_own = arrival.user == user or not arrival.surface.is_confidential
        thread = None if arrival.surface.is_private or not is_own else arrival.thread
        return Referred(reference=question.reference, user=user, team=arrival.key.team, shelf=arrival.shelf,
                        question=text, comment=comment, is_named=is_named, channel=arrival.key.channel, thread=thread,
                        language=arrival.language, asked_at=self.clock(),
                        context=tuple(each.reference for each in leant_on))  # fmt: skip

    def _link(self, question: InboxQuestion, client: WebClient) -> str | None:
        """Where the question stands, if others may see it there; what others may not see is not linked."""
        arrival = question.arrival
        if arrival.surface.is_confidential or arrival.key.is_pressed:
            return None
        try:
            with translated():
                found = client.chat_getPermalink(channel=arrival.key.channel, message_ts=arrival.key.ts)
        except PostError:
            return None
        return str(found.get("permalink") or "") or None

    def _contact(self, question: InboxQuestion | None) -> str:
        return "" if question is None else self.pressed.contact_of(question)

    def _put(self, arrival: Arrival) -> bool:
        is_new = self.inbox.put(arrival, self.clock()) is not None
        self.wake()
        return is_new

    def _tell(self, body: Body, respond: Respond, text: str) -> None:
        if body.get("response_url"):
            tell_alone(respond, text)


def _closing(text: str, language: Language) -> dict[str, Any]:
    return elements.modal(say("human.title", language), say("window.close", language), [elements.section(text)])
