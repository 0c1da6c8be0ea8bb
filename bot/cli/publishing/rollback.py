"""`fvm rollback`: an earlier snapshot answers again."""

from __future__ import annotations

import json

import click

from bot.administration.errors import PreviewError
from bot.administration.publishing.publisher import Publisher
from bot.cli.progress import bars
from bot.cli.shelf import naming_shelf, settings_of, shelf_option
from bot.wiring.administration import open_publisher, operator
from bot.words.catalogue import say
from bot.words.voice import terminal_language


@click.command("rollback")
@click.argument("snapshot", required=False, metavar="[SNAPSHOT]")
@click.option("--list", "only_list", is_flag=True, help="List the snapshots that are kept.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(snapshot: str | None, only_list: bool, as_object: bool, shelf: str | None) -> None:
    """Let SNAPSHOT answer again, or the one before the present one. The bulletins on the shelf stay as they are."""
    values = settings_of(shelf)
    with bars() as progress:
        publisher = open_publisher(values, progress)
        if only_list:
            _list(publisher, as_object, naming_shelf(values))
            return
        manifest = publisher.rollback(operator(), snapshot or _former(publisher))
    click.echo(
        json.dumps({"snapshot": manifest.id} | naming_shelf(values))
        if as_object
        else say("terminal.answers_again", terminal_language(), snapshot=manifest.id)
    )


def _former(publisher: Publisher) -> str:
    """The newest snapshot that is older than the one that answers."""
    present = publisher.published() or ""
    older = [manifest.id for manifest in publisher.snapshots() if manifest.id < present]
    if not older:
        raise PreviewError("There is no earlier snapshot to go back to; `fvm rollback --list` shows those kept.")
    return older[0]


def _list(publisher: Publisher, as_object: bool, of: dict[str, str]) -> None:
    present, found = publisher.published(), publisher.snapshots()
    if as_object:
        rows = [{"snapshot": each.id, "built": each.built.isoformat(), "bulletins": each.counts.bulletins,
                 "answers": each.id == present, **of} for each in found]  # fmt: skip
        click.echo(json.dumps(rows))
        return
    language = terminal_language()
    for each in found:
        mark = f"  {say('terminal.answers_now', language)}" if each.id == present else ""
        row = say("terminal.snapshot_row", language, snapshot=each.id, time=f"{each.built:%Y-%m-%d %H:%M}",
                  bulletins=each.counts.bulletins)  # fmt: skip
        click.echo(row + mark)
