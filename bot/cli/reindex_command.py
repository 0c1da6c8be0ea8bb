"""`fvm reindex`: a new snapshot from the shelf as it stands."""

from __future__ import annotations

import click

from bot import settings, wiring
from bot.cli.printable import printable
from bot.cli.progress import bars


@click.command("reindex")
def command() -> None:
    """Build the index anew. The old one answers until the new one is whole."""
    with bars() as report:
        built = wiring.reindex(settings.load(), report)
    for fault in built.faults:
        click.echo(printable(f"{fault.severity.value}: {fault}"), err=True)
    click.echo(built.summary)
