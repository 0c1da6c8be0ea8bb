"""Another world for the same question: what stood for one thing everywhere stands for one thing everywhere still."""

from __future__ import annotations

import random

import pytest

from bot.lab.data.exchange import Persons, exchanged, persons_in
from bot.lab.data.pack import Searched, SearchedPassage
from corpus.types import Span

TEXT = "Sedan 2024 leder Anna Ek bygget, och 450 vårdplatser flyttas. Ek tillträdde den 14 maj 2023."
OTHER = SearchedPassage("Bygget, maj 2024", "Ledningen är Bo Al och de 450 platserna. Region Vidby Norra betalar.")
PERSONS = Persons(("Lo", "Maximilian"), ("Wallenstråle", "By"))


def asked(answer: str) -> Searched:
    start = TEXT.index(answer)
    right = SearchedPassage("Bygget, maj 2024 – Ledning", TEXT)
    return Searched("Vad gör Anna Ek med de 450?", right, Span(start, start + len(answer)), (OTHER,))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("answer", ["Anna Ek", "450 vårdplatser", "den 14 maj 2023", "bygget", "2024"])
def test_the_answer_moves_with_what_is_exchanged_before_and_in_it(seed: int, answer: str) -> None:
    one = exchanged(asked(answer), PERSONS, random.Random(seed))
    assert one.right is not None
    assert one.answer is not None
    found = one.right.text[one.answer.start : one.answer.end]
    kept = [word for word in answer.split() if word.islower()]
    assert [word for word in found.split() if word.islower()] == kept
    assert len(found.split()) == len(answer.split())
    assert one.right.text[one.answer.end] in " ,."


@pytest.mark.parametrize("seed", range(8))
def test_a_name_and_a_number_are_the_same_in_question_and_passages(seed: int) -> None:
    one = exchanged(asked("Anna Ek"), PERSONS, random.Random(seed))
    assert one.right is not None
    given, surname = one.right.text.split()[3:5]
    assert given in PERSONS.given
    assert surname in PERSONS.surnames
    assert f"{given} {surname}" in one.text
    assert f". {surname} tillträdde" in one.right.text
    number = one.right.text.split()[7]
    assert number != "450"
    assert len(number) == 3
    assert number in one.text
    assert number in one.others[0].text


@pytest.mark.parametrize("seed", range(8))
def test_years_keep_their_distance_and_headings_their_year(seed: int) -> None:
    one = exchanged(asked("Anna Ek"), PERSONS, random.Random(seed))
    assert one.right is not None
    first, last = int(one.right.text.split()[1]), int(one.right.text.split()[-1].rstrip("."))
    assert first - last == 1
    assert first != 2024
    assert one.right.context == f"Bygget, maj {first} – Ledning"


def test_an_organisation_is_no_person() -> None:
    assert persons_in([OTHER.text, TEXT]) == Persons(("Anna", "Bo"), ("Al", "Ek"))
