from __future__ import annotations

import numpy as np
import pytest

from index.training.evidence import Candidate, Evidence
from index.training.fitting import calibration_error, cosine_weight, fitted, logistic, threshold


def test_logistic_regression_finds_the_weights_that_made_the_data() -> None:
    random = np.random.default_rng(0)
    matrix = np.c_[np.ones(8000), random.normal(size=8000)]
    right = (random.random(8000) < 1 / (1 + np.exp(-(matrix @ [-0.5, 2.0])))).astype(float)
    assert logistic(matrix, right, np.full(8000, 1 / 8000), ridge=1e-6) == pytest.approx([-0.5, 2.0], abs=0.15)


def test_calibration_error_is_the_distance_of_promise_and_outcome() -> None:
    probabilities, shares = np.full(10, 0.8), np.full(10, 0.1)
    assert calibration_error(probabilities, np.array([1.0] * 8 + [0.0] * 2), shares) == pytest.approx(0.0)
    assert calibration_error(probabilities, np.array([1.0] * 3 + [0.0] * 7), shares) == pytest.approx(0.5)


def test_a_threshold_keeps_the_error_it_promises() -> None:
    random = np.random.default_rng(1)
    probabilities = random.random(4000)
    right = (random.random(4000) < probabilities).astype(float)
    found = threshold(probabilities, right, np.full(4000, 1 / 4000), 0.1)
    assert found is not None
    given = probabilities >= found[1]
    assert 1 - right[given].mean() <= 0.1
    assert given.mean() > 0.15


def made(random: np.random.Generator, score_tells: float = 4.0, cosine_tells: float = 0.0) -> Evidence:
    """Eight passages of which the first is right in seven of ten questions; its score tells, and so may its cosine."""
    answerable = bool(random.random() < 0.7)
    scores = random.normal(size=8) - 1
    scores[0] += score_tells * answerable
    cosines = random.normal(0.85, 0.01, size=8)
    cosines[0] += cosine_tells * answerable
    return Evidence("made", answerable, False, tuple(
        Candidate(float(score), float(score), float(cosine), answerable and not place)
        for place, (score, cosine) in enumerate(zip(scores, cosines, strict=True))))


def test_a_fitted_calibration_knows_the_sure_from_the_unsure() -> None:
    random = np.random.default_rng(2)
    calibration, about = fitted([made(random) for _ in range(500)], [made(random) for _ in range(500)])
    sure, unsure = ({"answerable": score, "margin": score, "gap": score, "cosine": 0.0, "cosine_gap": 0.0, "cross": 0.0}
                    for score in (4.0, -1.0))
    assert calibration.probability(sure) > 0.9
    assert calibration.probability(unsure) < 0.2
    assert calibration.threshold(0.05) >= calibration.threshold(0.2)
    assert float(str(about["ECE"])) < 0.1


def test_the_cosine_has_a_say_in_the_order_where_it_tells() -> None:
    random = np.random.default_rng(3)
    assert cosine_weight([made(random) for _ in range(200)]) <= 10
    assert cosine_weight([made(random, 0.0, 0.1) for _ in range(200)]) > 10
