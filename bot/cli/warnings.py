"""What is wrong with the shelf, said on standard error."""

from __future__ import annotations

from collections.abc import Iterable

import click

from bot.cli.printable import printable
from corpus.faults import Fault


def warn(faults: Iterable[Fault]) -> None:
    """One line for each fault: how grave, which file and line, why."""
    for fault in faults:
        click.echo(printable(f"fvm: {fault.severity.value}: {fault}"), err=True)
