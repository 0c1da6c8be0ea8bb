"""`fvm restore`: a backup put back, on this machine or another."""

from __future__ import annotations

from pathlib import Path

import click

from bot import settings
from bot.administration.backup import restore_backup
from bot.slack.inbox.database import doubt_open, opened_database
from bot.wiring.administration import what_is_kept
from bot.words.catalogue import say
from bot.words.voice import terminal_language


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(file: Path) -> None:
    """Put the backup FILE into the data folder and the shelves, which must be empty.

    What was unanswered in it may have been answered since: the bot looks for its reply before it answers.
    """
    values = settings.load()
    restore_backup(file, what_is_kept(values))
    with opened_database(values.slack) as database:
        # Of a database of its own its own dump and restore is made; docs/scale.md.
        doubted = 0 if database is None or values.slack.database_url else doubt_open(database)
    click.echo(say("terminal.restored", terminal_language(), folder=values.data, count=doubted))
