"""`fvm eval`: how good the answers are, on a file of questions."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.evaluation import judgments, report, runner
from bot.wiring.answers import open_parts


@click.command("eval")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw accuracy against coverage.")
@click.option("--split", type=click.Choice([part.value for part in judgments.Split]), help="Ask this part alone.")
@click.option("--alias", "aliases", multiple=True, metavar="FROM=TO", help="Read FROM in FILE as the address TO.")
@click.option("--misses", is_flag=True, help="List the questions that were not answered rightly.")
@shelf_option
def command(
    file: Path | None,
    as_object: bool,
    plot: Path | None,
    split: str | None,
    aliases: tuple[str, ...],
    misses: bool,
    shelf: str | None,
) -> None:
    """Measure the answers on FILE (JSON Lines), by default on the project's own questions."""
    chosen = judgments.Split(split) if split else None
    asked = judgments.load_judgments(file or judgments.SHIPPED, split=chosen, aliases=_pairs(aliases))
    with bars() as progress:
        values = settings_of(shelf)
        parts = open_parts(values, progress)
        outcomes = runner.run_judgments(asked, parts.answerer.answer, parts.search, partial(progress, "asking"))
        # Allowed every error, the bot never keeps silent: so the curve reaches full coverage.
        unhesitating = open_parts(replace(values, max_error=1.0), progress).answerer.answer
        curve = runner.run_judgments(asked, unhesitating, on_progress=partial(progress, "asking without silence"))
    measured = report.build_report(outcomes, curve)
    click.echo(
        json.dumps(report.report_object(measured), ensure_ascii=False) if as_object else report.report_text(measured)
    )
    if misses:
        click.echo(report.misses_as_text(measured))
    if plot is not None:
        # matplotlib takes a second to import and is an optional part.
        from bot.evaluation.plot import draw

        draw(measured, plot)
        click.echo(f"Drawn: {plot}", err=True)


def _pairs(aliases: tuple[str, ...]) -> dict[str, str]:
    """The first `=` before a web address parts the two, since addresses hold `=` themselves."""
    pairs = {}
    for alias in aliases:
        old, equals, new = alias.partition("=http")
        if not (old and equals):
            raise click.UsageError(f"--alias {alias!r}: wanted FROM=TO, where TO is a web address.")
        pairs[old] = f"http{new}"
    return pairs
