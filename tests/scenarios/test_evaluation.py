"""The shipped bulletins asked the shipped questions with the real model; and the benchmark's own measurements."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import settings
from bot.evaluation import judgments, report, runner
from bot.lab.bench import measurements
from bot.lab.bench.synthetic import documents, write_shelf
from bot.settings import SHIPPED_BULLETINS, Settings
from bot.wiring.answers import open_parts
from corpus.shelf.library import Library


def quiet(step: str, done: int, total: int) -> None:
    """Progress is not what is tested."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped bulletins, the packaged model and a data folder of our own, whatever the environment says; the first
    test that asks builds the index in it."""
    return replace(settings.load({}), bulletins=SHIPPED_BULLETINS, data=tmp_path_factory.mktemp("shipped") / "data")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    made = list(documents(Library(SHIPPED_BULLETINS).load().bulletins, 6))
    write_shelf(made, tmp_path / "shelf")
    return tmp_path / "shelf"


@pytest.mark.soak
def test_the_bot_answers_its_own_questions_well_beyond_chance(here: Settings, soak: bool) -> None:
    parts, asked = open_parts(replace(here, max_error=1.0), quiet), judgments.load_judgments()
    outcomes = runner.run_judgments(asked if soak else asked[::6], parts.answerer.answer, parts.search)
    total = report.build_report(outcomes).total
    assert total.right_first.value is not None
    assert total.by_source is not None
    # Floors well below what was measured (0.75 and 0.96), so that only a real loss trips them.
    assert total.right_first.value >= 0.6
    assert dict(total.by_source.recall)[5] >= 0.9


def test_a_changed_bulletin_alone_is_embedded_again(here: Settings, shelf: Path, tmp_path: Path) -> None:
    job = {"shelf": str(shelf), "data": str(tmp_path / "data")}
    full = measurements.bring_up(here, job)
    changed = shelf / "made-0001.md"
    changed.write_text(f"{changed.read_text(encoding='utf-8')}\nEn mening till.\n", encoding="utf-8")
    one = measurements.bring_up(here, job)
    assert measurements.bring_up(here, job)["embedded"] == [0]
    assert 0 < one["embedded"][0] <= full["embedded"][0] / 6


def test_a_speed_is_measured_in_every_round(here: Settings, shelf: Path) -> None:
    found = measurements.embed_own(here, {"shelf": str(shelf), "rounds": 2})
    assert len(found["passages_per_second"]) == 2
    assert min(found["passages_per_second"]) > 0


def test_the_parts_of_a_question_add_up_to_the_whole(here: Settings) -> None:
    found = measurements.warm(here, {"rounds": 2, "questions": 3})
    for total, *parts in zip(*found.values(), strict=True):
        assert sum(parts) == pytest.approx(total)
    assert len(found["total"]) == 6


def test_each_of_several_askers_questions_is_timed(here: Settings) -> None:
    found = measurements.askers_at_once(here, {"askers": 2, "questions": 3})
    assert len(found["total"]) == 3
    assert max(found["total"]) <= found["whole"][0] < sum(found["total"]) + 1
