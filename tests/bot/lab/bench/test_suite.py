import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.lab.bench.figures import Benchmark, MeasuredFigure, benchmark_json, benchmark_text, machine_facts
from bot.lab.bench.probe import probe

ROOT = Path(__file__).resolve().parents[4]
FOUND = Benchmark(
    figures=(
        MeasuredFigure("passages embedded a second", 212.0, "/s", 53.0, "plain encode", (198.0, 215.5)),
        MeasuredFigure("  of it search, median", 0.54, "ms"),
        MeasuredFigure("reindex after one changed bulletin", 1.5, "s", 100.0, "full build", None, 300.0, 420.0, "3 s"),
    ),
    bulletins=1000,
    machine={"cores": 2},
)


def test_a_process_is_timed_and_its_output_kept() -> None:
    found = probe([sys.executable, "-c", "import time; time.sleep(0.2); print('hej')"])
    assert found["status"] == 0
    assert found["output"] == "hej\n"
    assert float(str(found["seconds"])) >= 0.2


def test_the_peak_counts_memory_that_was_given_back() -> None:
    size = 150_000_000
    small, large = peak_of("pass"), peak_of(f"a = bytearray({size}); del a")
    assert large - small == pytest.approx(size, rel=0.1)


def peak_of(code: str) -> int:
    """Through a probe of its own: one in this process would add what the tests have loaded."""
    command = [sys.executable, "-m", "bot.lab.bench.probe", sys.executable, "-c", code]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)
    return int(found["peak_bytes"])


def test_a_failing_process_keeps_its_status() -> None:
    assert probe([sys.executable, "-c", "raise SystemExit(3)"])["status"] == 3


def test_the_probe_carries_nothing_heavy_into_what_it_measures() -> None:
    code = "import json, sys, bot.lab.bench.probe; print(json.dumps(sorted(sys.modules)))"
    modules = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT).stdout)
    assert not {"numpy", "torch", "onnxruntime", "faiss", "click"} & set(modules)


def test_every_figure_has_a_line_with_its_baseline_and_its_share() -> None:
    lines = [line.split() for line in benchmark_text(FOUND).splitlines()]
    assert lines[2][4:] == ["212", "/s", "198", "to", "216", "53.0", "/s", "4.0", "times", "plain", "encode"]
    assert lines[3] == ["of", "it", "search,", "median", "0.54", "ms"]
    assert lines[4][-13:] == ["1.50", "s", "300", "MiB", "3", "s", "100", "s", "420", "MiB", "1.5%", "full", "build"]
    assert lines[-1] == ["cores", "2"]


def test_the_json_object_holds_every_figure_with_its_share() -> None:
    found = json.loads(json.dumps(benchmark_json(FOUND)))
    assert found["version"] == 2
    assert found["bulletins"] == 1000
    assert [figure["share"] for figure in found["figures"]] == [4.0, None, 0.015]


def test_the_machine_is_told_with_its_processor_and_its_load() -> None:
    facts = machine_facts()
    assert list(facts) == ["Python", "system", "processor", "cores", "load afterwards"]
    assert all(map(str, facts.values()))


def test_the_parts_of_a_cold_question_are_measured_each_with_what_it_takes_again(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "bron.md").write_text(
        "---\ntitle: Bron\npublished: 2025-03-01\n---\n\nKarin leder arbetet.\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "bot.lab.bench.cold", "Vem leder arbetet?"]
    folders = {"FVM_BULLETINS": str(shelf), "FVM_DATA": str(tmp_path), "FVM_CACHE": str(settings.load().cache)}
    own = os.environ | folders
    found = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=own).stdout)
    assert set(found) == {"import", "open", "open_again", "read", "read_again"}
    assert all(seconds > 0 for (seconds,) in found.values())
