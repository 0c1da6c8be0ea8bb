"""`fvm timeline`: what was said about a subject month by month."""

from __future__ import annotations

import json

import click
from rich.console import Console

from bot.answering.as_json import timeline_object
from bot.cli.asking.screening import screened_question
from bot.cli.asking.timeline_rendering import print_timeline
from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.cli.warnings import warn
from bot.wiring.answers import open_parts


@click.command("timeline")
@click.argument("subject", nargs=-1, required=True)
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(subject: tuple[str, ...], as_object: bool, shelf: str | None) -> None:
    """Show what the bulletins said about SUBJECT, a question or a few words, month by month."""
    asked = screened_question(" ".join(subject))
    values = settings_of(shelf)
    with bars() as report:
        parts = open_parts(values, report)
    warn(parts.faults)
    timeline = parts.timeline.find(asked)
    if as_object:
        click.echo(json.dumps(timeline_object(timeline) | {"shelf": values.shelf or None}, ensure_ascii=False))
    else:
        print_timeline(Console(), timeline)
