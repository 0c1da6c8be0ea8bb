"""What is wrong and hinders no answer, said on standard error."""

from __future__ import annotations

from collections.abc import Iterable

import click

from bot.cli.printable import printable
from bot.errors import BotError
from corpus.shelf.faults import Fault


def warn(faults: Iterable[Fault]) -> None:
    """One line for each fault: how grave, which file and line, why."""
    for fault in faults:
        click.echo(printable(f"fvm: {fault.severity.value}: {fault}"), err=True)


def warn_of(error: BotError) -> None:
    """One line for what is wrong and does not keep the bot from answering."""
    click.echo(printable(f"fvm: warning: {error}"), err=True)
