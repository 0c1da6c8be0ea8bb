from __future__ import annotations

import pytest

from bot.answering.question.conversation import NO_EARLIER, Earlier, as_meant, as_searched, parts, standalone

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
    ("Dels när det pausades, dels vem som leder?", ("när det pausades?", "vem som leder?")),
    ("Jag behöver veta både när det startar och hur många som är med.", ("när det startar?", "hur många som är med?")),
    ("vet ni både när den hölls och vilka som var med?", ("när den hölls?", "vilka som var med?")),
    ("såväl vem som äger det som vem som leder det", ("vem som äger det?", "vem som leder det?")),
    ("both when it was paused and who the director is?", ("when it was paused?", "who the director is?")),
    ("I västra området, dels när det startar, dels vem som leder",
     ("I västra området: när det startar?", "I västra området: vem som leder?")),
    ("Vem leder arbetet? När börjar det?", ("Vem leder arbetet?", "När börjar det?")),
])  # fmt: skip
def test_two_questions_are_taken_apart(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize("question", [
    "vilka regioner och kommuner är med?", "när och var hålls mötet", "är det oklart vem som leder",
    "hur samordnas vård och omsorg", "vem är både chef och ägare?",
    "vi undrar dels när det startar", "fsc", "how are tests and training planned",
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


def test_a_leaning_question_with_a_number_takes_no_other_number_along() -> None:
    assert as_searched("och option 3?", Earlier(("hur många kommuner tog option 2?",), leans=True)) == (
        "och option 3? kommuner"
    )


@pytest.mark.parametrize(("earlier", "said", "expected"), [
    ("hur många kommuner tog option 2", "nej jag menade option 3", "hur många kommuner tog option 3?"),
    ("vem är programchef", "nej, programägare menar jag", "vem är programägare?"),
    ("when is the first roll-out?", "no I meant the western area", "when is the western area?"),
])  # fmt: skip
def test_a_correction_stands_in_the_question_that_it_corrects(earlier: str, said: str, expected: str) -> None:
    assert as_meant(said, Earlier((earlier,), leans=True)) == (expected, NO_EARLIER)


def test_a_whole_question_that_corrects_leans_on_what_it_corrects() -> None:
    earlier = Earlier(("vem är programchef?",))
    assert as_meant("jag menade när hon började", earlier) == (
        "när hon började?",
        Earlier(earlier.questions, leans=True),
    )


def test_whether_an_answer_holds_still_is_its_question_anew() -> None:
    earlier = Earlier(("vem är programchef?", "och vem är projektledare?"))
    assert as_meant("gäller det fortfarande?", earlier) == (earlier.questions[1], Earlier(earlier.questions[:1]))
    assert as_meant("gäller det fortfarande?", NO_EARLIER) == ("gäller det fortfarande?", NO_EARLIER)


def test_what_corrects_nothing_stays() -> None:
    earlier = Earlier((LEADS,))
    assert as_meant("nej jag menade option 3", NO_EARLIER) == ("nej jag menade option 3", NO_EARLIER)
    assert as_meant("och när börjar han?", earlier) == ("och när börjar han?", earlier)


def test_what_a_leaning_question_leans_on_may_lean_itself() -> None:
    asked = Earlier(("Vem är processledare i Örnsala?", "hur länge är han anställd?"), leans=True)
    assert {"processledare", "örnsala", "anställd"} <= set(as_searched("vem tar över efter det?", asked).split())


def test_what_leans_on_nothing_is_searched_as_it_is() -> None:
    assert as_searched("och när?", Earlier(leans=True)) == "och när?"
