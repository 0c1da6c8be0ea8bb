"""`fvm check`: everything that is wrong with the shelf."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from bot.administration.upkeep import GonePage
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.shelf import settings_of, shelf_option
from bot.wiring.administration import open_upkeep
from bot.wiring.answers import open_library
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.shelf.faults import Fault, Severity
from corpus.shelf.library import Shelf
from corpus.types import Language


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
        for line in _lines(loaded, left_out, gone, terminal_language()):
            click.echo(printable(line))
    if any(fault.severity is Severity.ERROR for fault in loaded.faults):
        sys.exit(REFUSED)


def _lines(loaded: Shelf, left_out: Mapping[str, str], gone: Sequence[GonePage], language: Language) -> Iterator[str]:
    for fault in loaded.faults:
        yield f"{fault.severity.value}: {fault}"
    for page in gone:
        yield say("terminal.gone", language, address=page.address, status=page.status, bulletin=page.bulletin.id)
    for bulletin, day in loaded.withdrawn:
        yield say("terminal.withdrawn_since", language, bulletin=bulletin.id, day=day)
    for bulletin_id, words in sorted(left_out.items()):
        yield say("terminal.left_out", language, bulletin=bulletin_id, words=words)
    yield say("terminal.checked", language, bulletins=len(loaded.bulletins), files=len(loaded.errors))


def _object(fault: Fault) -> dict[str, object]:
    return {"file": fault.path.name, "line": fault.line, "severity": fault.severity.value, "reason": fault.reason}
