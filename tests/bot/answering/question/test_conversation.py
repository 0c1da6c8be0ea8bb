from __future__ import annotations

import pytest

from bot.answering.question.conversation import Earlier, as_searched, parts, standalone

LEADS = "Vem leder införandet av Systemet?"


@pytest.mark.parametrize("follow_up", ["och när börjar han?", "vem utsåg honom?", "and when?", "när då?", "varför det?",
                                       "when does he start", "och kommunerna?", "hur många är de?"])  # fmt: skip
def test_a_follow_up_is_joined_to_the_question_before(follow_up: str) -> None:
    assert standalone(follow_up, [LEADS]) == f"{LEADS} {follow_up}"


@pytest.mark.parametrize("question", ["när börjar utbildningen för sjuksköterskor?",
                                      "vilka kommuner har valt option tre",
                                      "is the training mandatory for private clinics"])  # fmt: skip
def test_a_whole_question_stands_alone(question: str) -> None:
    assert standalone(question, [LEADS]) == question


def test_a_chain_of_follow_ups_reaches_back_to_what_stands_alone() -> None:
    assert standalone("och varför?", [LEADS, "när börjar han"]) == f"{LEADS} när börjar han? och varför?"


def test_without_earlier_questions_nothing_is_joined() -> None:
    assert standalone("och när?", []) == "och när?"


@pytest.mark.parametrize(("question", "expected"), [
    ("vem utsåg honom och när börjar höstens design?", ("vem utsåg honom?", "när börjar höstens design?")),
    ("när ska experterna vara rekryterade o när börjar höstens design?",
     ("när ska experterna vara rekryterade?", "när börjar höstens design?")),
    ("who leads it and when does it start?", ("who leads it?", "when does it start?")),
    ("Vem leder? När börjar det?", ("Vem leder?", "När börjar det?")),
    ("Vem leder arbetet? När börjar det?", ("Vem leder arbetet?", "När börjar det?")),
])  # fmt: skip
def test_two_questions_are_taken_apart(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize("question", [
    "vilka regioner och kommuner är med?", "när och var hålls mötet", "är det oklart vem som leder",
    "hur samordnas vård och omsorg", "fsc", "how are tests and training planned",
])  # fmt: skip
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == (question,)


def test_what_is_known_to_lean_is_searched_with_the_words_that_it_lacks() -> None:
    earlier = "Ursäkta, när startar vi på Kvarnliden?"
    assert as_searched("varför har det dröjt så länge?", Earlier((earlier,))) == "varför har det dröjt så länge?"
    searched = as_searched("varför har det dröjt så länge?", Earlier((earlier,), leans=True))
    assert searched.startswith("varför har det dröjt så länge? ")
    assert "kvarnliden" in searched
    assert "vi" not in searched.split()


def test_what_a_leaning_question_leans_on_may_lean_itself() -> None:
    asked = Earlier(("Vem är processledare i Örnsala?", "hur länge är han anställd?"), leans=True)
    assert {"processledare", "örnsala", "anställd"} <= set(as_searched("vem tar över efter det?", asked).split())


def test_what_leans_on_nothing_is_searched_as_it_is() -> None:
    assert as_searched("och när?", Earlier(leans=True)) == "och när?"
