from __future__ import annotations

import numpy as np
import pytest

from index.fusion import fuse


def test_the_order_is_that_of_meaning_where_no_word_is_met() -> None:
    dense = np.array([0.81, 0.83, 0.82], np.float32)
    assert np.argsort(-fuse(dense, np.zeros(3, np.float32), 1.5)).tolist() == [1, 2, 0]


def test_the_order_is_that_of_words_where_all_mean_the_same() -> None:
    dense = np.full(3, 0.8, np.float32)
    assert fuse(dense, np.array([0.1, 0.3, 0.2], np.float32), 2.0) == pytest.approx([0.2, 0.6, 0.4])


def test_cosines_are_scaled_over_the_candidates() -> None:
    fused = fuse(np.array([0.7, 0.8, 0.9], np.float32), np.zeros(3, np.float32), 1.0)
    assert fused == pytest.approx([0.0, 0.5, 1.0], abs=1e-5)


def test_no_candidates_give_no_scores() -> None:
    assert fuse(np.zeros(0, np.float32), np.zeros(0, np.float32), 1.0).shape == (0,)
