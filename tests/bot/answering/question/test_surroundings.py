"""What stands around a question is taken away: forms, quoted lines, lists, farewells, stories."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.question.conversation import parts
from bot.answering.question.surroundings import asking, leant_on, unwrapped


@pytest.mark.parametrize(("text", "expected"), [
    ("Namn: Karin Ek\nEnhet: Avd 52\nFråga: Hur lång är kursen?", "Hur lång är kursen?"),
    ("*Namn:* Karin\n*Din fråga:* Hur lång är kursen?\n*Telefon:* 12 34", "Hur lång är kursen?"),
    ("*Fråga*\nHur lång är kursen?\n*Inskickat av*\nLena Ås", "Hur lång är kursen?"),
    ("Name: Joe\nQuestion: How long is the course?\nPriority: Low", "How long is the course?"),
    ("Namn: Karin\nFråga: -", "-"),
    ("*Vad gäller din fråga?*\nKurser\n*Beskriv din fråga*\nhur lång är kursen\n*Svar senast*\nfredag",
     "hur lång är kursen"),
    ("Fråga 1: Hur lång är kursen?\nFråga 2: Vem håller den?\nNamn: Eva", "Hur lång är kursen? Vem håller den?"),
    ("När byter Lund?\nEn fråga: vem leder bytet?", "När byter Lund? En fråga: vem leder bytet?"),
    ("Tidplan: när byter vi?", "Tidplan: när byter vi?"),
])  # fmt: skip
def test_of_a_form_the_field_of_the_question_stays(text: str, expected: str) -> None:
    assert unwrapped(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("> Alla skolor tar val 1.\nHur många tar val 2?", "Hur många tar val 2?"),
    (">>> Alla skolor tar val 1.\nDet sa Lars.", "Alla skolor tar val 1. Det sa Lars."),
    ("> När byter Lund system?\nKan du svara på det här?", "När byter Lund system?"),
    ("Anna skrev:\n> När byter Lund system?\nJag undrar samma sak",
     "När byter Lund system? Anna skrev: Jag undrar samma sak"),
    ("> När byter Lund system\nläs en gång till", "När byter Lund system? läs en gång till"),
    ("> " * 700, ""),
    ("> Val 2 har avbeställts.\nvarför det?", "Val 2 har avbeställts. varför det?"),
])  # fmt: skip
def test_quoted_lines_stay_only_where_the_others_call_to_them_or_lean_on_them(text: str, expected: str) -> None:
    assert unwrapped(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Vidarebefordrat:\nFrån: Eva Ek <eva@exempel.se>\nTill: Alla\nÄmne: SV: kurser\n\nHur lång är kursen?\nMvh Eva",
     "Hur lång är kursen?"),
    ("--- Forwarded message ---\nFrom: Joe\nDate: 3 Nov\nSubject: Courses\n\nHow long is the course?",
     "How long is the course?"),
    ("Från: Per\nSkickat: 3 november\nÄmne: Hur lång är kursen?\n\nVet du detta?\n/Per",
     "Hur lång är kursen? Vet du detta?"),
    ("Från: Lund\nHur lång är kursen?", "Från: Lund. Hur lång är kursen?"),
])  # fmt: skip
def test_of_a_pasted_mail_the_headers_go_but_for_a_subject_that_alone_asks(text: str, expected: str) -> None:
    assert unwrapped(text) == expected


@pytest.mark.parametrize("farewell", ["Mvh Ola", "Med vänlig hälsning\nAnna Ek\nSjuksköterska", "/Lisa", "--\nAnna",
                                      "Best regards,\nJoe", "Skickat från min iPhone"])  # fmt: skip
def test_what_follows_a_farewell_is_no_question(farewell: str) -> None:
    assert unwrapped(f"utbildning Lund\n\n{farewell}") == "utbildning Lund"


@pytest.mark.parametrize("text", [
    "1. När byter Lund?\n2. Vem leder bytet?\n3. Finns det en kurs?",
    "Hej, tre frågor från mötet:\n• När byter Lund?\n• Vem leder bytet\n• Finns det en kurs?",
    "hej! 1. När byter Lund 2. Vem leder bytet 3. Finns det en kurs?",
    "1) När byter Lund? 2) Vem leder bytet? 3) Finns det en kurs?",
])  # fmt: skip
def test_a_list_of_questions_is_taken_apart(text: str) -> None:
    assert parts(asking(unwrapped(text))) == ("När byter Lund?", "Vem leder bytet?", "Finns det en kurs?")


@pytest.mark.parametrize(("text", "expected"), [
    ("Hej! Jag undrar hur lång kursen i Lund är. Tack på förhand!", "Jag undrar hur lång kursen i Lund är."),
    ("Har en fråga bara: vad innebär val 1?", "vad innebär val 1?"),
    ("hur lång är kursen i Lund? nån som vet", "hur lång är kursen i Lund?"),
    ("hur lång är kursen i Lund? Är det någon som vet?", "hur lång är kursen i Lund?"),
    ("Två frågor: hur lång är kursen och vem håller den?", "hur lång är kursen och vem håller den?"),
    ("Kan du svara Per? Vet du hur lång kursen i Lund är?", "Vet du hur lång kursen i Lund är?"),
    ("Hej Eva, vet du hur lång kursen i Lund är?", "vet du hur lång kursen i Lund är?"),
    ("Kan du förklara vem som leder kursen i Lund?", "vem som leder kursen i Lund?"),
    ("hej! can somebody tell me how long the course in Lund is", "how long the course in Lund is"),
    ("När stängs kursen i Lund? Vi har folk som frågar oss fortfarande", "När stängs kursen i Lund?"),
])  # fmt: skip
def test_manners_and_calls_around_a_question_go_and_what_follows_it(text: str, expected: str) -> None:
    assert asking(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    (f"{'Vi satt och pratade om det. ' * 8}Hur lång är kursen i Lund?", "Hur lång är kursen i Lund?"),
    ("Jag är ny här. Hur lång är kursen i Lund? Vem håller den i Ystad?",
     "Hur lång är kursen i Lund? Vem håller den i Ystad?"),
])  # fmt: skip
def test_of_a_long_story_and_of_several_questions_what_asks_stays(text: str, expected: str) -> None:
    assert asking(text) == expected


@pytest.mark.parametrize("text", [
    "Jag har tappat passet utomlands. Vilket papper ska jag ta med?", "I'm a GP in Lund. Which weekday works?",
    "Chefen nämnde Bo Alm. När börjar han?", "Val 2 har avbeställts. Varför det?", "Vad är FVM?", "utbildning Lund",
    "Vi byter i maj. Det blir bra.", "Gäller val 1. 2) eller", "Mötet den 1. 2. maj",
])  # fmt: skip
def test_what_says_what_is_asked_about_and_what_asks_nothing_stays_whole(text: str) -> None:
    assert asking(text) == text


def test_what_is_leant_on_keeps_what_stands_around_it_but_for_a_long_story() -> None:
    short = "When did Lund go live? I have 21 Nov in my notes."
    assert leant_on(short) == short
    assert leant_on(f"{'Vi satt och pratade om det. ' * 8}Hur lång är kursen i Lund?") == "Hur lång är kursen i Lund?"


@given(st.text(alphabet=st.sampled_from("ab Å?.!:>*-1)\n/"), max_size=80))
def test_a_question_that_is_taken_out_stays_as_it_is(text: str) -> None:
    once = asking(unwrapped(text))
    assert "\n" not in once
    assert asking(once) == once
