"""`python -m bot.lab.bench.between OTHER`: a cold question here and in another checkout, by turns in one run.

Processor time and the least of several rounds tell versions apart on a machine that has other work; wall time does not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from bot.lab.bench.suite import QUESTION

HERE = Path(__file__).resolve().parents[3]

_ASK = "from bot.cli.main import main; main()"


@dataclass(frozen=True, slots=True)
class ColdRound:
    """One cold `fvm ask`: seconds of the processors, seconds by the clock, peak of resident bytes."""

    cpu_seconds: float
    seconds: float
    peak_bytes: int


@click.command()
@click.argument("other", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
def main(other: Path, rounds: int) -> None:
    """Ask here and in the checkout OTHER by turns; the first round builds what is missing and is not told."""
    with tempfile.TemporaryDirectory() as folder:
        checkouts = (HERE, other.resolve())
        found: dict[Path, list[ColdRound]] = {checkout: [] for checkout in checkouts}
        for number in range(rounds + 1):
            for place, checkout in enumerate(checkouts):
                asked = _ask(checkout, Path(folder) / str(place))
                found[checkout] += [asked] if number else []
    for checkout, asked_there in found.items():
        cpu, clock = min(each.cpu_seconds for each in asked_there), min(each.seconds for each in asked_there)
        peak = max(each.peak_bytes for each in asked_there) / 1e6
        click.echo(f"{checkout}: {cpu:.2f} s of processors, {clock:.2f} s by the clock, {peak:,.0f} MB at most")


def _ask(checkout: Path, data: Path) -> ColdRound:
    """Both checkouts share the cache: what they prepare lies in folders of its own for each format."""
    command = [sys.executable, "-m", "bot.lab.bench.probe", sys.executable, "-c", _ASK, "ask", "--json", QUESTION]
    inherited = os.environ | {"PYTHONPATH": str(checkout), "FVM_DATA": str(data)}
    done = subprocess.run(command, cwd=checkout, env=inherited, stdout=subprocess.PIPE, check=True)  # noqa: S603
    told = json.loads(done.stdout)
    return ColdRound(told["cpu_seconds"], told["seconds"], told["peak_bytes"])


if __name__ == "__main__":
    main()
