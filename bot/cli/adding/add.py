"""`fvm add`: bulletins from files, folders and web addresses onto the shelf."""

from __future__ import annotations

import sys

import click

from bot.administration.audit import Act
from bot.administration.watching import came_in
from bot.cli.adding.dates import PartialDateType
from bot.cli.adding.events import asked, print_event, wanted
from bot.cli.failures import REFUSED
from bot.cli.shelf import settings_of, shelf_option
from bot.wiring.administration import open_audit, operator
from bot.wiring.answers import open_crawler, open_library
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.collector import Collector, Scope
from corpus.ingest import Event, Given, IngestOutcome, ingest
from corpus.readers.document import PageHead
from corpus.sources import is_address
from corpus.types import PartialDate
from corpus.web.visits import Visits


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|URL...")
@click.option("--url", help="The page's address, where the source does not tell it.")
@click.option("--title", help="The title, where the source's own is wrong.")
@click.option("--published", type=PartialDateType(), help="The date: 2020, 2020-04 or 2020-04-30.")
@click.option("--allow-private", is_flag=True, help="Also fetch from addresses of the own network.")
@click.option("--id", "bulletin_id", help="The bulletin that this is a new version of, where nothing tells it.")
@click.option("--yes", is_flag=True, help="Also take what much is left out of, and what replaces corrections.")
@click.option("--path", metavar="PATTERN", help="Of a feed or sitemap only pages whose path matches, as '/news/*'.")
@click.option("--most", type=click.IntRange(1), default=200, show_default=True, help="Pages of a feed or sitemap.")
@click.option("--with-files", is_flag=True, help="Also the documents (PDF, DOCX ...) that a page links to.")
@shelf_option
def command(
    sources: tuple[str, ...],
    url: str | None,
    title: str | None,
    published: PartialDate | None,
    allow_private: bool,
    bulletin_id: str | None,
    yes: bool,
    path: str | None,
    most: int,
    with_files: bool,
    shelf: str | None,
) -> None:
    """Bring bulletins in. A page may also be a feed or a sitemap. Exit status 1 where a source was skipped."""
    if len(sources) > 1 and (url or title or bulletin_id):
        raise click.UsageError(say("misuse.one_source", terminal_language()))
    values = settings_of(shelf)
    library = open_library(values)
    confirm = wanted if yes else asked
    crawler = open_crawler(values, allow_private=allow_private)
    collector = Collector(library, crawler, Visits(), print_event, confirm)
    given = Given(PageHead(url=url, title=title or "", published=published), bulletin_id)
    scope = Scope(path, most, with_files)
    events: list[Event] = []
    with open_audit(values).recorded(operator(), Act.ADD, " ".join(sources)) as detail:
        for source in sources:
            if is_address(source):
                events += collector.collect(source, given, scope)
            else:
                events += ingest(source, library, print_event, given, confirm=confirm)
        changed = came_in(events)
        detail(", ".join(changed) or "nothing new")
    language = terminal_language()
    step = f" {say('terminal.reindex', language, option='')}" if changed else ""
    click.echo(say("terminal.added", language, changed=len(changed), count=len(events)) + step)
    if any(event.outcome is IngestOutcome.SKIPPED for event in events):
        sys.exit(REFUSED)
