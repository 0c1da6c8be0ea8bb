"""`fvm history`: earlier versions of a bulletin."""

from __future__ import annotations

import json

import click

from bot.cli.printable import printable
from bot.cli.shelf import settings_of, shelf_option
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.errors import ShelfError
from corpus.shelf.history import Version, changed_ids, versions


@click.command("history")
@click.argument("bulletin_id", required=False, metavar="[ID]")
@click.option("--show", "stamp", metavar="VERSION", help="Print that version as it was.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(bulletin_id: str | None, stamp: str | None, as_object: bool, shelf: str | None) -> None:
    """List the earlier versions of the bulletin ID, or the bulletins that have some."""
    bulletins = settings_of(shelf).bulletins
    if bulletin_id is None:
        ids = changed_ids(bulletins)
        nothing = say("terminal.nothing_changed", terminal_language())
        click.echo(json.dumps(ids) if as_object else "\n".join(ids) or nothing)
        return
    found = versions(bulletins, bulletin_id)
    if stamp:
        _show(found, bulletin_id, stamp)
    elif as_object:
        click.echo(json.dumps([{"version": each.stamp, "file": str(each.path)} for each in found]))
    else:
        _list(found, bulletin_id)


def _show(found: tuple[Version, ...], bulletin_id: str, stamp: str) -> None:
    for version in found:
        if version.stamp == stamp:
            for line in version.text().splitlines():
                click.echo(printable(line))
            return
    raise ShelfError(f"{bulletin_id} has no version {stamp!r}; `fvm history {bulletin_id}` lists them")


def _list(found: tuple[Version, ...], bulletin_id: str) -> None:
    language = terminal_language()
    for version in found:
        time = f"{version.replaced:%Y-%m-%d %H:%M}"
        click.echo(say("terminal.replaced_at", language, version=version.stamp, time=time))
    if not found:
        click.echo(printable(say("terminal.no_versions", language, bulletin=bulletin_id)))
