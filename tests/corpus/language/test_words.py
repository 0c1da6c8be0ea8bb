from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.forms import occurrences, occurs
from corpus.language.patterns import numbers, vague_dates
from corpus.language.words import content_words, fold, is_function_word, stem, words


@pytest.mark.parametrize(
    ("question", "carried"),
    [
        ("Hur många år tar det?", ["år"]),
        ("när ska luckorna täppas till", ["luckorna", "täppas"]),
        ("nar gar det", []),
        ("Which option means 3?", ["option", "3"]),
        ("option b", ["option"]),
    ],
)
def test_function_words_and_letters_alone_carry_nothing_and_years_do(question: str, carried: list[str]) -> None:
    assert content_words(question) == carried


def test_a_word_with_accents_is_no_function_word_that_is_written_without() -> None:
    assert is_function_word("ar")
    assert is_function_word("är")
    assert not is_function_word("år")


@pytest.mark.parametrize(("one", "other"), [("3.7", "3,7"), ("kl 8:30", "kl 8.30")])
def test_numbers_are_one_however_their_parts_are_joined(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("veckan", "veckor"), ("skolans", "skola"), ("leveransen", "leverans"), ("distansen", "distans"),
     ("tidplan", "tidplanen"), ("frågan", "frågor")],
)  # fmt: skip
def test_nouns_keep_their_stem_with_the_article(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="abcåäö 12.,", max_size=60))
def test_every_word_of_a_text_occurs_in_it_where_it_stands(text: str) -> None:
    for word in words(text):
        assert occurs(word, text)
        assert occurrences(word, text)


@pytest.mark.parametrize("count", ["tio", "elva", "tolv", "ten", "eleven", "twelve"])
def test_a_span_of_weeks_is_a_time_whatever_word_counts_it(count: str) -> None:
    text = f"Arbetet tar {count} veckor"
    assert [text[span.start : span.end] for span in vague_dates(text)] == [f"{count} veckor"]
    assert not numbers(text)
