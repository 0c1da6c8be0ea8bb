from __future__ import annotations

import numpy as np
import pytest

from index.training.calibrate import calibration_error, fitted, logistic, threshold
from index.training.evidence import Evidence


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


def test_a_fitted_calibration_knows_the_sure_from_the_unsure() -> None:
    random = np.random.default_rng(2)

    def row() -> Evidence:
        score = float(random.normal())
        return Evidence("made", {"answerable": score}, bool(random.random() < 1 / (1 + np.exp(-3 * score))),
                        bool(random.random() < 0.7))

    calibration, about = fitted([row() for _ in range(600)], [row() for _ in range(600)])
    assert calibration.probability({"answerable": 2.0}) > 0.9
    assert calibration.probability({"answerable": -2.0}) < 0.1
    assert calibration.threshold(0.05) >= calibration.threshold(0.2)
    assert float(str(about["ECE"])) < 0.1
