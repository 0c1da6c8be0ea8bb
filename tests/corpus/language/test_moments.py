from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.moments import moments


def read(text: str) -> list[dict[str, object]]:
    names = ("year", "month", "day", "season", "quarter", "week", "weekday", "clock")
    return [{name: value for name in names if (value := getattr(each, name)) is not None} for each in moments(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("den 30 april 2020", {"year": 2020, "month": 4, "day": 30}),
        ("April 30, 2020", {"year": 2020, "month": 4, "day": 30}),
        ("the 30th of April", {"month": 4, "day": 30}),
        ("2020-04-30", {"year": 2020, "month": 4, "day": 30}),
        ("30/4", {"month": 4, "day": 30}),
        ("maj 2021", {"year": 2021, "month": 5}),
        ("in May", {"month": 5}),
        ("våren 2020", {"year": 2020, "season": "spring"}),
        ("i vår", {"season": "spring"}),
        ("fall 2021", {"year": 2021, "season": "autumn"}),
        ("första kvartalet 2021", {"year": 2021, "quarter": 1}),
        ("Q3", {"quarter": 3}),
        ("vecka 36", {"week": 36}),
        ("week 36", {"week": 36}),
        ("på måndag", {"weekday": 0}),
        ("on Mondays", {"weekday": 0}),
        ("kl. 14.30", {"clock": 870}),
        ("2:30 pm", {"clock": 870}),
        ("klockan 9", {"clock": 540}),
        ("klockan nio", {"clock": 540}),
        ("nine o'clock", {"clock": 540}),
        ("2019", {"year": 2019}),
    ],
)
def test_a_time_is_read_in_both_languages(text: str, said: dict[str, object]) -> None:
    assert read(text) == [said]


@pytest.mark.parametrize("text", ["it may start", "vår plan", "they march on", "the numbers fall", "12345", "10,5"])
def test_other_words_and_numbers_are_no_times(text: str) -> None:
    assert read(text) == []


def test_a_range_has_both_its_ends() -> None:
    assert read("10–12 maj 2020") == [{"year": 2020, "month": 5, "day": 12}, {"year": 2020, "month": 5, "day": 10}]


@pytest.mark.parametrize(
    ("said", "known", "backed"),
    [("30 april", "den 30 april 2020", True), ("april 2020", "30 April 2020", True), ("2020", "april 2020", True),
     ("30 april 2020", "den 30 april", False), ("maj 2020", "april 2020", False), ("hösten 2020", "våren 2020", False)],
)  # fmt: skip
def test_a_time_is_backed_by_one_that_says_as_much(said: str, known: str, backed: bool) -> None:
    assert moments(said)[0].is_backed_by(moments(known)[0]) is backed


@given(st.text(alphabet="0123456789 .-/:mayprilvåröst2020kl", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for found in moments(text):
        assert 0 <= found.span.start < found.span.end <= len(text)
