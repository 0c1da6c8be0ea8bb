"""`fvm check`: everything that is wrong with the shelf."""

from __future__ import annotations

import json
import sys

import click

from bot import settings
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.wiring.answers import open_library
from corpus.shelf.faults import Fault, Severity


@click.command("check")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
def command(as_object: bool) -> None:
    """List all that is wrong with the bulletins. Exit status 1 where a file is left out."""
    shelf = open_library(settings.load()).load()
    if as_object:
        faults = [_object(fault) for fault in shelf.faults]
        click.echo(json.dumps({"bulletins": len(shelf.bulletins), "faults": faults}, ensure_ascii=False))
    else:
        for fault in shelf.faults:
            click.echo(printable(f"{fault.severity.value}: {fault}"))
        click.echo(f"{len(shelf.bulletins)} bulletins can be read, {len(shelf.errors)} files are left out.")
    if any(fault.severity is Severity.ERROR for fault in shelf.faults):
        sys.exit(REFUSED)


def _object(fault: Fault) -> dict[str, object]:
    return {"file": fault.path.name, "line": fault.line, "severity": fault.severity.value, "reason": fault.reason}
