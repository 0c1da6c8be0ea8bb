"""`fvm withdraw`: a bulletin that is no longer current is quoted no more and kept in history."""

from __future__ import annotations

import click

from bot.cli.adding.dates import PartialDateType
from bot.cli.printable import printable
from bot.cli.shelf import settings_of, shelf_option
from bot.wiring.administration import open_upkeep, operator
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.types import PartialDate


@click.command("withdraw")
@click.argument("bulletin_ids", metavar="ID...", nargs=-1, required=True)
@click.option("--since", type=PartialDateType(), help="From which day it is not current; today without.")
@click.option("--undo", is_flag=True, help="Make it current again.")
@shelf_option
def command(bulletin_ids: tuple[str, ...], since: PartialDate | None, undo: bool, shelf: str | None) -> None:
    """Quote the bulletin ID no more; its text and history stay on the shelf. `fvm privacy withdraw` erases one."""
    upkeep, language = open_upkeep(settings_of(shelf)), terminal_language()
    for bulletin_id in bulletin_ids:
        if undo:
            upkeep.take_up(operator(), bulletin_id)
        else:
            upkeep.withdraw(operator(), bulletin_id, since)
        done = say("terminal.taken_up" if undo else "terminal.withdrawn", language, bulletin=bulletin_id)
        click.echo(printable(done))
    click.echo(say("terminal.reindex", language, option=""))
