"""`fvm settings`: what is in force."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Mapping

import click

from bot import settings
from bot.cli.printable import printable
from bot.settings_file import NAME
from bot.variables import Setting
from bot.words.catalogue import say, texts
from bot.words.voice import terminal_language
from corpus.types import Language

_PREFIX = "FVM_"


@click.command("settings")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
def command(as_object: bool) -> None:
    """Show every setting with the value in force and whether it was set. Secrets are masked."""
    unknown, language = dict(_unknown(os.environ)), terminal_language()
    for name, nearest in unknown.items():
        hint = (
            say("terminal.did_you_mean", language, name=nearest)
            if nearest
            else say("terminal.lists_settings", language)
        )
        click.echo(printable(f"fvm: {say('terminal.no_setting', language, name=name, hint=hint)}"), err=True)
    rows = [_row(setting, value) for setting, value in settings.in_force(settings.load())]
    if as_object:
        click.echo(json.dumps({"settings": rows, "unknown": unknown}, ensure_ascii=False))
        return
    for row in rows:
        source = {None: f"  ({say('terminal.default', language)})", row["name"]: ""}.get(
            row["set_by"], f"  ({row['set_by']})"
        )
        shown = row["value"] or _default(str(row["name"]), row["default"] or "", language)
        click.echo(printable(f"{row['name']:<26}{shown}{source}"))


def _default(name: str, default: str, language: Language) -> str:
    """What holds where nothing is set, in words where the value alone says little."""
    key = "none" if default == "none" else name.lower()
    return say(f"setting_default.{key}", language) if f"setting_default.{key}" in texts(language) else default


def _row(setting: Setting, value: str) -> dict[str, str | None]:
    return {"name": setting.key, "value": value or None, "default": setting.shown_default,
            "set_by": setting.source(os.environ)}  # fmt: skip


def _unknown(environment: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """The variables that look like settings and are none, each with the setting that is most like it."""
    known = [NAME, *(name for setting in settings.SETTINGS for name in setting.names)]
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name not in known:
            yield name, next(iter(difflib.get_close_matches(name, known, 1)), None)
