"""Speed and memory, each figure beside a baseline measured in the same run."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.evaluation.metrics import quantile
from bot.lab.bench.synthetic import documents, write_shelf
from bot.settings import SHIPPED_BULLETINS
from corpus.shelf.library import Library

VERSION = 1
"""Of the JSON form."""

QUESTION = "Vem leder införandet av Millennium?"
_FVM = (sys.executable, "-c", "from bot.cli.main import main; main()")
_FLOOR = (sys.executable, "-c", "import onnxruntime, faiss, tokenizers")
_IMPORT = (sys.executable, "-c", "import sentence_transformers")
_EMBEDDED = 40
"""Bulletins whose passages are embedded to measure the speed."""

_CHANGED = "made-0001.md"
_PLAIN = "sentence-transformers"
_EMBEDS = ("embed_own", "embed_plain")

Progress = Callable[[str, int, int], None]
"""Called with (what is measured, 0 or 1 done, 1 in all)."""


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """One measured value beside its baseline, both in `unit`; `spread` are the least and the greatest of several
    rounds."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    spread: tuple[float, float] | None = None

    @property
    def share(self) -> float | None:
        """The value as a share of its baseline."""
        return self.value / self.baseline if self.baseline else None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The figures of one run. `bulletins` is the size of the shelf that was reindexed."""

    figures: tuple[MeasuredFigure, ...]
    bulletins: int
    machine: Mapping[str, Any]


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
        ("measuring a cold question", lambda: _cold(rounds)),
        (f"measuring reindex at {bulletins} bulletins", lambda: _reindexing(bulletins)),
    ]
    figures: list[MeasuredFigure] = []
    for name, measure in parts:
        tell(name, 0, 1)
        figures += measure()
        tell(name, 1, 1)
    return Benchmark(tuple(figures), bulletins, _machine())


def benchmark_text(found: Benchmark) -> str:
    """A table for a person."""
    heads = ("", "measured", "of rounds", "baseline", "share", "what the baseline is")
    rows = [heads, *map(_row, found.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = [
        "  ".join((row[0].ljust(widths[0]), *(row[at].rjust(widths[at]) for at in range(1, 5)), row[5])).rstrip()
        for row in rows
    ]
    machine = ", ".join(f"{key} {value}" for key, value in found.machine.items())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:], "", machine]) + "\n"


def benchmark_json(found: Benchmark) -> dict[str, Any]:
    """The figures as one JSON object."""
    figures = [asdict(figure) | {"share": figure.share} for figure in found.figures]
    return {"version": VERSION, "bulletins": found.bulletins, "machine": dict(found.machine), "figures": figures}


def _embedding(rounds: int) -> list[MeasuredFigure]:
    with _shelf_of(_EMBEDDED) as shelf:
        pairs = _by_turns(rounds, *(partial(_measured, name, shelf=str(shelf), rounds=1) for name in _EMBEDS))
    speeds = [[process.found("passages_per_second")[0] for process in side] for side in zip(*pairs, strict=True)]
    return [
        _of_rounds("passages embedded a second", speeds, "/s", f"{_PLAIN} encode, defaults"),
        _memory("embedding", pairs[-1][0], pairs[-1][1], _PLAIN),
    ]


def _warm(rounds: int) -> list[MeasuredFigure]:
    pairs = _by_turns(rounds, *(partial(_measured, name, rounds=1) for name in ("warm", "warm_plain")))
    baseline = f"{_PLAIN} encode, all passages compared"
    figures = []
    for name, share in (("median", 0.5), ("95th percentile", 0.95)):
        sides = [[1000 * quantile(each.found("total"), share) for each in side] for side in zip(*pairs, strict=True)]
        figures.append(_of_rounds(f"a warm question, {name}", sides, "ms", baseline))
    for part in ("embedding", "search", "answer"):
        medians = [1000 * quantile(ours.found(part), 0.5) for ours, _ in pairs]
        figures.append(_of_rounds(f"  of it {part}, median", [medians], "ms"))
    return [*figures, _memory("warm questions", pairs[-1][0], pairs[-1][1], baseline)]


def _cold(rounds: int) -> list[MeasuredFigure]:
    ask = [*_FVM, "ask", "--json", QUESTION]
    _probed(ask)  # builds what is missing, so that the timed ones only ask
    pairs = _by_turns(rounds, partial(_probed, ask), partial(_probed, _FLOOR), partial(_probed, _IMPORT))
    clock = [[process.seconds for process in side] for side in zip(*pairs, strict=True)]
    processors = [[process.cpu_seconds for process in side] for side in zip(*pairs, strict=True)]
    floor, imported = "import onnxruntime, faiss and tokenizers alone", "import sentence_transformers"
    return [
        _of_rounds("a cold `fvm ask`", clock[:2], "s", floor),
        _of_rounds("  of the processors", processors[:2], "s", floor),
        _of_rounds("  beside a peer's import", clock[::2], "s", imported),
        _memory("a cold `fvm ask`", pairs[-1][0], pairs[-1][2], imported),
    ]


def _by_turns(rounds: int, *measures: Callable[[], _Process]) -> list[tuple[_Process, ...]]:
    """Each measurement in each round, so that a busy moment meets all of them."""
    return [tuple(measure() for measure in measures) for _ in range(rounds)]


def _of_rounds(name: str, sides: Sequence[Sequence[float]], unit: str, baseline_name: str = "") -> MeasuredFigure:
    """The medians of our own rounds, and of the baseline's where there are such."""
    medians = [quantile(side, 0.5) for side in sides]
    spread = (min(sides[0]), max(sides[0]))
    return MeasuredFigure(name, medians[0], unit, medians[1] if medians[1:] else None, baseline_name, spread)


def _reindexing(bulletins: int) -> list[MeasuredFigure]:
    with _shelf_of(bulletins) as shelf:
        data = shelf.with_name("data")
        full = _measured("bring_up", shelf=str(shelf), data=str(data))
        _change(shelf / _CHANGED)
        one = _measured("bring_up", shelf=str(shelf), data=str(data))
    seconds = [process.found("seconds")[0] for process in (one, full)]
    embedded = int(one.found("embedded")[0])
    return [
        MeasuredFigure(
            "reindex after one changed bulletin", seconds[0], "s", seconds[1], f"full build, {bulletins} bulletins"
        ),
        MeasuredFigure("  texts embedded", embedded, "texts", int(full.found("embedded")[0]), "full build"),
        _memory("reindex of one", one, full, "full build"),
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


def _memory(name: str, ours: _Process, baseline: _Process, baseline_name: str) -> MeasuredFigure:
    return MeasuredFigure(
        f"peak memory, {name}", ours.peak_bytes / 2**20, "MiB", baseline.peak_bytes / 2**20, baseline_name
    )


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


def _machine() -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "Python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": cores,
        "load afterwards": load,
    }


def _row(figure: MeasuredFigure) -> tuple[str, str, str, str, str, str]:
    baseline = "" if figure.baseline is None else _quantity(figure.baseline, figure.unit)
    share = "" if figure.share is None else f"{figure.share:.1%}" if figure.share < 1 else f"{figure.share:.1f} times"
    spread = " to ".join(_number(value) for value in figure.spread) if figure.spread else ""
    return figure.name, _quantity(figure.value, figure.unit), spread, baseline, share, figure.baseline_name


def _quantity(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}"


def _number(value: float) -> str:
    digits = 0 if value >= 100 or isinstance(value, int) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"
