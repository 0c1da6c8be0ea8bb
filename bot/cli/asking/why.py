"""`fvm why`: what was weighed for a question, and what tipped it."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.administration.reporting.explanation import Explanation, explained_answers, explanation_object
from bot.cli.asking.screening import screened_question
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.cli.warnings import warn_of
from bot.wiring.answers import open_parts
from bot.wiring.opened_shelves import pinned_ask
from bot.words.catalogue import decimal, say
from bot.words.voice import terminal_language

_QUOTE = 160


@click.command("why")
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, one object for each thing asked.")
@shelf_option
def command(question: tuple[str, ...], as_json: bool, shelf: str | None) -> None:
    """Show the passages that were weighed for QUESTION, with every score, and why it was answered or not."""
    asked = screened_question(" ".join(question))
    values = settings_of(shelf)
    with bars() as progress:
        parts = open_parts(values, progress, keep_old=True)
    found = explained_answers(parts.answerer, pinned_ask(values, parts, warn_of).is_pinned, asked)
    if as_json:
        click.echo(json.dumps(explanation_object(found), ensure_ascii=False))
        return
    for explanation in found:
        _print(Console(), explanation)


def _print(console: Console, explanation: Explanation) -> None:
    console.print(Text(printable(explanation.question), style="bold"))
    for reason in explanation.reasons:
        console.print(Text(printable(reason)))
    language = terminal_language()
    table = Table("dense", "lexical", "fused", say("why.probability", language), say("why.quote", language))
    for row in explanation.rows:
        scores = ((row.dense, 3), (row.lexical, 1), (row.fused, 3), (row.probability, 2))
        place = " · ".join(part for part in (row.title, row.heading) if part)
        words = Text(printable(f"{place}: {row.quote[:_QUOTE]}"))
        table.add_row(*(decimal(score, places, language) for score, places in scores), words)
    console.print(table)
