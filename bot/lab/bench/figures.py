"""What a benchmark found, as a table and as JSON, and the machine that it ran on."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

VERSION = 2
"""Of the JSON form."""

_FLAGS = (
    "avx2",
    "avx512f",
    "avx512_vnni",
    "avx_vnni",
    "avx512_bf16",
    "amx_int8",
    "amx_bf16",
    "asimddp",
    "i8mm",
    "bf16",
)
"""What of a processor decides how a model is reckoned."""


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """One measured value beside its baseline, both in `unit`; `spread` are the least and the greatest of several
    rounds; `peak` and `baseline_peak` the memory of the measured processes at most, in MiB; `aim` what is aimed at.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    spread: tuple[float, float] | None = None
    peak: float | None = None
    baseline_peak: float | None = None
    aim: str = ""

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


def benchmark_text(found: Benchmark) -> str:
    """A table for a person."""
    heads = ("", "measured", "of rounds", "peak", "aim", "baseline", "peak", "share", "what the baseline is")
    rows = [heads, *map(_row, found.figures)]
    last = len(heads) - 1
    widths = [max(len(row[column]) for row in rows) for column in range(last)]
    lines = [
        "  ".join((row[0].ljust(widths[0]), *(row[at].rjust(widths[at]) for at in range(1, last)), row[last])).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:], "", machine_text(found.machine)]) + "\n"


def benchmark_json(found: Benchmark) -> dict[str, Any]:
    """The figures as one JSON object."""
    figures = [asdict(figure) | {"share": figure.share} for figure in found.figures]
    return {"version": VERSION, "bulletins": found.bulletins, "machine": dict(found.machine), "figures": figures}


def machine_facts() -> dict[str, Any]:
    """What figures depend on beside the code."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    facts = {"Python": platform.python_version(), "system": platform.system(), "processor": _processor()}
    return facts | {"cores": cores, "load afterwards": load}


def machine_text(machine: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in machine.items())


def number(value: float) -> str:
    """With as many digits as such figures have worth."""
    digits = 0 if value >= 100 or isinstance(value, int) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def _processor() -> str:
    """Its name and what it can do, as far as the system tells."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    known = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    can = set(known.get("flags", known.get("Features", "")).split())
    return " ".join((known.get("model name", platform.machine()), *(flag for flag in _FLAGS if flag in can)))


def _row(figure: MeasuredFigure) -> tuple[str, ...]:
    baseline = "" if figure.baseline is None else _quantity(figure.baseline, figure.unit)
    share = "" if figure.share is None else f"{figure.share:.1%}" if figure.share < 1 else f"{figure.share:.1f} times"
    spread = " to ".join(number(value) for value in figure.spread) if figure.spread else ""
    peaks = ["" if peak is None else _quantity(peak, "MiB") for peak in (figure.peak, figure.baseline_peak)]
    value = _quantity(figure.value, figure.unit)
    return figure.name, value, spread, peaks[0], figure.aim, baseline, peaks[1], share, figure.baseline_name


def _quantity(value: float, unit: str) -> str:
    return f"{number(value)} {unit}"
