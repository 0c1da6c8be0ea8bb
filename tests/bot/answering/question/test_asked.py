from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.question.asked import (
    MAX_CHARACTERS,
    AnswerKind,
    answer_kind,
    asks_for_contact,
    asks_for_exact_day,
    clean,
    holds_asked_contact,
)
from bot.errors import QuestionError

KINDS = {
    AnswerKind.PERSON: ["vem leder projektet", "Vem är chef?", "who leads it", "whos the manager", "vem utsåg honom",
                        "vad heter den nya programchefen", "what is the name of the director"],
    AnswerKind.TIME: ["när börjar det", "nar borjar det", "när e det klart", "when does it start", "vilken dag är det",
                      "vilket datum gäller", "what date is it", "hur länge pågår det", "och när?"],
    AnswerKind.PLACE: ["var ligger kontoret", "var börjar man", "where is it held", "vart ska man vända sig"],
    AnswerKind.NUMBER: ["hur många kommuner", "hur mycket kostar det", "how many people", "vad kostar det",
                        "how much is it", "hur manga orter", "what percentage agreed"],
    AnswerKind.REASON: ["varför dröjer det", "varfor drojer det", "why is it late", "vad beror det på",
                        "vad är syftet med dagen"],
    AnswerKind.YES_NO: ["är det klart", "kommer kommunerna att vara med", "is it done", "does it apply to us",
                        "finns det en plan", "har avtalet skrivits", "gäller det privata"],
    AnswerKind.LIST: ["vilka kommuner är med", "which hospitals are included", "vilka alternativ finns det",
                      "what are the options"],
    AnswerKind.MANNER: ["hur går det till", "how does it work", "hur påverkas vården"],
    AnswerKind.THING: ["vad är en kontrollpunkt", "what is a checkpoint", "vilket system är det"],
    AnswerKind.OTHER: ["tidplan", "fsc", "driftstart södra"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, asked in KINDS.items() for one in asked])
def test_the_wording_tells_the_kind_of_answer(kind: AnswerKind, question: str) -> None:
    assert answer_kind(question) is kind


def test_misspelt_interrogatives_are_understood() -> None:
    assert answer_kind("vaför dröjer det") is AnswerKind.REASON
    assert answer_kind("hur månag kommuner") is AnswerKind.NUMBER


@pytest.mark.parametrize("empty", ["", "   ", "\n\t", "???", "\u200b", "\x00"])
def test_an_empty_question_is_refused(empty: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        clean(empty)


def test_a_question_of_100_000_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(QuestionError, match=r"100,000 characters; at most 2,000"):
        clean("a" * 100_000)


def test_the_longest_question_is_read() -> None:
    assert clean("a" * MAX_CHARACTERS) == "a" * MAX_CHARACTERS


def test_control_and_invisible_characters_are_removed() -> None:
    assert clean("vem\x00 led\u200ber\r\n\x1b[31mdet?\u202e") == "vem leder [31mdet?"


def test_decomposed_letters_are_joined() -> None:
    assert clean("na\u0308r") == "när"


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = clean(text)
    except QuestionError:
        return
    assert clean(once) == once


def test_a_question_for_a_day_is_recognised() -> None:
    assert asks_for_exact_day("vilken dag börjar det?")
    assert asks_for_exact_day("what date does it start")
    assert not asks_for_exact_day("när börjar det?")


@pytest.mark.parametrize(("question", "text", "holds"), [
    ("har du hennes nummer?", "Annika är chef sedan den 1 november 2022.", False),
    ("har du hennes nummer?", "Annika nås på 0561-880 90.", True),
    ("have you got his phone number?", "Alla 49 kommuner har tagit option 1.", False),
    ("what is her extension?", "Call 4512 for Annika.", True),
    ("vad har hon för mejl?", "Annika nås på 0561-880 90.", False),
    ("vad har hon för mejl?", "Annika nås på annika@example.org.", True),
])  # fmt: skip
def test_only_a_number_or_an_address_answers_who_asks_for_a_persons(question: str, text: str, holds: bool) -> None:
    assert asks_for_contact(question)
    assert holds_asked_contact(question, text) is holds


@pytest.mark.parametrize("question", ["vilket nummer har servicedisken?", "hur många är de?", "vem mejlar man om fel?"])
def test_other_numbers_are_asked_for_as_anything(question: str) -> None:
    assert not asks_for_contact(question)
