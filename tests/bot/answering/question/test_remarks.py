"""What is said of an answer is told from a new question, and a correction from both."""

from __future__ import annotations

import pytest

from bot.answering.question.meta import About
from bot.answering.question.remarks import asks_whether_still, meant_instead, of_answer


@pytest.mark.parametrize("text", [
    "Är det sant?", "stämmer det verkligen?", "kan det stämma??", "säker på det?", "are you sure about that?",
    "is that right?", "på riktigt?", "källa?", "har du en länk?", "source pls",
    "kan du skicka länken till hela bulletinen", "var står det?", "i vilken bulletin står det?",
    "where did you get that from?", "när var det skrivet?",
    "hur gammal är den uppgiften?", "kan du utveckla?", "mer info tack", "tell me more", "really?",
    "är du helt hundra?", "när uppdaterades det senast?", "kan jag lita på det?", "fattar inte",
])  # fmt: skip
def test_doubts_and_wishes_for_place_date_and_more_are_of_the_answer(text: str) -> None:
    assert of_answer(text) is About.ANSWER


@pytest.mark.parametrize("text", [
    "är det aktuellt?", "gäller det fortfarande?", "is this still valid?", "Stämmer det här fortfarande?",
    "men gäller den uppgiften idag?", "is that still true?", "does it still apply?", "är det fortfarande sant?",
])  # fmt: skip
def test_whether_it_holds_still_is_asked_anew(text: str) -> None:
    assert asks_whether_still(text)
    assert of_answer(text) is None


@pytest.mark.parametrize("text", ["gäller option 2 fortfarande?", "är det sant?", "is the portal still open?", ""])
def test_another_question_does_not_ask_whether_the_answer_holds_still(text: str) -> None:
    assert not asks_whether_still(text)


@pytest.mark.parametrize("text", ["och på engelska?", "english please", "ta det på svenska tack", "can you translate",
                                  "what does that mean in English?"])  # fmt: skip
def test_another_language_is_asked_of_the_answer_too(text: str) -> None:
    assert of_answer(text) is About.LANGUAGES


@pytest.mark.parametrize("text", [
    "stämmer det att införandet är pausat?", "är det sant att alla kommuner tog option 1?", "när var det?",
    "när skrevs avtalet med kommunerna?", "gäller option 2 fortfarande?", "mer info om kontrollpunkten tack",
    "finns den på engelska?", "hur gammal är den?", "var hittar jag det?", "vad gäller då?", "vem sa det?", "haha", "",
    "is there an English version of that form?", "kostar det mer?", "vad heter FVM på engelska?",
])  # fmt: skip
def test_what_names_a_thing_or_follows_up_is_a_question(text: str) -> None:
    assert of_answer(text) is None


@pytest.mark.parametrize(("text", "meant"), [
    ("nej jag menade option 3", "option 3"), ("sorry, meant option 3", "option 3"),
    ("nej, programägare menar jag", "programägare"), ("no I meant the western area", "the western area"),
    ("jag menade inte chefen utan ägaren", "ägaren"), ("oj fel, option 3 menade jag!", "option 3"),
    ("förlåt, jag menade norra", "norra"),
])  # fmt: skip
def test_a_correction_says_what_was_meant(text: str, meant: str) -> None:
    assert meant_instead(text) == meant


@pytest.mark.parametrize("text", [
    "vad menar ni med utrullning?", "jag menade inte det", "det var inte det jag menade", "jag menar att det är fel",
    "nej jag menade en annan",
    "what do you mean by rollout?", "Anna sa att hon menade option 3", "when is the first roll out?", "",
])  # fmt: skip
def test_what_corrects_no_question_is_none(text: str) -> None:
    assert meant_instead(text) is None
