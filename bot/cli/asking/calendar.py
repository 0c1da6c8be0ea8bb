"""`fvm calendar`: what the bulletins say happens when, in the terminal, as JSON or as a file for calendars."""

from __future__ import annotations

import datetime
import json
import sys

import click

from bot.answering.calendar.ics import ics
from bot.answering.calendar.moving import CalendarEntry
from bot.answering.calendar.wording import moved_lines, source_text
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.shelf import naming_shelf, settings_of, shelf_option
from bot.cli.warnings import warn
from bot.wiring.answers import open_parts
from bot.words.catalogue import say
from corpus.types import Language


@click.command("calendar")
@click.option("--all", "everything", is_flag=True, help="What is over, too; with --ics it always is.")
@click.option("--ics", "as_ics", is_flag=True, help="Write an iCalendar file to the standard output.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Of our own words.")
@shelf_option
def command(everything: bool, as_ics: bool, as_object: bool, language: str, shelf: str | None) -> None:
    """Show what the bulletins say happens when, each with its quote, and what it replaced."""
    values = settings_of(shelf)
    with bars() as report:
        parts = open_parts(values, report)
    warn(parts.faults)
    entries, today = parts.calendar.find(), datetime.date.today()
    if as_ics:
        sys.stdout.buffer.write(
            ics(entries, values.slack.programme, parts.retriever.snapshot.built, Language(language))
        )
        return
    shown = [entry for entry in entries if everything or entry.days.last >= today]
    if as_object:
        found = {"entries": [_object(entry) for entry in shown]} | naming_shelf(values)
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for entry in shown:
        click.echo(printable(f"{entry.days}  {entry.dated.text}"))
        for line in (*moved_lines(entry, Language(language)), source_text(entry, Language(language))):
            click.echo(printable(f"    {line}"))
    if not shown:
        click.echo(say("terminal.no_days", Language(language)))


def _object(entry: CalendarEntry) -> dict[str, object]:
    citation = entry.citation
    return {
        "uid": entry.uid,
        "first": entry.days.first.isoformat(),
        "last": entry.days.last.isoformat(),
        "quote": entry.dated.text,
        "bulletin": citation.bulletin_id,
        "title": citation.title,
        "link": citation.link or citation.url,
        "replaced": [
            {"first": one.days.first.isoformat(), "last": one.days.last.isoformat(), "quote": one.text,
             "bulletin": one.bulletin.id}
            for one in entry.replaced
        ],
    }  # fmt: skip
