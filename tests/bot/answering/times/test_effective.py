from __future__ import annotations

import datetime

import pytest

from bot.answering.times.effective import holds_from
from corpus.types import PartialDate

SAID = PartialDate(2026, 5, 12)


@pytest.mark.parametrize(("text", "day"), [
    ("Från den 1 juni leder Bo Alm arbetet.", "2026-06-01"),
    ("Bo Alm leder arbetet fr.o.m. 1 juni 2027.", "2027-06-01"),
    ("Från och med den 15 november gäller nya tider.", "2026-11-15"),
    ("Den 1 april tillträdde hon; den 1 juni tar Bo Alm över.", "2026-06-01"),
    ("Bo Alm efterträder henne den 3 augusti.", "2026-08-03"),
    ("Bo Alm takes over on 1 June.", "2026-06-01"),
    ("From 1 June 2026 the fee is ten kronor.", "2026-06-01"),
])  # fmt: skip
def test_the_day_from_which_a_statement_holds_is_found(text: str, day: str) -> None:
    assert holds_from(text, SAID) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize("text", [
    "Bo Alm leder arbetet.", "Kursen ges den 1 juni.", "Avtalet gäller till den 1 juni.",
    "Från den 31 juni gäller det.",
    "Från juni leder Bo Alm arbetet.", "Hon går från plan 1 till plan 2.",
])  # fmt: skip
def test_a_text_without_such_a_day_names_none(text: str) -> None:
    assert holds_from(text, SAID) is None


def test_a_day_far_before_its_bulletin_is_of_the_next_year() -> None:
    assert holds_from("Från den 15 januari gäller nya tider.", PartialDate(2026, 11)) == datetime.date(2027, 1, 15)


def test_without_a_year_and_a_bulletins_date_no_day_is_told() -> None:
    assert holds_from("Från den 1 juni leder Bo Alm arbetet.", None) is None
