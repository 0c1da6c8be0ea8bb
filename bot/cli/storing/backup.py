"""`fvm backup`: everything that must survive, in one file, while the bot runs."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from bot import settings
from bot.administration.backup import ENDING, make_backup, prune_backups
from bot.wiring.administration import what_is_kept
from bot.words.catalogue import decimal, say
from bot.words.voice import terminal_language


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(1), default=14, show_default=True, help="How many backups stay there.")
def command(folder: Path, keep: int) -> None:
    """Copy questions, bulletins, index and records into one file in FOLDER. The bot runs on meanwhile."""
    file = folder.absolute() / f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    size = make_backup(what_is_kept(settings.load()), file)
    removed = prune_backups(folder, keep)
    language = terminal_language()
    size_in_mb = decimal(size / 1e6, 1, language)
    click.echo(say("terminal.backed_up", language, file=file, size=size_in_mb, count=len(removed)))
