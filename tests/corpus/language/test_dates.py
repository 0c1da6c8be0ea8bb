from __future__ import annotations

import pytest

from corpus.language.dates import date_in_address, date_in_name, find_dates, only_date


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2020-04-30", "2020-04-30"),
        ("Senast 2020-04-30 13:15", "2020-04-30"),
        ("2020-04", "2020-04"),
        ("2020.04.30", "2020-04-30"),
        ("den 30 april 2020", "2020-04-30"),
        ("den 3:e MAJ 2020", "2020-05-03"),
        ("3 okt. 2020", "2020-10-03"),
        ("April 30th, 2020", "2020-04-30"),
        ("30 of May 2020", "2020-05-30"),
        ("Nytt i april 2020", "2020-04"),
        ("April 2020: 30 april 2020", "2020-04-30"),
        ("30/4 2020", "2020-04-30"),
        ("2026-03-31T22:30:00Z", "2026-04-01"),
        ("2026-03-31T22:30:00+02:00", "2026-03-31"),
        ("2026-01-31T22:30:00.5Z", "2026-01-31"),
    ],
)
def test_a_date_is_read_with_its_precision(text: str, wanted: str) -> None:
    assert str(only_date(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020",
        "3/4/2020",
        "31 februari 2020",
        "2020-13-01",
        "30 april",
        "mars till maj",
        "1234-56-78",
        "maj 2020 juni 2020",
        "tel 2020-0430",
        "summar 2020",
    ],
)
def test_no_date_is_guessed(text: str) -> None:
    assert only_date(text) is None


def test_all_dates_are_found_in_order() -> None:
    found = find_dates("I maj 2020, sedan 2021-02-03 och 4 juni 2019.")
    assert [str(date) for _, date in found] == ["2020-05", "2021-02-03", "2019-06-04"]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://exempel.se/nytt/brev-2020/brev-april-2020/", "2020-04"),
        ("https://exempel.se/2020/04/30/rubrik", "2020-04-30"),
        ("https://exempel.se/2020/04/rubrik", "2020-04"),
        ("https://exempel.se/nytt/2020-04-30-rubrik", "2020-04-30"),
        ("https://exempel.se/nytt/30-april-2020", "2020-04-30"),
        ("https://exempel.se/nytt/20200430-brev", "2020-04-30"),
        ("https://exempel.se/nytt/2020/", "None"),
        ("https://exempel.se/?d=2020-04-30", "None"),
    ],
)
def test_an_address_may_name_the_date(url: str, wanted: str) -> None:
    assert str(date_in_address(url)) == wanted


@pytest.mark.parametrize(
    ("stem", "wanted"),
    [
        ("260416 Nyhetsbrev", "2026-04-16"),
        ("Nyhetsbrev_260416", "2026-04-16"),
        ("Nyhetsbrev 2026-04-16", "2026-04-16"),
        ("nyhetsbrev_20260416", "2026-04-16"),
        ("260231 Nyhetsbrev", "None"),
        ("Ärende 1260416", "None"),
        ("Rapport 2026", "None"),
    ],
)
def test_the_name_of_a_file_tells_its_date(stem: str, wanted: str) -> None:
    assert str(date_in_name(stem)) == wanted
