from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.showing import limits
from bot.slack.showing.escape import mrkdwn
from tests.bot.slack.answers import FEW, texts


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_cut_text_fits_and_begins_as_the_whole(text: str, limit: int) -> None:
    cut = limits.cut(text, limit)
    assert len(cut) <= limit
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_a_text_is_cut_at_a_words_end() -> None:
    assert limits.cut("Sedan i april leder Anna Ek", 24) == "Sedan i april leder…"


def test_a_text_without_words_is_cut_anyway() -> None:
    assert limits.cut("x" * 50, 10) == "x" * 9 + "…"


def test_a_text_that_fits_is_left_alone() -> None:
    assert limits.cut("precis", 6) == "precis"


@FEW
@given(texts, st.integers(10, 500))
def test_escaped_text_is_never_cut_inside_an_entity(text: str, limit: int) -> None:
    cut = limits.cut_escaped(mrkdwn(text), limit)
    assert len(cut) <= limit
    for part in cut.split("&")[1:]:
        assert part.startswith(("amp;", "lt;", "gt;"))


@FEW
@given(texts, st.integers(5, 400))
def test_pieces_fit_and_lose_only_white_space(text: str, limit: int) -> None:
    parts = limits.pieces(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
