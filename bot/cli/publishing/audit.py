"""`fvm audit`: what admins have done."""

from __future__ import annotations

import json

import click

from bot.administration.audit import AuditEntry
from bot.cli.printable import printable
from bot.cli.shelf import naming_shelf, settings_of, shelf_option
from bot.wiring.administration import open_audit
from bot.words.catalogue import say
from bot.words.voice import terminal_language


@click.command("audit")
@click.option("--last", type=click.IntRange(1), default=50, show_default=True, help="How many of the newest acts.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object for each act.")
@shelf_option
def command(last: int, as_object: bool, shelf: str | None) -> None:
    """Show the newest admin acts, oldest first: when (UTC), who, what, how it ended."""
    values = settings_of(shelf)
    entries = open_audit(values).entries()[-last:]
    for entry in entries:
        click.echo(
            json.dumps(_object(entry) | naming_shelf(values), ensure_ascii=False)
            if as_object
            else printable(_line(entry))
        )
    if not entries and not as_object:
        click.echo(say("terminal.no_acts", terminal_language()))


def _line(entry: AuditEntry) -> str:
    when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
    parts = (when, entry.who, entry.act.value, entry.outcome.value, entry.target, entry.detail)
    return "  ".join(part for part in parts if part)


def _object(entry: AuditEntry) -> dict[str, str]:
    return {"at": entry.at.isoformat(), "who": entry.who, "act": entry.act.value, "target": entry.target,
            "outcome": entry.outcome.value, "detail": entry.detail}  # fmt: skip
