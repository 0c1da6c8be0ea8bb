"""`fvm status`: what is indexed."""

from __future__ import annotations

import datetime
import json

import click

from bot.cli.shelf import settings_of, shelf_option
from bot.settings import Settings
from bot.wiring.administration import open_upkeep
from bot.wiring.answers import open_library
from bot.wiring.passages import index_folder, index_place
from bot.words.catalogue import decimal, say
from bot.words.voice import terminal_language
from index.errors import FormerFormatError
from index.snapshot.former import former_manifest
from index.snapshot.manifest import Manifest


@click.command("status")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(as_object: bool, shelf: str | None) -> None:
    """Show what is indexed, with which model, how old and how large."""
    values = settings_of(shelf)
    manifest, is_former = _manifest(values)
    found = _object(manifest, datetime.datetime.now(datetime.UTC)) | {"format": manifest.format}
    loaded = open_library(values).load()
    found |= {"name": values.shelf} if values.shelf else {}
    found |= {"shelf": str(values.bulletins), "shelf_bulletins": len(loaded.bulletins), "left_out": len(loaded.errors)}
    found |= {"withdrawn": len(loaded.withdrawn), "pages_gone": len(open_upkeep(values).gone())}
    if as_object:
        click.echo(json.dumps(found))
        return
    language = terminal_language()
    for key, value in found.items():
        shown = decimal(value, 1, language) if isinstance(value, float) else value
        click.echo(f"{say(f'status.{key}', language):<24} {shown}")
    if is_former:
        click.echo(say("status.former", language))


def _manifest(values: Settings) -> tuple[Manifest, bool]:
    """That of the index, and whether the release before wrote it; raises SnapshotError where there is none."""
    try:
        return index_place(values).manifest(), False
    except FormerFormatError:
        former = former_manifest(index_folder(values))
        if former is None:
            raise
        return former, True


def _object(manifest: Manifest, now: datetime.datetime) -> dict[str, object]:
    return {
        "snapshot": manifest.id,
        "bulletins": manifest.counts.bulletins,
        "passages": manifest.counts.passages,
        "model": manifest.model,
        "built": manifest.built.isoformat(timespec="seconds"),
        "age_hours": round((now - manifest.built).total_seconds() / 3600, 1),
        "megabytes": round(manifest.size / 1e6, 1),
    }
