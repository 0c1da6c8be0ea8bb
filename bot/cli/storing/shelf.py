"""`fvm shelf`: the files of a shelf into the database that several bots share, or out of it."""

from __future__ import annotations

from pathlib import Path

import click

from bot.administration.audit import Act
from bot.administration.sharing import BULLETINS, shared_files
from bot.cli.printable import printable
from bot.cli.shelf import settings_of, shelf_option
from bot.errors import BotError
from bot.settings import Settings
from bot.wiring.administration import open_audit, operator
from bot.wiring.shelf_files import shared_shelf
from corpus.storage import write_file


@click.group("shelf")
def command() -> None:
    """The files of a shelf: bulletins with their history, watch list, probe questions, drafts."""


@command.command("import")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of what the database holds.")
@shelf_option
def put(folder: Path | None, replace: bool, shelf: str | None) -> None:
    """Put a shelf into the database that FVM_DATABASE_URL names, where all bots then read and write it: what `fvm shelf
    export` wrote to FOLDER, else FVM_BULLETINS with what stands in the data folder."""
    values = _shared_settings(shelf)
    files = shared_files(folder, folder / BULLETINS) if folder else shared_files(values.data, values.bulletins)
    with open_audit(values).recorded(operator(), Act.ADD, "import") as detail:
        shared_shelf(values).put_all(files, replace)
        detail(f"{len(files)} files")
    click.echo(printable(f"{_told(files)} are in the database. Start the bots anew, and run `fvm reindex`."))


@command.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@shelf_option
def take(folder: Path, shelf: str | None) -> None:
    """Write the shelf that the database holds to FOLDER, which must be empty or not there."""
    values = _shared_settings(shelf)
    if folder.exists() and any(folder.iterdir()):
        raise BotError(f"{folder} holds something already. Name an empty folder; nothing was done.")
    shared = shared_shelf(values)
    if not shared.is_shared():
        raise BotError("The database holds no such shelf. `fvm shelf import` puts one there.")
    shared.renew()
    files = shared_files(shared.folder, shared.folder / BULLETINS)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, data, private=True)
    click.echo(printable(f"{_told(files)} are in {folder}."))


def _shared_settings(shelf: str | None) -> Settings:
    values = settings_of(shelf)
    if not values.slack.database_url:
        raise BotError("FVM_DATABASE_URL names no database, and the shelf is a folder already.")
    return values


def _told(files: dict[str, bytes]) -> str:
    bulletins = sum(name.startswith(f"{BULLETINS}/") and "/." not in name for name in files)
    return f"{bulletins} bulletins and {len(files) - bulletins} files beside them"
