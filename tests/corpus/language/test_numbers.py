from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.numbers import Bound, figures


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4 800 personer", 4800), ("4,800 people", 4800), ("4.800", 4800), ("2,5 ton", 2.5), ("1.5", 1.5),
        ("tjugofem sjukhus", 25), ("twenty-five hospitals", 25), ("tvåhundrafemtio", 250),
        ("two hundred and fifty", 250), ("tre hundra", 300), ("femtiotusen", 50_000), ("ettusen", 1000),
        ("a hundred", 100), ("en miljon", 1e6), ("2,5 miljoner", 2.5e6), ("2.5 million", 2.5e6), ("3 mkr", 3e6),
        ("ett dussin", 12), ("den 2:a", 2), ("the 2nd", 2), ("third", 3), ("hälften", 50), ("etapp 2", 2),
    ],
)  # fmt: skip
def test_a_number_is_read_in_digits_and_in_words(text: str, value: float) -> None:
    (found,) = figures(text)
    assert value in found.values


@pytest.mark.parametrize("text", ["en", "one of them", "ett av dem", "de andra", "Aten", "etta", "sextant", "a plan"])
def test_articles_and_other_words_are_no_numbers(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("49 procent", "49 %"), ("half", "50 per cent"), ("5 miljoner kronor", "5 mkr"), ("5 euro", "€5"),
     ("tolv månader", "12 months"), ("drygt 100", "mer än hundra"), ("at most ten", "högst 10"),
     ("ca 7", "about seven")],
)  # fmt: skip
def test_the_same_number_in_other_words_backs_it(one: str, other: str) -> None:
    assert figures(one)[0].is_backed_by(figures(other)[0])
    assert figures(other)[0].is_backed_by(figures(one)[0])


@pytest.mark.parametrize(
    ("said", "known"),
    [("49", "49 %"), ("49 %", "49"), ("5 euro", "5 kronor"), ("5 kronor", "5"), ("100", "drygt 100"),
     ("minst 100", "100"), ("minst 100", "högst 100"), ("4 801", "4 800"), ("48", "4 800"), ("2,5", "25")],
)  # fmt: skip
def test_another_number_measure_or_limit_does_not_back_it(said: str, known: str) -> None:
    assert not figures(said)[0].is_backed_by(figures(known)[0])


def test_a_sum_without_its_currency_is_backed_by_one_with() -> None:
    assert figures("5 miljoner")[0].is_backed_by(figures("5 miljoner kronor")[0])


def test_a_range_has_both_its_ends() -> None:
    assert [sorted(each.values) for each in figures("10–12 veckor")] == [[10.0], [12.0]]


def test_limits_are_read_in_both_languages() -> None:
    texts = ["minst 5", "upp till 5", "ungefär 5", "just 5"]
    assert [figures(text)[0].bound for text in texts] == [Bound.LEAST, Bound.MOST, Bound.ABOUT, Bound.EXACT]


@given(st.text(alphabet="0123456789 .,–%abcdeföåä miljon tusen hundra two and", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for found in figures(text):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert found.values
