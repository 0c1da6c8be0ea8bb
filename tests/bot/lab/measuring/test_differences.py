from __future__ import annotations

from typing import Any

import pytest

from bot.lab.measuring.differences import as_table, difference


def row(name: str, *, right: bool = False, answered: bool = True, answerable: bool = True) -> dict[str, Any]:
    return {
        "part": "own", "id": name, "language": "sv", "answerable": answerable, "answered": answered,
        "right_first": right, "right_within_three": right, "never_silent": right, "confidence": 0.5, "seconds": 0.1,
    }  # fmt: skip


def test_only_questions_that_changed_count_for_the_change() -> None:
    pairs = [(row("a"), row("a", right=True)), (row("b", right=True), row("b", right=True)), (row("c"), row("c"))]
    found = difference(pairs, "right first")
    assert found is not None
    assert (found.questions, found.hits, found.gained, found.lost) == (3, 1, 1, 0)
    assert found.change == pytest.approx(1 / 3)
    assert found.interval[0] < found.change < found.interval[1]


def test_a_question_without_an_answer_is_a_hit_where_the_bot_is_silent() -> None:
    talks, silent = row("a", answerable=False), row("a", answerable=False, answered=False)
    found = difference([(silent, talks)], "silent, no answer")
    assert found is not None
    assert (found.gained, found.lost) == (0, 1)
    assert difference([(silent, talks)], "right first") is None


def test_as_many_gained_as_lost_says_nothing_and_eight_to_none_much() -> None:
    even = [(row("a", right=True), row("a")), (row("b"), row("b", right=True))]
    uneven = [(row(str(number)), row(str(number), right=True)) for number in range(8)]
    found = [difference(pairs, "right first") for pairs in (even, uneven)]
    assert [one.chance for one in found if one] == pytest.approx([1.0, 2 / 2**8])


def test_the_table_pairs_by_question_and_leaves_out_what_one_run_lacks() -> None:
    before = {"a": row("a"), "b": row("b")}
    table = as_table(before, {"a": row("a", right=True)})
    assert "| own | right first | 1 | 0.0 % | 100.0 % | +100.0 |" in table
