"""`fvm backup`: everything that must survive, in one file, while the bot runs."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from bot import settings
from bot.administration.backup import ENDING, make_backup, prune_backups
from bot.wiring.administration import what_is_kept


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(1), default=14, show_default=True, help="How many backups stay there.")
def command(folder: Path, keep: int) -> None:
    """Copy questions, bulletins, index and records into one file in FOLDER. The bot runs on meanwhile."""
    file = folder.absolute() / f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    size = make_backup(what_is_kept(settings.load()), file)
    removed = prune_backups(folder, keep)
    click.echo(f"{file}: {size / 1e6:.1f} MB. It holds what people asked. Older ones removed: {len(removed)}.")
