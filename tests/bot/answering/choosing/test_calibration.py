from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answering.choosing.calibration import (
    Calibration,
    Weights,
    linear,
    logistic,
    read_calibration,
    shipped_calibration,
)

NONE = Weights({}, {})
MEASURED = Calibration(NONE, NONE, 0.5, ((0.1, 0.8), (0.2, 0.7), (0.3, 0.4)))


@pytest.mark.parametrize(("max_error", "threshold"), [
    (None, 0.5), (0.3, 0.4), (0.25, 0.7), (0.2, 0.7), (0.1, 0.8), (0.9, 0.4), (0.05, 0.95), (0.0, 1.0),
])  # fmt: skip
def test_the_threshold_keeps_the_allowed_error(max_error: float | None, threshold: float) -> None:
    assert MEASURED.threshold(max_error) == threshold


def test_shipped_thresholds_rise_as_the_allowed_error_falls() -> None:
    errors = [0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01]
    found = [shipped_calibration().threshold(error) for error in errors]
    assert found == sorted(found)
    assert 0.0 < found[0] < found[-1] <= 1.0


def test_the_shipped_file_names_its_data() -> None:
    path = Path(read_calibration.__code__.co_filename).with_name("calibration.json")
    stored = json.loads(path.read_text("utf-8"))
    assert stored["version"] == 1
    assert "SweQUAD-MC" in stored["provenance"]


def test_a_missing_feature_counts_as_nothing() -> None:
    assert linear({"intercept": 1.0, "a": 2.0, "b": 5.0}, {"a": 3.0}) == 7.0
    assert logistic(0.0) == 0.5
    assert logistic(1e9) <= 1.0
