"""A random sample of last week's replies, which an admin judges one after another in a modal from App Home."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.reporting.error_rate import Verdict, error_report, rate_lines
from bot.slack.administration import views
from bot.slack.administration.access import Access
from bot.slack.administration.telling import Modal, Standing, telling
from bot.slack.administration.verdicts import DrawnReply, Verdicts
from bot.slack.inbox.voice import Voice
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.sources import citation_runs
from bot.words.catalogue import say
from corpus.types import Bulletin, Language, PartialDate

OPEN, JUDGE, FOUND = "administration_judge", "administration_verdict", "administration_judge_found"
"""The action ids of App Home's button and of the verdicts', with their value behind; and the callback id of the form
that asks which bulletin answers."""

NAMED = "named"
"""Block and action id of the form's input."""

_QUARTER = 91 * 86_400.0
_TEXT = 600

Body = dict[str, Any]
Find = Callable[[str], tuple[Bulletin, PartialDate | None] | None]


@dataclass(frozen=True, slots=True)
class JudgingDesk:
    """Every handler asks anew whether the person is an admin of the shelf. `find` gives the bulletin that a person
    names; `max_error` is what the settings allow, None for the default."""

    verdicts: Verdicts
    find: Find
    access: Access
    audit: AuditLog
    command: str
    voice: Voice
    max_error: float | None = None
    shelf: str = ""
    clock: Callable[[], float] = time.time

    def register(self, app: BoltApp) -> None:
        own = [self.access.own_people]
        app.action(self._of_shelf(OPEN), middleware=own)(self.open)
        app.action(re.compile(self._of_shelf(rf"{JUDGE}:[a-z]+")), middleware=own)(self.judged)
        app.view(self._of_shelf(FOUND), middleware=own)(self.found)

    def _of_shelf(self, name: str) -> str:
        return elements.of_shelf(name, self.shelf)

    def home(self, language: Language) -> list[Element]:
        """For admins: how many replies wait for a verdict, and what those of the last quarter say."""
        waiting, now = len(self.verdicts.drawn(self.clock())), self.clock()
        label = say("judging.open", language)
        button = elements.button(self._of_shelf(OPEN), label, label) if waiting else None
        lines = [elements.section(say("judging.waiting", language, count=waiting), button)] if waiting else []
        judged = self.verdicts.judged(now - _QUARTER)
        if judged:
            found = rate_lines(error_report(judged, self.max_error), language)
            lines.append(elements.section("\n".join(found)))
        return lines

    def open(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The button in App Home: the first that waits."""
        ack()
        user = body["user"]["id"]
        language = self.voice(user)

        def tell(text: str) -> None:
            Standing.post(user, Message(text, (elements.section(text),)), client)

        with telling(tell, language, self.command):
            self.access.check(user, Act.JUDGE)
            Modal.open(body, self._next(language), client)

    def judged(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A verdict was pressed: keep it and show the next; where the answer exists, ask in which bulletin."""
        ack()
        user, view = body["user"]["id"], body.get("view") or {}
        language, modal = self.voice(user), Modal(str(view.get("id") or ""))

        def tell(text: str) -> None:
            modal.change(views.message_view(text, language, say("judging.title", language)), client)

        with telling(tell, language, self.command):
            self.access.check(user, Act.JUDGE)
            drawn, verdict = self._drawn(action.get("value") or ""), _verdict(action)
            if drawn is not None and verdict is Verdict.EXISTS:
                modal.change(self._found_view(drawn, language), client)
                return
            if drawn is not None and verdict is not None:
                self._keep(user, drawn, verdict, "")
            modal.change(self._next(language), client)

    def found(self, ack: Ack, body: Body, view: Body) -> None:
        """The bulletin that answers was named: keep that and show the next."""
        user = body["user"]["id"]
        language = self.voice(user)

        def tell(text: str) -> None:
            ack(response_action="update", view=views.message_view(text, language, say("judging.title", language)))

        with telling(tell, language, self.command):
            self.access.check(user, Act.JUDGE)
            named, drawn = self.find(views.entered(view, NAMED)), self._drawn(view.get("private_metadata") or "")
            if named is None:
                ack(response_action="errors", errors={NAMED: say("upkeep.not_found", language)})
                return
            if drawn is not None:
                self._keep(user, drawn, Verdict.EXISTS, named[0].id)
            ack(response_action="update", view=self._next(language))

    def _keep(self, user: str, drawn: DrawnReply, verdict: Verdict, bulletin: str) -> None:
        with self.audit.recorded(user, Act.JUDGE, drawn.reference) as detail:
            detail(verdict.value)
            self.verdicts.judge(drawn, verdict, bulletin, self.clock())

    def _drawn(self, reference: str) -> DrawnReply | None:
        waiting = self.verdicts.drawn(self.clock())
        return next((each for each in waiting if each.reference == reference), None)

    def _next(self, language: Language) -> dict[str, Any]:
        waiting = self.verdicts.drawn(self.clock())
        title = say("judging.title", language)
        if not waiting:
            return views.message_view(say("judging.over", language), language, title)
        blocks = [*_shown(waiting[0], language), self._buttons(waiting[0], language)]
        left = elements.context(say("judging.left", language, count=len(waiting) - 1))
        return elements.modal(title, say("window.close", language), [*blocks, left])

    def _buttons(self, drawn: DrawnReply, language: Language) -> Element:
        offered = [verdict for verdict in Verdict if drawn.is_answered or verdict is not Verdict.WRONG]
        labels = {
            verdict: say(f"judging_answer.{verdict.value}", language)
            if drawn.is_answered
            else say(f"judging_refusal.{verdict.value}", language)
            for verdict in offered
        }
        return elements.actions(*(
            elements.button(self._of_shelf(f"{JUDGE}:{verdict.value}"), label, label, drawn.reference)
            for verdict, label in labels.items()
        ))  # fmt: skip

    def _found_view(self, drawn: DrawnReply, language: Language) -> dict[str, Any]:
        asked = views.text_input(NAMED, say("upkeep.named", language), hint=say("upkeep.named_hint", language))
        blocks = [elements.section(f"*{escape.mrkdwn(_cut(drawn.question))}*"), asked]
        view = elements.modal(say("judging.title", language), say("window.close", language), blocks)
        return view | {
            "callback_id": self._of_shelf(FOUND),
            "private_metadata": drawn.reference,
            "submit": elements.plain_text(say("window.save", language), limits.VIEW_TITLE),
        }


def _verdict(action: Body) -> Verdict | None:
    value = str(action.get("action_id") or "").partition(":")[2].partition("@")[0]
    return next((verdict for verdict in Verdict if verdict.value == value), None)


def _shown(drawn: DrawnReply, language: Language) -> list[Element]:
    """The question, and what the bot said to it."""
    asked = elements.section(f"*{escape.mrkdwn(_cut(drawn.question))}*")
    if not drawn.is_answered:
        return [asked, elements.section(say("answer.refusal", language))]
    first = drawn.answer.answers[0]
    quote = elements.rich_text(elements.rich_quote(elements.text_run(_cut(first.quote))))
    return [asked, quote, elements.rich_text(elements.rich_section(*citation_runs(first.citation, language)))]


def _cut(text: str) -> str:
    return limits.cut(escape.one_line(text), _TEXT) or "–"
