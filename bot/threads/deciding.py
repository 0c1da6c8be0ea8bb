"""Decides what the bot does about each message of a thread; asks, but never sends."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.answering.listing.request import list_request
from bot.answering.question.asked import asks_for_contact, is_askable
from bot.answering.question.conversation import MOST_EARLIER, NO_EARLIER, Earlier, as_meant, as_searched
from bot.answering.question.intent import Intent, intent_of, points_elsewhere
from bot.answering.question.meta import about_bot
from bot.answering.question.remarks import asks_whether_still, meant_instead, of_answer
from bot.answering.question.smalltalk import SmallTalk, is_smalltalk
from bot.answering.question.surroundings import asking, leant_on, opens_with_question, wants_to_be_told
from bot.answering.types import Answer, Status
from bot.errors import QuestionError
from bot.threads.features import is_called
from bot.threads.kinds import Encode, KindModel, question_probability, thread_vectors
from bot.threads.types import QUESTIONS, Action, Decision, Kind, Mode, Said
from corpus.language.words import content_words, contracted_words, folded_words

UNASKED = 0.7
"""How probably a message without a mention is a question before the bot looks for an answer. In six folds of the
training programmes a draft of the model, with four times the buckets, butted into one message in a hundred at .72
by words alone; the answer that must also be found takes more away."""

MENTIONED = 0.3
"""The same for a message that mentions the bot, where silence is no choice: keywords alone ("utbildning Lund") are at
.4 to .7, greetings, thanks and wishes below .3."""

POINTING = 0.6
"""How probably a message that mentions the bot is a call to another message, before its own words are passed over: "kan
du svara på det här?" is at .8, keywords alone at .3 to .5."""

SURE = 0.8
"""The answer's probability from which the bot answers a new question of people by itself: one answer in ten is wrong
from .81 among the held-out questions that the probability was fitted on. docs/quality.md has what threads say."""

QUIET = "quiet"
"""Why there is silence where somebody has asked for it."""

_FIRST = re.compile(r"\b(?:forst\w*|borjan|langst upp|hogst upp|overst|first|top|start|root)\b")
_QUIET = re.compile(
    r"(?:(?:snalla|please|nu|now|ok|okej|okay|men|but|boten|bot|kan|vill|du|ni|can|could|would|will|you) )*"
    r"(?:(?:(?:var|hall|vara|halla|hall dig) )?(?:tyst|tysta)|svara inte|sluta (?:svara|skriva|prata)"
    r"|(?:(?:be|stay|keep) )?quiet|do not (?:answer|reply)|dont (?:answer|reply)"
    r"|stop (?:answering|replying|responding|writing))"
    r"(?: (?:nu|tack|snalla|mer|langre|har|boten|bot|now|please|here|more|anymore"
    r"|(?:i|in) (?:(?:den har|denna|the|this) )?(?:traden|trad|thread)))*"
)
_TALK: Mapping[SmallTalk, Kind] = {
    SmallTalk.THANKS: Kind.THANKS, SmallTalk.GOODBYE: Kind.THANKS, SmallTalk.GREETING: Kind.GREETING,
    SmallTalk.WELLBEING: Kind.GREETING, SmallTalk.TEST: Kind.GREETING, SmallTalk.HELP: Kind.META,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decider:
    """What Slack and `fvm thread` ask. `ask` takes a question and the earlier ones of the thread; an answer
    to a question that nobody put to the bot is given where it is at least as probable as `sure`."""

    kinds: KindModel
    encode: Encode
    ask: Callable[[str, Earlier], Answer]
    sure: float = SURE

    def decide_all(self, thread: Sequence[Said], mode: Mode) -> list[Decision]:
        """A decision for each message; the bot's own get silence."""
        judged = self._judged(thread)
        return [self._decide(thread, place, mode, judged, True) for place in range(len(thread))]

    def decide(self, thread: Sequence[Said], mode: Mode, whole: bool = True) -> Decision:
        """What the bot does about the last message of the thread. A thread that is not `whole` holds only what was said
        to the bot: nothing in it is pointed at."""
        return self._decide(thread, len(thread) - 1, mode, self._judged(thread), whole)

    def _judged(self, thread: Sequence[Said]) -> list[dict[Kind, float]]:
        """How probable each kind is for each message."""
        vectors = thread_vectors(thread, self.encode)
        return [self.kinds.probabilities(thread, place, vectors) for place in range(len(thread))]

    def _decide(
        self, thread: Sequence[Said], place: int, mode: Mode, judged: Sequence[dict[Kind, float]], whole: bool
    ) -> Decision:
        said, kinds = thread[place], judged[place]
        if said.by_bot:
            return Decision(Action.SILENT, "own message")
        called = is_called(thread, place) or mode is Mode.GROUP
        if asks_for_quiet(said) and (called or said.mentions_bot):
            return Decision(Action.SILENT, QUIET)
        if said.mentions_bot:
            return self._mentioned(thread, place, judged, whole)
        if talk_kind(said.words) is Kind.THANKS:
            return Decision(Action.SILENT, Kind.THANKS.value)
        if is_of_answer(thread, place):
            if not _asks_on(thread, place):
                return Decision(Action.SILENT, Kind.META.value)
            if not asks_whether_still(said.words):
                return Decision(Action.SAY, Kind.META.value)
            return self._asked(said.words, _earlier(thread, place, judged))
        if question_probability(kinds) < UNASKED:
            return Decision(Action.SILENT, _likeliest(kinds).value)
        if any(asks_for_quiet(earlier) for earlier in thread[:place]):
            return Decision(Action.SILENT, QUIET)
        if not called and mode is not Mode.CHANNEL:
            return Decision(Action.SILENT, "not called")
        target = pointed_at(thread, place, judged) if _likeliest(kinds) is Kind.POINTER else None
        if target is None:
            answered = self._asked(said.words, _earlier(thread, place, judged))
        else:
            answered = self._pointed(thread, target, judged)
        if answered.action is Action.ANSWER and (called or _confidence(answered) >= self.sure):
            return answered
        if answered.answer is None or mode is Mode.GROUP or (called and _asks_on(thread, place)):
            return answered
        if mode is Mode.CHANNEL:
            return Decision(Action.MARK, "not sure", answered.asked)
        return Decision(Action.SILENT, "no answer", answered.asked)

    def _mentioned(
        self, thread: Sequence[Said], place: int, judged: Sequence[dict[Kind, float]], whole: bool
    ) -> Decision:
        said, kinds = thread[place], judged[place]
        talk = talk_kind(said.words)
        if talk is None and of_answer(said.words) is not None and is_of_answer(thread, place):
            talk = Kind.META
        if talk is not None:
            return Decision(Action.SAY, talk.value)
        if list_request(said.words, datetime.date.today()) is not None:
            return self._asked(said.words, NO_EARLIER)
        earlier = _earlier(thread, place, judged)
        if (earlier.questions and _takes_up(said.words)) or wants_to_be_told(said.words):
            return _or_asked_back(self._asked(said.words, earlier))
        if intent_of(asking(said.words)) is Intent.COMPLAINT:
            return Decision(Action.SAY, Kind.COMPLAINT.value)
        target = pointed_at(thread, place, judged) if whole else None
        # "Har du hennes nummer?" is learnt for a call to what was said of her.
        pointer = 0.0 if asks_for_contact(said.words) else kinds[Kind.POINTER]
        if is_only_signs(said) and target is not None and thread[target + 1].by_bot:
            return Decision(Action.SAY, Kind.THANKS.value)
        if not folded_words(said.words) or pointer >= POINTING or points_elsewhere(said.words):
            answered = None if target is None else self._pointed(thread, target, judged)
            if answered is None or answered.answer is None:
                return Decision(Action.ASK_BACK, "no question found")
            return answered
        kind = _likeliest(kinds)
        if kind not in QUESTIONS and kind is not Kind.ASK_PERSON and question_probability(kinds) < MENTIONED:
            return Decision(Action.SAY, kind.value)
        answered = _or_asked_back(self._asked(said.words, earlier))
        if answered.action is Action.REFUSE and kind is Kind.POINTER and pointer and target is not None:
            return self._pointed(thread, target, judged)
        return answered

    def _pointed(self, thread: Sequence[Said], target: int, judged: Sequence[dict[Kind, float]]) -> Decision:
        """What the question at `target` gets, which another message points at."""
        answered = self._asked(asking(thread[target].words), _earlier(thread, target, judged))
        return replace(answered, pointed=True)

    def _asked(self, question: str, earlier: Earlier) -> Decision:
        try:
            answer = self.ask(question, earlier)
        except QuestionError:
            return Decision(Action.SILENT, "no words")
        if answer.status.is_unsought:
            return Decision(Action.SILENT, answer.status.value)
        found = answer.status is not Status.NO_ANSWER
        action = Action.ANSWER if found else Action.REFUSE
        searched = as_searched(*as_meant(asking(question), earlier))
        return Decision(action, "answered" if found else "no answer", searched, answer)


def _takes_up(words: str) -> bool:
    """Whether the last question is asked again: with what was meant, or for what holds now."""
    return meant_instead(words) is not None or asks_whether_still(words)


def _or_asked_back(decision: Decision) -> Decision:
    return Decision(Action.ASK_BACK, decision.why) if decision.answer is None else decision


def talk_kind(text: str) -> Kind | None:
    """What kind of talk a whole text is by its words: thanks, a greeting or what is about the bot; None for any
    other."""
    talk = is_smalltalk(text)
    if talk is not None:
        return _TALK[talk]
    return None if about_bot(asking(text)) is None else Kind.META


def is_of_answer(thread: Sequence[Said], place: int) -> bool:
    """Whether a message is about the answer before it: it doubts it, or wants its place or date, and nobody else has
    said a thing since that it may mean."""
    said = thread[place]
    since = list(takewhile(lambda each: not (each.by_bot or each.mentions_bot), reversed(thread[:place])))
    if len(since) == place or not (of_answer(said.words) or asks_whether_still(said.words)):
        return False
    return all(each.user == said.user or not content_words(each.words) for each in since)


def asks_for_quiet(said: Said) -> bool:
    """Whether somebody, no bot, asks the bot to leave the thread alone."""
    return not said.by_bot and _QUIET.fullmatch(" ".join(contracted_words(said.words))) is not None


def pointed_at(thread: Sequence[Said], place: int, judged: Sequence[dict[Kind, float]]) -> int | None:
    """The place of the question that a call such as "can you answer this?" means: the last of whom it mentions, else
    the first where it says so, else the last that the bot has not answered at once, else the last; None where nobody
    has asked anything."""
    asked = [
        earlier for earlier in range(place)
        if not thread[earlier].by_bot and is_askable(thread[earlier].words)
        and question_probability(judged[earlier]) >= 0.5 and _likeliest(judged[earlier]) is not Kind.POINTER
    ]  # fmt: skip
    if not asked:
        asked = [earlier for earlier in range(place) if _plainly_asks(thread[earlier])]
    if not asked:
        return None
    theirs = [earlier for earlier in asked if thread[earlier].user in thread[place].mentioned]
    if theirs:
        return theirs[-1]
    if _FIRST.search(" ".join(folded_words(thread[place].plain))):
        return asked[0]
    waiting = [earlier for earlier in asked if not thread[earlier + 1].by_bot]
    return (waiting or asked)[-1]


def _earlier(thread: Sequence[Said], place: int, judged: Sequence[dict[Kind, float]]) -> Earlier:
    """The questions before the one at `place`, and that it leans on them where it follows one up: of
    42 follow-ups of the development threads, 24 with an answer, the rule for pronouns and few words alone has 12 right
    and this 15, with as many of the others wrongly answered."""
    asked = [
        leant_on(thread[earlier].words) for earlier in range(place)
        if not thread[earlier].by_bot and is_askable(thread[earlier].words)
        and _likeliest(judged[earlier]) in (Kind.ASK, Kind.FOLLOW_UP)
    ]  # fmt: skip
    return Earlier(tuple(asked[-MOST_EARLIER:]), leans=bool(asked) and _likeliest(judged[place]) is Kind.FOLLOW_UP)


def _plainly_asks(said: Said) -> bool:
    """Whether a message opens with a word that asks and is put to nobody by name, whatever was learnt of it."""
    return not said.by_bot and "?" in said.text and not said.mentioned and opens_with_question(said.words)


def is_only_signs(said: Said) -> bool:
    """Whether a message holds emoji and no words."""
    return bool(said.plain) and "?" not in said.plain and not folded_words(said.words)


def _asks_on(thread: Sequence[Said], place: int) -> bool:
    """Whether the message comes right after the bot's answer to the same person, and plainly asks."""
    if place < 2 or not thread[place - 1].by_bot or "?" not in thread[place].text:
        return False
    return thread[place - 2].user == thread[place].user


def _likeliest(kinds: dict[Kind, float]) -> Kind:
    return max(kinds, key=lambda kind: kinds[kind])


def _confidence(decision: Decision) -> float:
    """How sure the answer is; one that a person has pinned to this very question is certain."""
    if decision.answer is None:
        return 0.0
    return decision.answer.confidence if decision.answer.curated is None else 1.0
