"""A timeline as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bot.answering.timeline import Entry, Timeline
from bot.cli.asking.rendering import print_nearest, print_quoted
from bot.cli.printable import printable
from bot.words.catalogue import say
from bot.words.dates import written_change, written_date
from corpus.language.calendar import month_name
from corpus.types import Language


def print_timeline(console: Console, timeline: Timeline) -> None:
    """Draw `timeline` on `console` under its years and months; text from bulletins is shown as it is."""
    language = timeline.language
    console.print()
    if not timeline.entries:
        console.print(Text(say("timeline.nothing", language), style="bold"))
        print_nearest(console, timeline.related, language)
    years: list[int | None] = []
    for month in timeline.months:
        if month.year not in years:
            years.append(month.year)
            year = say("timeline.undated", language) if month.year is None else str(month.year)
            console.print(Text(year, style="bold"))
        if month.month is not None:
            console.print(Text(month_name(month.month, language), style="bold cyan"))
        for entry in month.entries:
            _print_entry(console, entry, language)
    if not timeline.entries:
        console.print()


def _print_entry(console: Console, entry: Entry, language: Language) -> None:
    if entry.change is not None:
        change = written_change(entry.change.before, entry.change.date, language)
        console.print(Text(printable(f"  {change}"), style="yellow"))
    print_quoted(console, entry.quoted, language)
    if entry.also:
        titles = " · ".join(f"{each.title} ({written_date(each.date, language)})" for each in entry.also)
        console.print(Text(printable(f"  {say('timeline.also', language)}: {titles}"), style="dim"))
    console.print()
