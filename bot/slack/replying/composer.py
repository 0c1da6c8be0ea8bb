"""Decides what a question gets: an answer, help, a warning or an apology; asks, but never posts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answering.question.asked import MAX_CHARACTERS, clean
from bot.answering.question.conversation import Earlier
from bot.answering.question.meta import About, topic_of
from bot.answering.question.remarks import of_answer
from bot.answering.types import Answer, Status
from bot.errors import QuestionError
from bot.settings import SlackSettings
from bot.slack.inbox.erasure import Erasure
from bot.slack.inbox.notices import ready_message
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Hold, InboxQuestion, Surface
from bot.slack.inbox.stored_answer import last_given
from bot.slack.inbox.voice import Preferences
from bot.slack.message import Element, Message, Reply, ReplyOutcome
from bot.slack.parts import Buttons, FurtherHelp, ShelfReach, Shelves
from bot.slack.replying.conversation import Conversation
from bot.slack.showing import blocks, escape, guide
from bot.slack.showing.sources import contact_markup
from bot.slack.slash import Command, everywhere_in, spoken_in
from bot.threads.deciding import QUIET, asks_for_quiet, talk_kind
from bot.threads.types import Action, Decision, Kind
from bot.words.catalogue import say
from corpus.language.words import folded_words
from corpus.types import Language

_SEARCHLESS = (ReplyOutcome.HELP, ReplyOutcome.SMALLTALK, ReplyOutcome.WARNED, ReplyOutcome.LIMITED)
_AMONG_OTHERS = (Surface.MENTION, Surface.THREAD, Surface.CHANNEL)


@dataclass(frozen=True, slots=True)
class Composer:
    """Question to reply. The same question may be composed again after a crash, so nothing here is posted."""

    shelves: Shelves
    inbox: Inbox
    preferences: Preferences
    erasure: Erasure
    buttons: Buttons
    further_help: FurtherHelp
    conversation: Conversation | None = None

    def compose(self, question: InboxQuestion) -> Reply | None:
        """The reply to a question, None where nothing is said; exceptions of `ask` other than QuestionError pass
        through, and TryLaterError where Slack does not give the thread now."""
        arrival = question.arrival
        if not self._reach(question).shelves and arrival.payload is None:
            return self._closed(question)
        if arrival.has_files and not arrival.text and arrival.hold is Hold.NONE and not arrival.surface.is_overheard:
            return self._told(question, say("answer.only_files", self.language(question)), ReplyOutcome.HELP)
        if arrival.key.wanted is not None:
            return self._wished(question)
        if arrival.surface is Surface.MENTION or arrival.surface.is_overheard:
            reply = self._conversed(question)
            # What only the asker may see reaches no workflow.
            return None if reply is not None and reply.private and arrival.is_by_bot else reply
        return self._searchless(question) or self._alone(question, self._search(question))

    def _reach(self, question: InboxQuestion) -> ShelfReach:
        """What is asked where the question stands, as that is now."""
        arrival = question.arrival
        everywhere = everywhere_in(arrival.text or "") is not None
        return self.shelves.reach(arrival.key.channel, everywhere=everywhere, is_foreign=arrival.is_foreign)

    def _closed(self, question: InboxQuestion) -> Reply | None:
        """What is said where nothing may be asked: to somebody of another organisation, or where no shelf is asked and
        none is public. Of what people say among each other nothing is heard."""
        arrival = question.arrival
        if arrival.surface.is_overheard:
            return None
        language, programme = self.language(question), escape.mrkdwn(self._settings(question).programme)
        closed = say("shelf.closed", language, programme=programme)
        text = closed if arrival.is_foreign else say("shelf.elsewhere", language)
        reply = self._told(question, text, ReplyOutcome.CLOSED)
        return reply if arrival.is_foreign else self._searchless(question) or reply

    def _settings(self, question: InboxQuestion) -> SlackSettings:
        """Whose title and contact are named."""
        own = self.shelves.named(self.shelves.own(question.arrival.key.channel))
        return self.shelves.settings if own is None else own.settings

    def _conversed(self, question: InboxQuestion) -> Reply | None:
        """What a message gets that stands among those of other people."""
        arrival, held = question.arrival, question.arrival.hold is not Hold.NONE
        if held and not arrival.surface.is_overheard:
            return self._held(question)
        wide = None if arrival.surface.is_overheard else everywhere_in(arrival.text or "")
        if wide is not None and self.shelves.are_several:
            earlier = self.inbox.earlier(question)
            return self._search(question, "" if wide or not earlier else earlier[-1])
        judged = None if self.conversation is None else self.conversation.judge(question)
        if judged is None:
            mentioned = self.conversation is None and not arrival.surface.is_overheard
            return (self._searchless(question) or self._search(question)) if mentioned else None
        said, decision = judged.said, judged.decision
        if decision.why == QUIET and asks_for_quiet(said):
            self.inbox.hush(arrival.key.team, arrival.key.channel, arrival.thread or arrival.key.ts, arrival.asked_at)
            return replace(self._told(question, say("thread.quiet", self.language(question)), ReplyOutcome.COMMAND),
                           private=True)  # fmt: skip
        if decision.action is Action.SILENT:
            return None
        if decision.action is Action.MARK and question.arrival.hold is not Hold.PERSONAL_NUMBER:
            return self._marked(question)
        if held:
            return self._held(question)
        reply = self._judged_reply(question, said.words, decision)
        return replace(reply, heard=said.words) if arrival.surface.is_overheard else reply

    def _wished(self, question: InboxQuestion) -> Reply | None:
        """What somebody gets, alone, who adds the bot's mark to a message; None where that asks nothing any more."""
        if question.arrival.hold is not Hold.NONE:
            return self._held(question)
        judged = None if self.conversation is None else self.conversation.judge(question)
        if judged is None or judged.decision.answer is None:
            return None
        return replace(self._answered(question, judged.decision.answer), private=True, heard=judged.said.words)

    def _marked(self, question: InboxQuestion) -> Reply | None:
        """What a question gets that nobody put to the bot and that it is not sure to answer. One that was answered
        before it was edited keeps a reply."""
        if question.arrival.hold in (Hold.RATE_PERSON, Hold.RATE_CHANNEL):
            return None
        if question.reply_ts is not None:
            return self._told(question, say("answer.refusal", self.language(question)), ReplyOutcome.REFUSED)
        return Reply(Message(""), ReplyOutcome.MARKED)

    def _judged_reply(self, question: InboxQuestion, words: str, decision: Decision) -> Reply:
        if decision.answer is not None:
            return self._answered(question, decision.answer)
        if decision.action is Action.SAY:
            return self._line(question, decision.why, words)
        arrival = question.arrival
        if not arrival.text and arrival.thread == arrival.key.ts:
            return Reply(self._help(question), ReplyOutcome.HELP)
        if len(arrival.text or "") > MAX_CHARACTERS:
            return self._reworded(question)
        return self._told(question, say("thread.ask_back", self.language(question)), ReplyOutcome.HELP)

    def _line(self, question: InboxQuestion, kind: str, words: str) -> Reply:
        """What somebody gets whose words ask the bot something, or tell it, and ask nothing of the bulletins."""
        language = self.language(question)
        if kind == Kind.META.value:
            topic = of_answer(words) or topic_of(words)
            if topic is None or topic is About.USE:
                return Reply(self._help(question), ReplyOutcome.HELP)
            text = guide.about(topic, self._settings(question), language, last_given(self.inbox, question))
            return self._told(question, text, ReplyOutcome.HELP)
        if kind == Kind.GREETING.value:
            return Reply(self._help(question, say("talk.hello", language)), ReplyOutcome.SMALLTALK)
        if kind == Kind.THANKS.value:
            return self._told(question, say("talk.thanks", language), ReplyOutcome.SMALLTALK)
        lines = [say("unanswered.not_a_question" if kind != Kind.COMPLAINT.value else "thread.complaint", language)]
        contact = self._settings(question).contact
        if contact and kind in (Kind.COMPLAINT.value, Kind.REQUEST.value):
            lines.append(say("answer.contact", language, contact=contact_markup(contact)))
        return self._told(question, " ".join(lines), ReplyOutcome.SMALLTALK)

    def apology(self, question: InboxQuestion, *, out_of_time: bool = False) -> Reply:
        """What is said when no answer could be made, or it was given up since it took too long."""
        key = "out_of_time" if out_of_time else "apology"
        text = say(f"trouble.{key}", self.language(question), reference=question.reference)
        return self._told(question, text, ReplyOutcome.APOLOGY)

    def too_late(self, question: InboxQuestion) -> Reply:
        """What is said instead of an answer that nobody waits for any more."""
        text = say("trouble.too_late", self.language(question), reference=question.reference)
        return self._told(question, text, ReplyOutcome.TOO_LATE)

    def postponed(self, question: InboxQuestion) -> Reply:
        """What is said while nothing can be searched, until the answer takes its place."""
        return self._told(question, say("trouble.search_away", self.language(question)), ReplyOutcome.POSTPONED)

    def unsure(self, question: InboxQuestion) -> Reply:
        """What the asker is told, alone, when the answer may or may not have been posted."""
        text = say("trouble.unsure", self.language(question), reference=question.reference)
        return replace(self._told(question, text, ReplyOutcome.APOLOGY), private=True)

    def elsewhere(self, question: InboxQuestion, reply: Reply) -> Reply:
        """A reply with a line that tells why it does not stand where it was asked for."""
        lead = blocks.plain_message(say("trouble.elsewhere", self.language(question)))
        shown = (*lead.blocks, *reply.message.blocks) if reply.message.blocks else ()
        return replace(reply, message=Message(f"{lead.text}\n{reply.message.text}", shown))

    def without_answer(self, question: InboxQuestion) -> Reply:
        """What everybody may see in place of an answer that is stored no more, without a new search."""
        if question.outcome is ReplyOutcome.APOLOGY:
            return self.apology(question)
        if question.outcome in _SEARCHLESS:
            reply = self._searchless(question) or self._unusable(question)
            if reply is not None and not reply.private:
                return reply
        return self._told(question, say("trouble.withdrawn", self.language(question)), ReplyOutcome.COMMAND)

    def language(self, question: InboxQuestion) -> Language:
        """The asker's chosen language, which may be a new one, else what was decided when the question came in."""
        return self.preferences.language(question.arrival.user) or question.arrival.language

    def _searchless(self, question: InboxQuestion) -> Reply | None:
        arrival = question.arrival
        if arrival.payload is not None:
            return Reply(ready_message(arrival.payload), ReplyOutcome.NOTICE)
        if arrival.hold is not Hold.NONE:
            return self._held(question)
        if arrival.surface is Surface.COMMAND and _is(Command.ERASE, arrival.text):
            return self._erase(question)
        talk = self._talk(question)
        return None if talk is None else self._alone(question, talk)

    def _alone(self, question: InboxQuestion, reply: Reply) -> Reply:
        return replace(reply, private=question.arrival.surface.is_private)

    def _unusable(self, question: InboxQuestion) -> Reply | None:
        """What a text that nobody can search for gets; None for any other."""
        try:
            clean(question.arrival.text or "")
        except QuestionError:
            return self._reworded(question)
        return None

    def _reworded(self, question: InboxQuestion) -> Reply:
        too_long = len(question.arrival.text or "") > MAX_CHARACTERS
        text = say("trouble.too_long" if too_long else "trouble.empty", self.language(question))
        return self._told(question, text, ReplyOutcome.HELP)

    def _told(self, question: InboxQuestion, text: str, outcome: ReplyOutcome) -> Reply:
        return Reply(blocks.plain_message(text), outcome, question.arrival.surface.is_private)

    def _held(self, question: InboxQuestion) -> Reply:
        hold = question.arrival.hold
        outcome = ReplyOutcome.WARNED if hold is Hold.PERSONAL_NUMBER else ReplyOutcome.LIMITED
        told = self._told(question, say(f"hold.{hold.value}", self.language(question)), outcome)
        return replace(told, private=question.arrival.surface is not Surface.DIRECT)

    def _erase(self, question: InboxQuestion) -> Reply:
        erased = self.erasure.erase_person(question.arrival.user, question)
        text = say("home.erased", self.language(question), questions=erased.questions, ratings=erased.ratings,
                   kept=erased.kept)  # fmt: skip
        return Reply(blocks.plain_message(text), ReplyOutcome.COMMAND, private=True)

    def _talk(self, question: InboxQuestion) -> Reply | None:
        text = question.arrival.text or ""
        if _is(Command.HELP, text):
            return Reply(self._help(question), ReplyOutcome.HELP)
        talk = talk_kind(text) or (Kind.META if of_answer(text) and last_given(self.inbox, question) else None)
        return None if talk is None else self._line(question, talk.value, text)

    def _help(self, question: InboxQuestion, lead: str = "") -> Message:
        language, arrival = self.language(question), question.arrival
        added = self.further_help(arrival.user, language) if arrival.surface.is_confidential else ()
        reach = self._reach(question)
        return guide.help_message(reach.library_info(), reach.settings, language, lead, added, not reach.is_widest)

    def _search(self, question: InboxQuestion, further: str = "") -> Reply:
        """The answer to a question; `further` are words that its own lean on."""
        try:
            ask = self.shelves.ask_in(question.arrival.key.channel, question.arrival.is_foreign)
            answer = ask(f"{question.arrival.text or ''} {further}".strip(), Earlier(self.inbox.earlier(question)))
        except QuestionError:
            return self._reworded(question)
        return self._answered(question, answer)

    def _answered(self, question: InboxQuestion, answer: Answer) -> Reply:
        answer = replace(answer, language=self.language(question))
        if answer.status.is_unsought and answer.curated is None:
            return self._told(question, say(f"unanswered.{answer.status.value}", answer.language), ReplyOutcome.HELP)
        outcome = ReplyOutcome.REFUSED if answer.status is Status.NO_ANSWER else ReplyOutcome.ANSWERED
        return Reply(self.message(answer, question), outcome, answer=self.shelves.receipted(answer))

    def message(self, answer: Answer, question: InboxQuestion) -> Message:
        """An answer as the reply to a question shows it."""
        surface, reference = question.arrival.surface, question.reference
        # In a channel everybody sees a message's buttons.
        added = self._added(answer, question) if surface.is_confidential else []
        if answer.status is Status.NO_ANSWER and not self._reach(question).is_widest:
            added.append(guide.everywhere_button(answer.question, answer.language))
        if self.conversation is not None and self.conversation.reads and surface in _AMONG_OTHERS:
            added.append(blocks.quiet_button(reference, answer.language))
        asked, text = folded_words(answer.question), question.arrival.text
        is_pointed = surface is Surface.MENTION and text is not None and folded_words(text) != asked
        is_elsewhere = is_pointed or question.arrival.key.is_pressed or question.arrival.key.wanted is not None
        contact = self._settings(question).contact
        shown = blocks.answer_message(answer, reference, contact, surface.is_private, added, is_elsewhere)
        if not question.arrival.has_files:
            return shown
        return blocks.with_line(shown, say("answer.files_unread", answer.language))

    def _added(self, answer: Answer, question: InboxQuestion) -> list[Element]:
        """The extensions' buttons, under what nobody but the asker sees."""
        return list(self.buttons(question.arrival.user, answer.shelf, question.reference, answer.language))


def _is(command: Command, text: str | None) -> bool:
    spoken = spoken_in(text or "")
    return spoken is not None and spoken.command is command
