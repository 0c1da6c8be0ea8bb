"""A run of kills in which people, bots and workflows come by every other way in: a channel where the bot answers by
itself, reactions, steps of workflows, mentions by other apps, and questions passed on to people."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.slack.administration.self_answering import SelfAnswering, SelfAnsweringChannels
from bot.slack.inbox.database import open_database
from bot.slack.showing import human
from bot.slack.slash import MARK
from corpus.types import Language
from tests.faults.fault_run import METHODS, FaultRun
from tests.scenarios.spoken_answers import DOUBTED, UNKNOWN
from tests.slack_emulator.emulator import MENTION
from tests.slack_emulator.workspace import TEAM, Message

_PERSON_SECONDS = 3.0
"""How long somebody looks at a form that does not come, before they give it up."""

_DONE_SECONDS = 180.0


@dataclass(slots=True)
class PassedOn:
    """A question that somebody has passed on, or tried to: the form was taken, where `sent`; the contact has answered
    it with `answer`, which was taken where `given`."""

    asked: Message
    sent: bool = False
    answer: str = ""
    given: bool = False


class WaysRun(FaultRun):
    """See `FaultRun`; `questions` come from people and apps that mention the bot, and from its own channel."""

    methods: ClassVar[frozenset[str]] = METHODS | {"reactions.add", "functions.completeSuccess"}
    reads_threads: ClassVar[bool] = True

    def values(self) -> dict[str, Any]:
        self.office, self.own = self.emulator.channel("kansli"), self.emulator.channel("fraga-fvm")
        return {"contact": self.office.id, "thread_replies": True, "per_bot": 100_000}

    def __post_init__(self) -> None:
        super().__post_init__()
        self.steps: list[str] = []
        self.doubted: list[Message] = []
        self.wishes: list[str] = []
        self.refused: list[Message] = []
        self.passed: list[PassedOn] = []
        state = self.folder / "state"
        state.mkdir(parents=True, exist_ok=True)
        database = open_database(state / "slack.sqlite3")
        SelfAnsweringChannels(database).add(SelfAnswering(TEAM, self.own.id, Language.SV, time.time()))
        database.close()

    def _ask(self) -> None:
        number, draw = len(self.questions), self.random.random()
        text = f"När börjar utbildningen i det nya systemet på avdelning {number}?"
        if draw < 0.3:
            said = self.emulator.say(f"B{number}", self._channel(), f"{MENTION} {text}", bot_id=f"B{number}",
                                     subtype="bot_message")  # fmt: skip
        elif draw < 0.7:
            said = self.emulator.say(f"U{number}", self.own, text)
        else:
            said = self.emulator.mention(f"U{number}", self._channel(), text)
        self.questions.append(said)
        if self.random.random() < 0.4:
            self.steps.append(self.emulator.run_step(question=text))
        if self.random.random() < 0.4:
            doubtful = f"När börjar den {DOUBTED}ma utbildningen i Lund på avdelning {number}?"
            self.doubted.append(self.emulator.say(f"V{number}", self.own, doubtful))
        if self.random.random() < 0.4:
            words = f"Vad kostar den {UNKNOWN}a kursen nummer {number}?"
            self.refused.append(self.emulator.mention(f"W{number}", self._channel(), words))
        self.random.choice((self._wish, self._pass_on, self._answer))()

    def _wish(self) -> None:
        marked = [each for each in self.doubted if each.reactions]
        if marked:
            name = f"X{len(self.wishes)}"
            self.wishes.append(name)
            self.emulator.react(name, self.random.choice(marked), MARK)

    def _pass_on(self) -> None:
        """Somebody passes their question on; nobody presses twice here."""
        known = {each.asked.ts for each in self.passed}
        open_ones = [each for each in self.refused if each.ts not in known and self.emulator.replies(each)]
        if not open_ones:
            return
        one = PassedOn(self.random.choice(open_ones))
        self.passed.append(one)
        self.emulator.click(one.asked.user, self.emulator.replies(one.asked)[0], human.ASK)
        one.sent = self._filled(one.asked.user, {human.WORDS: "", human.NAME: "unnamed"})

    def _answer(self) -> None:
        waiting = [each for each in self.passed if not each.answer and self.copies(each)]
        if not waiting:
            return
        one = self.random.choice(waiting)
        one.answer = f"Den kostar {self.passed.index(one)} kronor."
        person = f"K{self.passed.index(one)}"
        self.emulator.click(person, self.copies(one)[0], human.REPLY)
        one.given = self._filled(person, {human.WORDS: one.answer})

    def _filled(self, person: str, values: dict[str, str | None]) -> bool:
        """Whether the form came and was taken: a bot that ended meanwhile shows the person an error."""
        try:
            return (
                self.emulator.submit(self.emulator.wait_for_modal(person, _PERSON_SECONDS), values, _PERSON_SECONDS)
                is not None
            )
        except TimeoutError:
            return False

    def copies(self, one: PassedOn) -> list[Message]:
        """The messages about it in the contact's channel, answered or not."""
        words = one.asked.text.replace(MENTION, "").strip()
        return [each for each in self.emulator.messages(self.office) if each.by_bot and words in str(each.blocks)]

    def given(self, one: PassedOn) -> int:
        """How often its answer stands in the asker's thread."""
        return sum(one.answer in each.text for each in self.emulator.replies(one.asked)) if one.answer else 0

    def wait_for_replies(self) -> None:
        """Also let somebody come by each way once more, when nothing ends any longer."""
        self._wait_until_reachable()
        for act in (self._pass_on, self._answer, self._wish):
            deadline = time.monotonic() + _DONE_SECONDS
            while self.wrong() and time.monotonic() < deadline:
                time.sleep(0.1)
            act()
        super().wait_for_replies()

    def all_heard(self) -> bool:
        return super().all_heard() and not self.wrong()

    def wrong(self) -> list[str]:
        """What is not as it must be once all is done, by what it is; empty where nothing is missing or double."""
        steps = self.emulator.workspace.steps
        found = [f"step {each}: {steps[each]}" for each in self.steps if not (steps[each] or {}).get("answered")]
        found += [f"mark: {each.reactions}, {len(self.emulator.replies(each))} replies" for each in self.doubted
                  if each.reactions != [MARK] or self.emulator.replies(each)]  # fmt: skip
        found += [f"wish of {each}" for each in self.wishes if not self.emulator.ephemerals(each)]
        found += [f"refusal of {each.text}" for each in self.refused if not self.emulator.replies(each)]
        for one in self.passed:
            copies, given = len(self.copies(one)), self.given(one)
            if copies > 1 or copies < one.sent:
                found.append(f"{copies} copies of what was passed on, {one.sent=}")
            if given > 1 or given < one.given:
                found.append(f"{given} answers of a person, {one.given=}")
        return found

    def line(self) -> str:
        sent, given = sum(each.sent for each in self.passed), sum(each.given for each in self.passed)
        return (f"{len(self.steps)} steps, {len(self.doubted)} marks, {len(self.wishes)} wishes, "
                f"{sent} of {len(self.passed)} passed on and {given} answered by people: "
                f"{len(self.wrong())} wrong")  # fmt: skip
