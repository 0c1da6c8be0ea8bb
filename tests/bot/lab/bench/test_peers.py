"""The benchmark beside peers, as far as it needs none of their packages."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.errors import BotError
from bot.lab.bench.peers import worker
from bot.lab.bench.peers.__main__ import peers_table
from bot.lab.bench.peers.environments import pinned
from bot.lab.bench.peers.own import Own
from bot.lab.bench.peers.rounds import WORKS, MeasuredWorker, PeerTimes, asked_by_turns

TALKER = """
import sys
from pathlib import Path
from bot.lab.bench.peers.worker import run_engine

class Talker:
    def __init__(self, folder, job):
        print("a library says that it loads")
        self.known = job["passages"]
    def search(self, question):
        print("and that it searches")
        return self.known
    def embed(self, texts):
        sum(range(100_000))

run_engine(Talker, Path(sys.argv[1]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "job.json").write_text(json.dumps({"passages": ["Bron invigs.", "Vägen stängs."]}), encoding="utf-8")
    return tmp_path


def test_every_peer_has_an_environment_of_exact_versions_with_pytorch_first() -> None:
    assert set(worker.ENGINES) == {*pinned(), "openvino-int8"}
    for pins in pinned().values():
        assert pins[0].startswith("torch==")
        assert all([each.operator for each in Requirement(pin).specifier] == ["=="] for pin in pins)


def test_the_worker_needs_nothing_but_the_standard_library_until_a_peer_is_opened() -> None:
    code = "import sys, runpy; runpy.run_path(sys.argv[1]); print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code, worker.__file__]
    loaded = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    assert {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) <= {"__main__", "__mp_main__"}


def test_every_peer_embeds_and_does_nothing_that_is_not_measured() -> None:
    works = {name: [work for work in WORKS if hasattr(engine, work)] for name, engine in worker.ENGINES.items()}
    assert all("embed" in has for has in works.values())
    assert works["txtai"] == works["haystack"] == list(WORKS)


def test_a_worker_replies_with_a_time_of_each_argument() -> None:
    class Sleeper:
        def embed(self, texts: Sequence[str]) -> object:
            return [text.upper() for text in texts]

    replies = io.StringIO()
    worker.serve_works(Sleeper(), ['{"do": "embed", "over": [["a"], ["b", "c"]]}'], replies)
    opened, embedded = map(json.loads, replies.getvalue().splitlines())
    assert opened["seconds"] == []
    assert len(embedded["seconds"]) == 2
    assert embedded["peak_bytes"] >= opened["peak_bytes"] > 1_000_000


def test_workers_are_asked_by_turns_and_what_libraries_print_is_kept_apart(folder: Path) -> None:
    command = [sys.executable, "-c", TALKER, str(folder)]
    job: dict[str, list[object]] = {"search": ["När?", "Var?", "Vem?"], "embed": [["Bron invigs."]]}
    with (
        closing(MeasuredWorker("one", command, ("search", "embed"), folder / "one.log")) as one,
        closing(MeasuredWorker("two", command, ("embed",), folder / "two.log")) as two,
    ):
        first, second = asked_by_turns([one, two], [job, job, job])
    assert [len(times) for times in first.rounds["search"]] == [3, 3]
    assert [len(times) for times in second.rounds["embed"]] == [1, 1]
    assert list(second.rounds) == ["embed"]
    assert "and that it searches" in (folder / "one.log").read_text(encoding="utf-8")


def test_the_bot_is_asked_as_its_peers_are(tmp_path: Path) -> None:
    shelf, replies = tmp_path / "shelf", io.StringIO()
    shelf.mkdir()
    (shelf / "bron.md").write_text(
        "---\ntitle: Bron\npublished: 2025-03-01\n---\n\nKarin leder arbetet.\n", encoding="utf-8"
    )
    own = Own(tmp_path, {"shelf": str(shelf)})
    worker.serve_works(
        own, [f'{{"do": "{work}", "over": ["Vem leder arbetet?"]}}' for work in ("search", "answer")], replies
    )
    assert [len(json.loads(line)["seconds"]) for line in replies.getvalue().splitlines()] == [0, 1, 1]
    assert own.search("Vem leder arbetet?") == ["Karin leder arbetet."]


def test_a_worker_that_ends_is_named_with_where_its_words_are(folder: Path) -> None:
    with pytest.raises(BotError, match=r"txtai ended with status 1; .*own\.log"):
        MeasuredWorker("txtai", [sys.executable, "-c", "raise SystemExit(1)"], (), folder / "own.log")


def test_the_table_has_the_median_of_the_rounds_and_leaves_out_what_a_peer_has_not() -> None:
    whole = PeerTimes("ours", peak_bytes=300 * 2**20)
    for seconds in (0.010, 0.012, 0.030):
        for work in ("search", "answer"):
            whole.rounds.setdefault(work, []).append([(seconds, 0.01), (seconds, 0.01), (9 * seconds, 0.01)])
        whole.rounds.setdefault("embed", []).append([(100 * seconds, 1.0)])
    part = PeerTimes("embeds", {"embed": [[(2.0, 1.0)]]}, 2**20)
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in peers_table([whole, part], 60).splitlines()
    ]
    assert lines[2] == ["ours", *2 * ["12.0 (10.0 to 30.0)", "10.0", "270"], "50.0 (20.0 to 60.0)", "300"]
    assert lines[3] == ["embeds", *6 * [""], "30.0 (30.0 to 30.0)", "1.00"]
    assert {len(line) for line in lines} == {9}
