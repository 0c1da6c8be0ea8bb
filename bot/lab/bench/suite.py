"""Speed and memory, each figure beside a baseline measured in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from bot import settings
from bot.errors import BotError
from bot.evaluation.metrics import quantile
from bot.lab.bench.figures import Benchmark, MeasuredFigure, machine_facts
from bot.lab.bench.synthetic import documents, write_shelf
from bot.settings import SHIPPED_BULLETINS
from corpus.shelf.library import Library

QUESTION = "Vem leder införandet av Millennium?"
_FVM = (sys.executable, "-c", "from bot.cli.main import main; main()")
_FLOOR = (sys.executable, "-c", "import onnxruntime, faiss, tokenizers")
_PARTS = (sys.executable, "-m", "bot.lab.bench.cold", QUESTION)
_IMPORT = (sys.executable, "-c", "import sentence_transformers")
_ASKED = 60
"""Questions that are asked by one and by two at once."""
_EMBEDDED = 40
"""Bulletins whose passages are embedded to measure the speed."""

_CHANGED = "made-0001.md"
_PLAIN = "sentence-transformers"
_EMBEDS = ("embed_own", "embed_plain")

Progress = Callable[[str, int, int], None]
"""Called with (what is measured, 0 or 1 done, 1 in all)."""


@dataclass(frozen=True, slots=True)
class _Process:
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str

    def found(self, key: str) -> list[float]:
        values: list[float] = json.loads(self.output)[key]
        return values


def run_benchmark(*, bulletins: int = 1000, rounds: int = 3, on_progress: Progress | None = None) -> Benchmark:
    """Measure everything, each part in processes of its own; several minutes at 1,000 bulletins.

    Cold and embedding figures are medians of `rounds`. Settings come from the environment, which the measuring
    processes inherit; the shelf and snapshots of the reindexing are made in a temporary folder.

    Raises:
        BotError: a measuring process failed; what it said is on standard error.
    """
    tell = on_progress or (lambda step, done, total: None)
    parts: list[tuple[str, Callable[[], list[MeasuredFigure]]]] = [
        ("measuring embedding", lambda: _embedding(rounds)),
        ("measuring warm questions", lambda: _warm(rounds)),
        ("measuring two who ask at once", lambda: _at_once(rounds)),
        ("measuring a cold question", lambda: _cold(rounds)),
        (f"measuring reindex at {bulletins} bulletins", lambda: _reindexing(bulletins)),
    ]
    figures: list[MeasuredFigure] = []
    for name, measure in parts:
        tell(name, 0, 1)
        figures += measure()
        tell(name, 1, 1)
    return Benchmark(tuple(figures), bulletins, machine_facts())


def _embedding(rounds: int) -> list[MeasuredFigure]:
    with _shelf_of(_EMBEDDED) as shelf:
        pairs = _by_turns(rounds, *(partial(_measured, name, shelf=str(shelf), rounds=1) for name in _EMBEDS))
    speeds = _both(pairs, lambda process: process.found("passages_per_second")[0])
    return [_of_rounds("passages embedded a second", speeds, "/s", f"{_PLAIN} encode, defaults", pairs)]


def _warm(rounds: int) -> list[MeasuredFigure]:
    pairs = _by_turns(rounds, *(partial(_measured, name, rounds=1) for name in ("warm", "warm_plain")))
    baseline = f"{_PLAIN} encode, all passages compared"
    figures = []
    for name, share, aim in (("median", 0.5, "90 ms"), ("95th percentile", 0.95, "")):
        sides = [[1000 * quantile(each.found("total"), share) for each in side] for side in zip(*pairs, strict=True)]
        figures.append(_of_rounds(f"a warm question, {name}", sides, "ms", baseline, pairs, aim))
    for part in ("embedding", "search", "answer"):
        medians = [1000 * quantile(ours.found(part), 0.5) for ours, _ in pairs]
        figures.append(_of_rounds(f"  of it {part}, median", [medians], "ms"))
    return figures


def _at_once(rounds: int) -> list[MeasuredFigure]:
    """Two who ask at once, beside one who asks the same questions alone."""
    pairs = _by_turns(
        rounds, *(partial(_measured, "askers_at_once", rounds=1, askers=askers, questions=_ASKED) for askers in (2, 1))
    )
    rates = _both(pairs, lambda process: len(process.found("total")) / process.found("whole")[0])
    late = _both(pairs, lambda process: 1000 * quantile(process.found("total"), 0.95))
    return [
        _of_rounds("answers a second, two asking at once", rates, "/s", "one asking", pairs, "10, 450 MB"),
        _of_rounds("  95th percentile", late, "ms", "one asking", aim="1,000 ms"),
    ]


def _cold(rounds: int) -> list[MeasuredFigure]:
    """A question by a process of its own, with all of its files in the page cache since the one before, and with none
    of what it prepared there, as far as no other process has it mapped."""
    ask = [*_FVM, "ask", "--json", QUESTION]
    _probed(ask)  # builds what is missing, so that the timed ones only ask
    works = (partial(_probed, ask), partial(_probed, _FLOOR), partial(_probed, _IMPORT), partial(_probed, _PARTS))
    turns = _by_turns(rounds, *works, partial(_uncached, ask))
    clock, processors = (_both(turns, attrgetter(name)) for name in ("seconds", "cpu_seconds"))
    floor, imported = "import onnxruntime, faiss and tokenizers alone", "import sentence_transformers"
    peers = [(turn[0], turn[2]) for turn in turns]
    figures = [
        _of_rounds("a cold `fvm ask`, its files in the page cache", clock[:2], "s", floor, turns, "1.3 s, 320 MB"),
        _of_rounds("  of the processors", processors[:2], "s", floor),
        _of_rounds("  beside a peer's import", clock[::2], "s", imported, peers),
        _of_rounds("  its models and index not in the page cache", [clock[4], clock[0]], "s", "in it"),
    ]
    floors = (("import", floor), ("open", "opened again in the same process"), ("read", "asked again, not remembered"))
    for part, name in floors:
        ours = [turn[3].found(part)[0] for turn in turns]
        least = clock[1] if part == "import" else [turn[3].found(f"{part}_again")[0] for turn in turns]
        figures.append(_of_rounds(f"  of it {part}", [ours, least], "s", name))
    return figures


def _uncached(command: Sequence[str]) -> _Process:
    """Run it after the system has been asked to drop what is in its page cache of our two folders."""
    chosen = settings.load()
    for path in (path for folder in (chosen.cache / "models", chosen.data) for path in folder.rglob("*")):
        if path.is_file() and hasattr(os, "posix_fadvise"):
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return _probed(command)


def _by_turns(rounds: int, *measures: Callable[[], _Process]) -> list[tuple[_Process, ...]]:
    """Each measurement in each round, so that a busy moment meets all of them."""
    return [tuple(measure() for measure in measures) for _ in range(rounds)]


def _both(turns: Sequence[Sequence[_Process]], value: Callable[[_Process], float]) -> list[list[float]]:
    """A value of each measurement, its rounds one after another."""
    return [[value(process) for process in side] for side in zip(*turns, strict=True)]


def _of_rounds(
    name: str,
    sides: Sequence[Sequence[float]],
    unit: str,
    baseline_name: str = "",
    turns: Sequence[Sequence[_Process]] = (),
    aim: str = "",
) -> MeasuredFigure:
    """The medians of our own rounds, and of the baseline's where there are such; of `turns` the greatest memory."""
    medians = [quantile(side, 0.5) for side in sides]
    peaks = [max(side) / 2**20 for side in _both([turn[:2] for turn in turns], attrgetter("peak_bytes"))]
    own, other, *_ = (*peaks, None, None)
    baseline = medians[1] if medians[1:] else None
    spread = (min(sides[0]), max(sides[0]))
    return MeasuredFigure(name, medians[0], unit, baseline, baseline_name, spread, own, other, aim)


def _reindexing(bulletins: int) -> list[MeasuredFigure]:
    with _shelf_of(bulletins) as shelf:
        data = shelf.with_name("data")
        full = _measured("bring_up", shelf=str(shelf), data=str(data))
        _change(shelf / _CHANGED)
        one = _measured("bring_up", shelf=str(shelf), data=str(data))
    seconds, embedded = ([[process.found(key)[0]] for process in (one, full)] for key in ("seconds", "embedded"))
    whole = f"full build, {bulletins} bulletins"
    return [
        _of_rounds("reindex after one changed bulletin", seconds, "s", whole, [(one, full)]),
        _of_rounds("  texts embedded", embedded, "texts", "full build"),
    ]


@contextmanager
def _shelf_of(bulletins: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fvm-bench-") as name:
        shelf = Path(name) / "shelf"
        write_shelf(list(documents(Library(SHIPPED_BULLETINS).load().bulletins, bulletins)), shelf)
        yield shelf


def _change(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nEn mening har lagts till i efterhand.\n", encoding="utf-8")


def _measured(name: str, **job: object) -> _Process:
    return _probed([sys.executable, "-m", "bot.lab.bench.measurements", name, json.dumps(job)])


def _probed(command: Sequence[str]) -> _Process:
    outer = [sys.executable, "-m", "bot.lab.bench.probe", *command]
    done = subprocess.run(outer, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own command lines
    found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"status": done.returncode}
    if found["status"] != 0:
        raise BotError(
            f"A measurement ended with status {found['status']}: {' '.join(command[1:4])}. Its own words "
            "stand above; put that right and run again."
        )
    return _Process(found["seconds"], found["cpu_seconds"], found["peak_bytes"], found["output"])
