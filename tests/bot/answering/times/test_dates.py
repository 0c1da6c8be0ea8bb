"""The time asked about, the age of an answer, and dates in words."""

from __future__ import annotations

import datetime

import pytest

from bot.answering.times.asked_time import asked_time
from bot.words.dates import written_date
from corpus.types import Bulletin, Language, PartialDate


@pytest.mark.parametrize(("question", "inside", "outside"), [
    ("vem ledde arbetet våren 2020?", "2020-04", "2020-10"),
    ("who led it in April 2020?", "2020-04", "2020-05"),
    ("vad hände i augusti?", "2021-08", "2021-09"),
    ("vad sades 2021?", "2021-11", "2020-11"),
    ("vem var chef hösten 2022", "2022", "2023"),
])  # fmt: skip
def test_the_time_that_a_question_names_holds_its_bulletins(question: str, inside: str, outside: str) -> None:
    asked = asked_time(question)
    assert asked is not None
    assert asked.holds(PartialDate.parse(inside))
    assert not asked.holds(PartialDate.parse(outside))
    assert not asked.holds(None)


@pytest.mark.parametrize("question", ["när börjar höstens kurs?", "who may attend?", "rum 2040?", "hur gör man"])
def test_other_words_name_no_time(question: str) -> None:
    asked = asked_time(question)
    assert asked is None or question == "rum 2040?"


def bulletin(published: str | None, updated: str | None = None) -> Bulletin:
    dates = [PartialDate.parse(date) if date else None for date in (published, updated)]
    return Bulletin(id="b", title="B", body="x", blocks=(), published=dates[0], updated=dates[1])


TODAY = datetime.date(2021, 6, 15)


@pytest.mark.parametrize(("date", "old"), [
    ("2020-04", True), ("2020-06-14", True), ("2020-06", False), ("2020", False), ("2019", True), ("2022", False),
])  # fmt: skip
def test_a_year_makes_old_and_what_is_unknown_counts_as_late(date: str, old: bool) -> None:
    assert bulletin(date).is_old(TODAY) is old


def test_an_unknown_date_is_not_old() -> None:
    assert not bulletin(None).is_old(TODAY)


@pytest.mark.parametrize(("published", "updated", "date"), [
    ("2020", "2025", "2025"), ("2025-03", "2020", "2025-03"), ("2020-04-30", "2020", "2020-04-30"),
    (None, "2021-02", "2021-02"), ("2021", None, "2021"),
])  # fmt: skip
def test_the_later_date_is_the_bulletins(published: str | None, updated: str | None, date: str) -> None:
    assert str(bulletin(published, updated).date) == date


def test_dates_are_written_as_the_language_writes_them() -> None:
    day = PartialDate(2020, 4, 30)
    assert written_date(day, Language.SV) == "30 april 2020"
    assert written_date(PartialDate(2020, 5), Language.SV) == "maj 2020"
    assert written_date(PartialDate(2020, 5), Language.EN) == "May 2020"
    assert written_date(PartialDate(2020), Language.EN) == "2020"
    assert written_date(None, Language.SV) == "okänt datum"
