"""What a new snapshot means for people: kept questions answered, old answers updated, digests; each told once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.administration.digest import Digest, digest_of
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, QuotedAnswer
from bot.errors import QuestionError
from bot.slack.administration import messages
from bot.slack.inbox import stored_answer
from bot.slack.inbox.kept import Kept
from bot.slack.inbox.notices import NoticeName, Occasion, notice
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Arrival, InboxQuestion, Key
from bot.slack.inbox.subscriptions import Subscription, Subscriptions
from bot.slack.message import ReplyOutcome
from bot.slack.parts import Ask, Shelves
from bot.slack.slash import everywhere_in
from corpus.types import Bulletin

_MONTH = 30 * 86_400.0


class KeptStore(Protocol):
    """The questions whose askers want to be told."""

    def waiting(self) -> Sequence[Kept]: ...

    def mark_told(self, kept: Kept, now: float) -> None: ...


@dataclass(frozen=True, slots=True)
class News:
    """Puts messages into the app's inbox, which sends each once; what is put is then marked, so that a crash between
    the two repeats the putting, which does nothing.

    `updates` says whether answers of the last 30 days are followed up in their threads. `asked` are questions that tell
    what a new bulletin changes. `shelf` names the one whose news are told: nothing of it is told where it may not be
    asked any more.
    """

    shelves: Shelves
    bulletins: Callable[[], Mapping[str, Bulletin]]
    inbox: Inbox
    kept: KeptStore
    subscriptions: Subscriptions
    updates: bool
    asked: Callable[[], Sequence[str]] = tuple
    shelf: str = ""

    def tell(self, now: float) -> int:
        """Tell everything that the present snapshot brings; how many messages were put."""
        return sum((self._tell_kept(now), self._tell_changed(now) if self.updates else 0, self._tell_channels(now)))

    def _tell_kept(self, now: float) -> int:
        return sum(self._tell_one(kept, now) for kept in self.kept.waiting())

    def _tell_one(self, kept: Kept, now: float) -> bool:
        asked = self.inbox.find(kept.reference)
        is_foreign = asked is not None and asked.arrival.is_foreign
        if not self._is_asked(kept.channel, kept.question, is_foreign):
            return False
        answer = self._answer(kept.channel, kept.question, NO_EARLIER, is_foreign)
        if answer is None or not answer.answers:
            return False
        answer = replace(answer, language=kept.language)
        # A question that was asked in private is answered in private: to the asker's own conversation.
        channel = kept.user if kept.thread is None else kept.channel
        if kept.thread is None and self._is_internal(answer.shelf):
            message = messages.answered_there_message(kept.question, kept.channel, kept.language)
        else:
            message = messages.kept_message(kept.question, kept.user, answer, kept.reference)
        name = NoticeName(kind=Occasion.KEPT, about=kept.reference, part=kept.user)
        key = Key(kept.team, channel, str(name))
        put = self._put(notice(key, message, now, kept.thread, kept.user, kept.language), now)
        self.kept.mark_told(kept, now)
        return put

    def _is_asked(self, channel: str, question: str, is_foreign: bool) -> bool:
        """Whether the shelf is among those that a question in a channel is asked of, as that is now."""
        reach = self.shelves.reach(channel, everywhere=everywhere_in(question) is not None, is_foreign=is_foreign)
        return any(each.name == self.shelf for each in reach.shelves)

    def _is_internal(self, name: str) -> bool:
        """Whether a shelf is only for its own channels, of which people may have left one since they asked there."""
        shelf = self.shelves.named(name)
        return bool(name) and (shelf is None or not shelf.is_public)

    def _tell_changed(self, now: float) -> int:
        recent = self.inbox.recent(now - _MONTH, self.shelf)
        return sum(self._put(arrival, now) for question in recent for arrival in self._changed(question, now))

    def _changed(self, question: InboxQuestion, now: float) -> Iterator[Arrival]:
        arrival = question.arrival
        if question.outcome is not ReplyOutcome.ANSWERED or not question.reply_ts or question.answer is None:
            return
        if arrival.text is None or question.deleted or arrival.surface.is_private:
            return
        if not self._is_asked(arrival.key.channel, arrival.text, arrival.is_foreign):
            return
        before = stored_answer.load_answer(question.answer)
        answer = self._answer(
            arrival.key.channel, arrival.text, Earlier(self.inbox.earlier(question)), arrival.is_foreign
        )
        if answer is None or not before.answers:
            return
        told = self.inbox.updates(arrival.key.team, arrival.key.channel, question.reference)
        mark = _mark(answer)
        if mark == (told[-1].part if told else _mark(before)):
            return
        # What was told before may be told again, as after a rollback; so the key counts.
        name = NoticeName(kind=Occasion.UPDATED, about=question.reference, part=mark, count=len(told))
        key = replace(arrival.key, ts=str(name))
        answer = replace(answer, language=before.language)
        message = messages.updated_message(answer, question.reference, _is_older(answer, before))
        yield notice(key, message, now, arrival.thread, arrival.user, answer.language)

    def _tell_channels(self, now: float) -> int:
        library = self.bulletins()
        ids = [bulletin.id for bulletin in sorted(library.values(), key=lambda bulletin: bulletin.date_key)]
        untold = [
            (subscription, library[bulletin])
            for subscription in self.subscriptions.all()
            if self.shelves.sees(subscription.channel, self.shelf)
            for bulletin in self.subscriptions.untold(subscription, ids)
        ]
        answers = self._first_answers() if untold else []
        digests = {bulletin.id: digest_of(bulletin, library.values(), answers) for _, bulletin in untold}
        return sum(self._tell_channel(subscription, digests[bulletin.id], now) for subscription, bulletin in untold)

    def _first_answers(self) -> list[QuotedAnswer]:
        """What the shelf itself answers now to the questions that people ask of it."""
        shelf = self.shelves.named(self.shelf)
        found = (_answer(shelf.ask, everywhere_in(each) or each, NO_EARLIER) for each in self.asked()) if shelf else ()
        return [answer.answers[0] for answer in found if answer is not None and answer.answers]

    def _tell_channel(self, subscription: Subscription, digest: Digest, now: float) -> bool:
        bulletin = digest.citation.bulletin_id
        message = messages.digest_message(digest, subscription.language)
        about = f"{self.shelf}/{bulletin}" if self.shelf else bulletin
        key = Key(subscription.team, subscription.channel, str(NoticeName(kind=Occasion.DIGEST, about=about)))
        put = self._put(notice(key, message, now, language=subscription.language), now)
        self.subscriptions.mark_told(subscription, bulletin)
        return put

    def _put(self, arrival: Arrival, now: float) -> bool:
        return self.inbox.put(arrival, now) is not None

    def _answer(self, channel: str, question: str, earlier: Earlier, is_foreign: bool) -> Answer | None:
        return _answer(self.shelves.ask_in(channel, is_foreign), question, earlier)


def _answer(ask: Ask, question: str, earlier: Earlier) -> Answer | None:
    try:
        return ask(question, earlier)
    except QuestionError:
        return None


def _mark(answer: Answer) -> str:
    """Tells one new answer from the next, so that each is told once."""
    if not answer.answers:
        return "gone"
    digest = hashlib.sha256(answer.answers[0].quote.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{answer.answers[0].citation.bulletin_id}:{digest}"


def _is_older(answer: Answer, before: Answer) -> bool:
    """Whether what is quoted now is from an earlier time than what was quoted first, or is that very quote again."""
    if not answer.answers:
        return False
    now, then = answer.answers[0].citation.date, before.answers[0].citation.date
    return _mark(answer) == _mark(before) or bool(now and then and now.sort_key < then.sort_key)
