"""A timeline as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bot.answering.timeline import Entry, Timeline
from bot.answering.words import words_in, written_change, written_date
from bot.cli.asking.rendering import print_nearest, print_quoted
from bot.cli.printable import printable
from corpus.language.calendar import month_name
from corpus.types import Language


def print_timeline(console: Console, timeline: Timeline) -> None:
    """Draw `timeline` on `console` under its years and months; text from bulletins is shown as it is."""
    words = words_in(timeline.language)
    console.print()
    if not timeline.entries:
        console.print(Text(words.nothing_said, style="bold"))
        print_nearest(console, timeline.related, timeline.language)
    years: list[int | None] = []
    for month in timeline.months:
        if month.year not in years:
            years.append(month.year)
            console.print(Text(words.undated if month.year is None else str(month.year), style="bold"))
        if month.month is not None:
            console.print(Text(month_name(month.month, timeline.language), style="bold cyan"))
        for entry in month.entries:
            _print_entry(console, entry, timeline.language)
    if not timeline.entries:
        console.print()


def _print_entry(console: Console, entry: Entry, language: Language) -> None:
    if entry.change is not None:
        change = written_change(entry.change.before, entry.change.published, language)
        console.print(Text(printable(f"  {change}"), style="yellow"))
    print_quoted(console, entry.quoted, language)
    if entry.also:
        titles = " · ".join(f"{each.title} ({written_date(each.published, language)})" for each in entry.also)
        console.print(Text(printable(f"  {words_in(language).also_said}: {titles}"), style="dim"))
    console.print()
