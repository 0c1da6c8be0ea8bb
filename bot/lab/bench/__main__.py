"""`python -m bot.lab.bench`, `make bench`: speed and memory against baselines."""

from __future__ import annotations

import json

import click

from bot.cli.progress import bars
from bot.lab.bench import figures, suite


@click.command()
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--bulletins", type=click.IntRange(min=2), default=1000, show_default=True, help="Size of the shelf.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Repetitions.")
def main(as_object: bool, bulletins: int, rounds: int) -> None:
    """Measure speed and memory, each with its baseline in the same run. Takes several minutes."""
    with bars() as progress:
        found = suite.run_benchmark(bulletins=bulletins, rounds=rounds, on_progress=progress)
    click.echo(json.dumps(figures.benchmark_json(found)) if as_object else figures.benchmark_text(found), nl=as_object)


if __name__ == "__main__":
    main()
