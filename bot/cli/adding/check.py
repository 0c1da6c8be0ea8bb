"""`fvm check`: everything that is wrong with the shelf."""

from __future__ import annotations

import json
import sys

import click

from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.shelf import settings_of, shelf_option
from bot.wiring.administration import open_upkeep
from bot.wiring.answers import open_library
from corpus.shelf.faults import Fault, Severity


@click.command("check")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(as_object: bool, shelf: str | None) -> None:
    """List all that is wrong with the bulletins and what was left out of each. Exit status 1 where a file is."""
    values = settings_of(shelf)
    library, gone = open_library(values), open_upkeep(values).gone()
    loaded, left_out = library.load(), library.left_out()
    if as_object:
        faults = [_object(fault) for fault in loaded.faults]
        click.echo(
            json.dumps(
                {
                    "bulletins": len(loaded.bulletins),
                    "faults": faults,
                    "left_out": left_out,
                    "gone": {page.bulletin.id: page.address for page in gone},
                    "withdrawn": {bulletin.id: str(day) for bulletin, day in loaded.withdrawn},
                },
                ensure_ascii=False,
            )
        )
    else:
        for fault in loaded.faults:
            click.echo(printable(f"{fault.severity.value}: {fault}"))
        for page in gone:
            said = f"gone: {page.address} answers {page.status}; {page.bulletin.id} is still quoted"
            click.echo(printable(f"{said} (`fvm withdraw {page.bulletin.id}` ends that)"))
        for bulletin, day in loaded.withdrawn:
            click.echo(printable(f"withdrawn: {bulletin.id} since {day}"))
        for bulletin_id, words in sorted(left_out.items()):
            click.echo(printable(f"left out of {bulletin_id}: {words}"))
        click.echo(f"{len(loaded.bulletins)} bulletins can be read, {len(loaded.errors)} files are left out.")
    if any(fault.severity is Severity.ERROR for fault in loaded.faults):
        sys.exit(REFUSED)


def _object(fault: Fault) -> dict[str, object]:
    return {"file": fault.path.name, "line": fault.line, "severity": fault.severity.value, "reason": fault.reason}
