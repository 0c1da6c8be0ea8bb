"""`fvm list`: bulletins about a subject, of a time, or the newest."""

from __future__ import annotations

import datetime
import json

import click
from rich.console import Console

from bot.answering.as_json import answer_object
from bot.answering.listing.period import Period, period_of
from bot.answering.listing.request import FIRST, LAST, MOST, ListRequest, list_request
from bot.cli.asking.rendering import print_answer
from bot.cli.asking.screening import screened
from bot.cli.progress import bars
from bot.cli.shelf import settings_asked, shelf_option
from bot.cli.warnings import warn, warn_of
from bot.wiring.opened_shelves import open_asked
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.language.words import folded_words


@click.command("list")
@click.argument("subject", nargs=-1)
@click.option("--since", metavar="TIME", help="From then on: 2026-11-27, 'i fredags', 'last week', 'maj 2020'.")
@click.option("--until", metavar="TIME", help="Until the end of that.")
@click.option("--most", type=click.IntRange(1, 100), help="How many to show; ten unless SUBJECT says how many.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(
    subject: tuple[str, ...], since: str | None, until: str | None, most: int | None, as_object: bool, shelf: str | None
) -> None:
    """List the bulletins that mention SUBJECT, a few words or a question such as "vad är nytt?", the newest first."""
    words, today = screened(" ".join(subject)), datetime.date.today()
    request = _request(words, since, until, most, today)
    with bars() as report:
        opened = open_asked(settings_asked(shelf), report, warn_of)
    warn(opened.faults)
    answer = opened.listed(words, request)
    if as_object:
        click.echo(json.dumps(answer_object(answer), ensure_ascii=False))
    else:
        print_answer(Console(), answer)


def _request(words: str, since: str | None, until: str | None, most: int | None, today: datetime.date) -> ListRequest:
    asked = list_request(words, today) if words else None
    said = asked or ListRequest(words)
    if since is None and until is None:
        period = said.period
    else:
        first = FIRST if since is None else _time("--since", since, today).first
        period = Period(first, LAST if until is None else _time("--until", until, today).last)
    return ListRequest(said.subject, period, most or (said.most if asked else MOST))


def _time(option: str, words: str, today: datetime.date) -> Period:
    found = period_of(" ".join(folded_words(words)), today)
    if found is None:
        raise click.UsageError(say("misuse.no_time", terminal_language(), option=option, words=words))
    return found
