"""Decides what the bot does about each message of a thread; asks, but never sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.question.conversation import MOST_EARLIER, standalone
from bot.answering.types import Answer, Status
from bot.errors import QuestionError
from bot.threads.features import is_called
from bot.threads.kinds import Encode, KindModel, question_probability, thread_vectors
from bot.threads.types import QUESTIONS, Action, Decision, Kind, Mode, Said
from corpus.language.words import folded_words

UNASKED = 0.7
"""How probably a message without a mention is a question before the bot looks for an answer. In six folds of the
training programmes a draft of the model, with four times the buckets, butted into one message in a hundred at .72
by words alone; the answer that must also be found takes more away."""

SURE = 0.7
"""The answer's probability from which the bot answers a new question of people by itself. Not fitted yet."""

_FIRST = re.compile(r"\b(?:forst\w*|borjan|langst upp|hogst upp|overst|first|top|start|root)\b")


@dataclass(frozen=True, slots=True)
class Decider:
    """What Slack and `fvm thread` ask. `ask` takes a question and earlier ones of the thread, oldest first."""

    kinds: KindModel
    encode: Encode
    ask: Callable[[str, Sequence[str]], Answer]

    def decide_all(self, thread: Sequence[Said], mode: Mode) -> list[Decision]:
        """A decision for each message; the bot's own get silence."""
        judged = self._judged(thread)
        return [self._decide(thread, place, mode, judged) for place in range(len(thread))]

    def decide(self, thread: Sequence[Said], mode: Mode) -> Decision:
        """What the bot does about the last message of the thread."""
        return self._decide(thread, len(thread) - 1, mode, self._judged(thread))

    def _judged(self, thread: Sequence[Said]) -> list[dict[Kind, float]]:
        """How probable each kind is for each message."""
        vectors = thread_vectors(thread, self.encode)
        return [self.kinds.probabilities(thread, place, vectors) for place in range(len(thread))]

    def _decide(self, thread: Sequence[Said], place: int, mode: Mode, judged: Sequence[dict[Kind, float]]) -> Decision:
        said, kinds = thread[place], judged[place]
        if said.by_bot:
            return Decision(Action.SILENT, "own message")
        if said.mentions_bot:
            return self._mentioned(thread, place, judged)
        if question_probability(kinds) < UNASKED:
            return Decision(Action.SILENT, _likeliest(kinds).value)
        called = is_called(thread, place)
        if not called and mode is Mode.CALLED:
            return Decision(Action.SILENT, "not called")
        answered = self._asked(said.plain, _earlier(thread, place, judged))
        if answered.action is Action.ANSWER and (called or _confidence(answered) >= SURE):
            return answered
        if mode is Mode.CHANNEL:
            return Decision(Action.MARK, "not sure", answered.asked)
        return answered if _asks_on(thread, place) else Decision(Action.SILENT, "no answer", answered.asked)

    def _mentioned(self, thread: Sequence[Said], place: int, judged: Sequence[dict[Kind, float]]) -> Decision:
        said, kinds = thread[place], judged[place]
        kind = _likeliest(kinds)
        if kind is Kind.POINTER or not said.plain:
            target = pointed_at(thread, place, judged)
            if target is None:
                return Decision(Action.ASK_BACK, "no question found")
            return self._asked(thread[target].plain, _earlier(thread, target, judged))
        if kind not in QUESTIONS and kind is not Kind.ASK_PERSON:
            return Decision(Action.SAY, kind.value)
        return self._asked(said.plain, _earlier(thread, place, judged))

    def _asked(self, question: str, earlier: Sequence[str]) -> Decision:
        try:
            answer = self.ask(question, earlier)
        except QuestionError:
            return Decision(Action.SILENT, "no words")
        found = answer.status is Status.ANSWERED
        action = Action.ANSWER if found else Action.REFUSE
        return Decision(action, "answered" if found else "no answer", standalone(question, earlier), answer)


def pointed_at(thread: Sequence[Said], place: int, judged: Sequence[dict[Kind, float]]) -> int | None:
    """The place of the question that a call such as "can you answer this?" means: the first where it says so, else the
    last that the bot has not answered at once, else the last; None where nobody has asked anything."""
    asked = [
        earlier for earlier in range(place)
        if not thread[earlier].by_bot and question_probability(judged[earlier]) >= 0.5
        and _likeliest(judged[earlier]) is not Kind.POINTER
    ]  # fmt: skip
    if not asked:
        return None
    if _FIRST.search(" ".join(folded_words(thread[place].plain))):
        return asked[0]
    waiting = [earlier for earlier in asked if not thread[earlier + 1].by_bot]
    return (waiting or asked)[-1]


def _earlier(thread: Sequence[Said], place: int, judged: Sequence[dict[Kind, float]]) -> list[str]:
    """The questions before the one at `place`, oldest first."""
    asked = [
        thread[earlier].plain for earlier in range(place)
        if not thread[earlier].by_bot and _likeliest(judged[earlier]) in (Kind.ASK, Kind.FOLLOW_UP)
    ]  # fmt: skip
    return asked[-MOST_EARLIER:]


def _asks_on(thread: Sequence[Said], place: int) -> bool:
    """Whether the message comes right after the bot's answer to the same person, and plainly asks."""
    if place < 2 or not thread[place - 1].by_bot or "?" not in thread[place].text:
        return False
    return thread[place - 2].user == thread[place].user


def _likeliest(kinds: dict[Kind, float]) -> Kind:
    return max(kinds, key=lambda kind: kinds[kind])


def _confidence(decision: Decision) -> float:
    return 0.0 if decision.answer is None else decision.answer.confidence
