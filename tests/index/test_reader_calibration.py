from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.types import Span
from index.errors import ModelError
from index.reader_calibration import Calibration, features, read_calibration, write_calibration
from index.types import Reading

CALIBRATION = Calibration({"intercept": -1.0, "answerable": 1.0, "gap": 0.5}, ((0.05, 0.8), (0.1, 0.6), (0.2, 0.4)))


def reading(answerable: float, margin: float = 0.0) -> Reading:
    return Reading(Span(0, 1), margin, 0.0, answerable, answerable)


def test_a_surer_reading_is_likelier_right() -> None:
    low, high = (CALIBRATION.probability({"answerable": value, "gap": 0.0}) for value in (0.0, 2.0))
    assert 0 < low < 0.5 < high < 1


def test_features_see_the_lead_over_the_best_other_passage() -> None:
    held = features([reading(3.0, 2.0), reading(1.0)], [0.85, 0.95], 0, same_language=False)
    assert held["gap"] == 2.0
    assert held["margin"] == 2.0
    assert held["cosine"] == pytest.approx(0.0)
    assert held["cosine_gap"] == pytest.approx(-1.0)
    assert held["cross"] == 1.0


def test_a_lone_passage_has_a_bounded_lead() -> None:
    assert features([reading(100.0)], [0.9], 0, same_language=True)["gap"] == 12.0


@pytest.mark.parametrize(("allowed", "least"), [(0.05, 0.8), (0.1, 0.6), (0.15, 0.6), (0.5, 0.4), (None, 0.4)])
def test_the_allowed_error_sets_the_threshold(allowed: float | None, least: float) -> None:
    assert CALIBRATION.threshold(allowed) == least


def test_less_error_than_was_ever_measured_asks_for_more() -> None:
    assert CALIBRATION.threshold(0.01) == 0.99


def test_a_written_calibration_is_read_back(tmp_path: Path) -> None:
    write_calibration(CALIBRATION, {"fitted on": "nothing"}, tmp_path / "calibration.json")
    assert read_calibration(tmp_path / "calibration.json") == CALIBRATION


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"format": 99})])
def test_a_broken_calibration_is_refused_with_the_remedy(tmp_path: Path, content: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="FVM_READER=none"):
        read_calibration(path)


def test_the_order_follows_the_score_and_the_weighed_cosine() -> None:
    readings, cosines = [reading(1.0), reading(2.0)], [0.9, 0.8]
    assert Calibration({"intercept": 0.0}, ()).order(readings, cosines) == [1, 0]
    assert Calibration({"intercept": 0.0}, (), cosine_order=20.0).order(readings, cosines) == [0, 1]
