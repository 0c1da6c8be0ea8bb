"""`fvm eval`: how good the answers are, on a file of questions."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot import settings, wiring
from bot.cli.progress import bars
from bot.evaluation import judgments, report, runner


@click.command("eval")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw accuracy against coverage.")
@click.option("--misses", is_flag=True, help="List the questions that were not answered rightly.")
def command(file: Path | None, as_object: bool, plot: Path | None, misses: bool) -> None:
    """Measure the answers on FILE (JSON Lines), by default on the project's own questions."""
    with bars() as progress:
        parts = wiring.open_parts(settings.load(), progress)
        asked = judgments.load(file or judgments.SHIPPED)
        outcomes = runner.run(asked, parts.answerer.answer, parts.search)
    measured = report.build(outcomes)
    click.echo(json.dumps(report.as_json(measured), ensure_ascii=False) if as_object else report.as_text(measured))
    if misses:
        click.echo(report.misses_as_text(measured))
    if plot is not None:
        # matplotlib takes a second to import and is an optional part.
        from bot.evaluation.plot import draw

        draw(measured, plot)
        click.echo(f"Drawn: {plot}", err=True)
