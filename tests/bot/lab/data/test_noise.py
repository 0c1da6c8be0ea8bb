from __future__ import annotations

import random

import pytest

from bot.lab.data.noise import bare, keywords, lower, roughen, slip

QUESTION = "När återupptas designarbetet i Borås?"


@pytest.mark.parametrize("seed", range(40))
def test_a_rough_question_keeps_some_of_its_words(seed: int) -> None:
    rough = roughen(QUESTION, random.Random(seed))
    assert rough.strip()
    assert {word[:3].lower() for word in bare(rough, random.Random()).split()} & {"des", "bor", "ate"}


def test_the_same_seed_gives_the_same_slips() -> None:
    assert [roughen(QUESTION, random.Random(7)) for _ in range(3)] == [roughen(QUESTION, random.Random(7))] * 3


def test_a_slip_changes_one_longer_word() -> None:
    changed = {slip(QUESTION, random.Random(seed)) for seed in range(60)} - {QUESTION}
    assert len(changed) > 10
    assert all(len(QUESTION.split()) == len(one.split()) for one in changed)
    assert all(abs(len(one) - len(QUESTION)) <= 1 for one in changed)


def test_dots_and_rings_go_and_the_rest_stays() -> None:
    assert bare("Åtta öar i ån", random.Random()) == "Atta oar i an"


def test_lower_case_has_no_question_mark() -> None:
    assert lower("Vem?", random.Random()) == "vem"


def test_keywords_carry_the_subject() -> None:
    assert set(keywords("När är det som designarbetet återupptas?", random.Random(1)).split()) >= {
        "designarbetet",
        "återupptas",
    }
    assert keywords("Vad är det?", random.Random(1)) == "Vad är det?"
