from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from bot.answering.changing.change import Change
from bot.answering.timeline import Entry, Timeline
from bot.answering.types import Explained
from bot.cli.asking.timeline_rendering import print_timeline
from corpus.types import Language, PartialDate
from tests.bot.slack.answers import CITATION, QUOTED


def entry(quote: str, published: str | None, **changed: object) -> Entry:
    date = None if published is None else PartialDate.parse(published)
    citation = replace(CITATION, date=date, link=None, url=None, heading=None)
    quoted = replace(QUOTED, quote=quote, span=None, citation=citation, explained=(Explained("i höst", "hösten 2020"),))
    return Entry(quoted, **changed)  # type: ignore[arg-type]


def shown(timeline: Timeline) -> list[str]:
    written = io.StringIO()
    print_timeline(Console(file=written, width=100), timeline)
    return [line.rstrip() for line in written.getvalue().splitlines() if line.strip()]


def test_quotes_stand_under_their_years_and_months_and_nothing_moves_the_cursor() -> None:
    changed = entry("Nu \x1b[2J leder [b]Bo[/b].", "2021-04", change=Change("Eva\x1b Ek", PartialDate(2020, 4)),
                    also=(CITATION,))  # fmt: skip
    timeline = Timeline("Vem?", Language.SV, (entry("Eva leder.", "2020-04"), entry("Eva.", "2020-04"), changed,
                                              entry("Ingen vet.", None)))  # fmt: skip
    explanation = "  Räknat från bulletinens datum – i höst: hösten 2020"
    title = "  Ny ledare för programmet · {}"
    assert shown(timeline) == [
        "2020", "april", "  Eva leder.", explanation, title.format("april 2020"),
        "  Eva.", explanation, title.format("april 2020"),
        "2021", "april", "  Skiljer sig från april 2020: ”Eva  Ek”", "  Nu  [2J leder [b]Bo[/b].", explanation,
        title.format("april 2021"), "  Nästan samma ord senare: Ny ledare för programmet (april 2020)",
        "Utan datum", "  Ingen vet.", explanation, title.format("okänt datum"),
    ]  # fmt: skip


def test_an_empty_timeline_says_so_and_names_the_nearest_bulletins() -> None:
    lines = shown(Timeline("eggs", Language.EN, related=(CITATION,)))
    assert lines[:3] == [
        "No bulletin clearly says anything about this.", "Nearest bulletins",
        "  Ny ledare för programmet · April 2020 · Vem leder?",
    ]  # fmt: skip
