from __future__ import annotations

import numpy as np

from bot.lab.data.alignment import align, translations


def test_pairs_rise_in_both_languages() -> None:
    similarity = np.array([[0.9, 0.2, 0.2], [0.95, 0.3, 0.2], [0.1, 0.2, 0.9]], np.float32)
    assert align(similarity, 0.5) == [(1, 0), (2, 2)]


def test_a_question_without_translation_is_left_out() -> None:
    similarity = np.array([[0.9, 0.1], [0.2, 0.2], [0.1, 0.9]], np.float32)
    assert translations(["a", "b", "c"], ["A", "C"], similarity, 0.5) == {"a": "A", "c": "C"}


def test_nothing_alike_gives_no_pairs() -> None:
    assert align(np.zeros((3, 4), np.float32), 0.5) == []
