from __future__ import annotations

import pytest

from tests.bot.answering.calendar.shelf import bulletin, statements


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("Systemet startar den 12 mars 2027.", ["2027-03-12"]),
        ("The system starts on 12 March 2027.", ["2027-03-12"]),
        ("Systemet startar den 12 mars.", ["2027-03-12"]),
        ("Utbildningen hålls i mars 2027.", ["2027-03-01/2027-03-31"]),
        ("Utbildningen hålls 12–14 mars 2027.", ["2027-03-12/2027-03-14"]),
        ("Utbildningen hålls från den 12 mars 2027 till den 2 april 2027.", ["2027-03-12/2027-04-02"]),
        ("Starten flyttas från den 12 mars 2027 till den 2 april 2027.", ["2027-04-02"]),
        ("Starten blir den 2 april 2027 i stället för den 12 mars 2027.", ["2027-04-02"]),
        ("Askvik börjar den 12 mars 2027 och Ekfors den 2 april 2027.", ["2027-03-12", "2027-04-02"]),
        ("I dag används det gamla systemet.", []),
        ("Systemet startar till hösten.", []),
        ("Starten beslutas senare.", []),
    ],
)
def test_the_days_that_a_sentence_means(said: str, days: list[str]) -> None:
    language = "en" if said.startswith("The ") else "sv"
    found = statements(bulletin("nytt", "2027-01-15", said, language))
    assert [str(one.days) for one in found] == days
    assert all(one.text == said for one in found)


def test_a_day_without_a_year_is_passed_over_where_the_bulletins_own_date_does_not_tell_it() -> None:
    assert statements(bulletin("nytt", "2027", "Systemet startar den 12 mars.")) == []


def test_a_heading_is_no_statement() -> None:
    found = statements(bulletin("nytt", "2027-01-15", "## Möte den 12 mars 2027\n\nVi ses i aulan."))
    assert found == []


def test_each_time_of_a_sentence_has_the_words_that_it_belongs_to() -> None:
    said = "Askvik börjar den 12 mars 2027 och Ekfors den 2 april 2027."
    first, second = statements(bulletin("nytt", "2027-01-15", said))
    assert ("Askvik" in first.subject, "Askvik" in second.subject) == (True, False)
    assert "Ekfors" in second.subject


@pytest.mark.parametrize(
    ("said", "given_up"),
    [
        ("Starten flyttas från den 12 mars 2027 till den 2 april 2027.", "2027-03-12"),
        ("Starten flyttas från den 12 mars till den 2 april 2027.", "2027-03-12"),
        ("Bytet skjuts upp från den 21 november till den 6 februari 2027.", "2026-11-21"),
        ("Flyttas från juni till augusti 2027.", "2027-06-01/2027-06-30"),
        ("Starten blir den 2 april 2027 i stället för den 12 mars.", "2027-03-12"),
        ("I stället för den 12 mars startar de den 2 april 2027.", "2027-03-12"),
        ("The start is moved from 12 March to 2 April 2027.", "2027-03-12"),
        ("The start is on 2 April 2027 instead of 12 March.", "2027-03-12"),
        ("Utbildningen hålls från den 12 mars till den 2 april 2027.", "None"),
        ("Från den 2 april 2027 heter programmet Dosvy i stället för MedStyr.", "None"),
        ("Flyttas från den 31 juni till den 2 april 2027.", "None"),
    ],
)
def test_the_days_that_a_sentence_says_were_given_up(said: str, given_up: str) -> None:
    found = statements(bulletin("nytt", "2027-01-15", said, "en" if said.startswith("The ") else "sv"))
    assert str(found[-1].instead) == given_up


def test_days_are_given_up_for_the_time_beside_them_alone() -> None:
    said = "Askvik börjar den 2 april 2027 i stället för den 12 mars och Ekfors den 7 juni 2027."
    found = statements(bulletin("nytt", "2027-01-15", said))
    assert [str(one.instead) for one in found] == ["2027-03-12", "None"]
