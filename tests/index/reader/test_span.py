from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Span
from index.reader.span import best_span, whole_words


def test_the_span_with_the_greatest_sum_wins_and_never_ends_before_it_starts() -> None:
    start = np.array([0, 5, 0, 0], np.float32)
    end = np.array([9, 0, 4, 0], np.float32)
    assert best_span(start, end) == (0, 0, 9.0) or best_span(start, end) == (1, 2, 9.0)
    end[0] = 3
    assert best_span(start, end) == (1, 2, 9.0)


def test_a_span_is_no_longer_than_allowed() -> None:
    start = np.array([9, 0, 0, 0, 0], np.float32)
    end = np.array([0, 1, 0, 0, 9], np.float32)
    assert best_span(start, end, longest=3)[:2] == (0, 1)
    assert best_span(start, end, longest=5)[:2] == (0, 4)


@given(st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=40))
def test_no_allowed_span_scores_higher(logits: list[tuple[float, float]]) -> None:
    start, end = (np.array(column, np.float32) for column in zip(*logits, strict=True))
    first, last, score = best_span(start, end, longest=7)
    assert 0 <= last - first < 7
    pairs = [(a, b) for a in range(len(start)) for b in range(a, min(len(start), a + 7))]
    assert score == pytest.approx(max(float(start[a] + end[b]) for a, b in pairs))


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Projektledare är Karin Berg.", "arin Be", "Karin Berg"),
        ("Det kostar 3,7 miljoner.", "3", "3,7"),
        ("Mötet börjar 12:30 i dag.", "30", "12:30"),
        ("SÄS-projektet fortsätter", "projektet", "SÄS-projektet"),
        ("I april, maj och juni", "april", "april"),
        ("Det är klart.", "klart", "klart"),
        ("a b", " b", "b"),
    ],
)
def test_a_span_grows_to_whole_words_and_numbers(text: str, cut: str, whole: str) -> None:
    at = text.index(cut)
    found = whole_words(text, Span(at, at + len(cut)))
    assert text[found.start : found.end] == whole


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_grown_span_lies_in_the_text_and_holds_what_was_not_white_space(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = whole_words(text, Span(start, end))
    assert 0 <= found.start <= found.end <= len(text)
    assert text[start:end].strip() in text[found.start : found.end]
    assert text[found.start : found.end].strip() == text[found.start : found.end]
