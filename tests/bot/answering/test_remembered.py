"""Answers from memory: what counts as the same question, who shares an answer, and what empties the memory."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace

import pytest

from bot.answering.deadline import in_time
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.remembered import RememberedAnswers
from bot.answering.types import Answer, BulletinList, Status
from bot.errors import OutOfTimeError, QuestionError
from corpus.types import Language


class Counting:
    """Answers by counting; waits for `gate` where one is set, fails where `failure` is."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Earlier]] = []
        self.snapshot, self.day, self.erasures = "one", datetime.date(2026, 3, 1), 0
        self.gate: threading.Event | None = None
        self.begun = threading.Event()
        self.failure: Exception | None = None
        self.listing: BulletinList | None = None
        self.remembered = RememberedAnswers(self.answer, lambda: self.snapshot, lambda: self.day, most=3)
        self.remembered.empty_when(lambda: self.erasures)

    def answer(self, question: str, earlier: Earlier) -> Answer:
        self.asked.append((question, earlier))
        self.begun.set()
        if self.gate is not None:
            assert self.gate.wait(30)
        if self.failure is not None:
            raise self.failure
        made = Answer(question, Language.SV, Status.ANSWERED, len(self.asked) / 100, snapshot=self.snapshot)
        return replace(made, listing=self.listing)


@pytest.fixture
def it() -> Counting:
    return Counting()


def test_the_same_question_is_worked_out_once_whatever_its_white_space(it: Counting) -> None:
    first = it.remembered.answer("Vem leder?")
    again = it.remembered.answer("  Vem \n leder? ")
    assert len(it.asked) == 1
    assert (again.confidence, again.question) == (first.confidence, "Vem leder?")


@pytest.mark.parametrize("other", [("Vem ledde?", NO_EARLIER), ("vem leder?", NO_EARLIER),
                                   ("Vem leder?", Earlier(("När?",))),
                                   ("Vem leder?", Earlier(leans=True))])  # fmt: skip
def test_another_question_or_conversation_is_another_one(it: Counting, other: tuple[str, Earlier]) -> None:
    it.remembered.answer("Vem leder?")
    it.remembered.answer(*other)
    assert len(it.asked) == 2


@pytest.mark.parametrize("what", ["snapshot", "day", "erasures"])
def test_a_new_snapshot_day_or_erasure_empties_the_memory(it: Counting, what: str) -> None:
    it.remembered.answer("Vem leder?")
    changed = {"snapshot": "two", "day": datetime.date(2026, 3, 2), "erasures": 1}
    setattr(it, what, changed[what])
    it.remembered.answer("Vem leder?")
    assert len(it.asked) == 2


def test_the_least_lately_asked_is_forgotten_first(it: Counting) -> None:
    for text in ("a?", "b?", "c?", "a?", "d?", "a?", "b?"):
        it.remembered.answer(text)
    assert [text for text, _ in it.asked] == ["a?", "b?", "c?", "d?", "b?"]


def test_twenty_who_ask_the_same_at_once_cost_one(it: Counting) -> None:
    it.gate = threading.Event()
    found: list[Answer] = []
    threads = [threading.Thread(target=lambda: found.append(it.remembered.answer("Vem leder?"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    assert it.begun.wait(30)
    it.gate.set()
    for thread in threads:
        thread.join()
    assert len(it.asked) == 1
    assert [answer.question for answer in found] == ["Vem leder?"] * 20


def test_what_fails_is_asked_anew(it: Counting) -> None:
    it.failure = ValueError("no")
    with pytest.raises(ValueError, match="no"):
        it.remembered.answer("Vem leder?")
    it.failure = None
    assert it.remembered.answer("Vem leder?").status is Status.ANSWERED


def test_who_waits_for_anothers_answer_keeps_the_own_deadline(it: Counting) -> None:
    it.gate = threading.Event()
    other = threading.Thread(target=it.remembered.answer, args=("Vem leder?",))
    other.start()
    assert it.begun.wait(30)
    with in_time(0.01), pytest.raises(OutOfTimeError):
        it.remembered.answer("Vem leder?")
    it.gate.set()
    other.join()


def test_a_list_and_a_refused_question_are_not_kept(it: Counting) -> None:
    it.listing = BulletinList("bron", None, None, (), 0, 5)
    for _ in range(2):
        it.remembered.answer("Vilka nyheter finns om bron?")
    assert len(it.asked) == 2
    with pytest.raises(QuestionError):
        it.remembered.answer("  ")
