"""`fvm add`: bulletins from files, folders and web addresses onto the shelf."""

from __future__ import annotations

import sys

import click

from bot import settings, wiring
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from corpus.ingest import Event, Given, Outcome, ingest
from corpus.types import PartialDate


class _Date(click.ParamType[PartialDate]):
    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        try:
            return PartialDate.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|URL...")
@click.option("--url", help="The page's address, where the source does not tell it.")
@click.option("--title", help="The title, where the source's own is wrong.")
@click.option("--published", type=_Date(), help="The date: 2020, 2020-04 or 2020-04-30.")
@click.option("--allow-private", is_flag=True, help="Also fetch from addresses of the own network.")
def command(
    sources: tuple[str, ...], url: str | None, title: str | None, published: PartialDate | None, allow_private: bool
) -> None:
    """Bring bulletins in. Exit status 1 where a source was skipped."""
    if len(sources) > 1 and (url or title):
        raise click.UsageError("--url and --title belong to one page; name one source with them.")
    library = wiring.open_library(settings.load())
    given = Given(url=url, title=title, published=published)
    events = [
        event for source in sources for event in ingest(source, library, _say, given, allow_private=allow_private)
    ]
    changed = sum(event.outcome in (Outcome.ADDED, Outcome.REPLACED) for event in events)
    click.echo(f"{changed} of {len(events)} changed the shelf." + (" Run `fvm reindex`." if changed else ""))
    if any(event.outcome is Outcome.SKIPPED for event in events):
        sys.exit(REFUSED)


def _say(event: Event) -> None:
    where = event.bulletin.id if event.bulletin else event.source
    click.echo(printable(f"{event.outcome.value:<9} {where}"), err=event.outcome is Outcome.SKIPPED)
    for remark in (event.reason, *event.notices):
        if remark:
            click.echo(printable(f"          {remark}"), err=True)
