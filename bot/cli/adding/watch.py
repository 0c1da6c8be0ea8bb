"""`fvm watch`: brings in what is new or changed on watched pages, feeds and sitemaps."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.administration.audit import Act
from bot.administration.watchlist import WATCHLIST, Watched, read_watchlist
from bot.cli.adding.events import came_in, print_event
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.cli.warnings import warn
from bot.errors import BotError
from bot.settings import Settings
from bot.wiring.administration import open_audit, operator, reindex_at_once
from bot.wiring.answers import open_crawler, open_library
from corpus.collector import Collector
from corpus.errors import CorpusError
from corpus.ingest import Event, Given, IngestOutcome
from corpus.web.visits import Visits
from index.errors import SearchIndexError


@click.command("watch")
@click.option("--list", "path", type=click.Path(path_type=Path), help="The watchlist; watch.toml in the data folder.")
@click.option("--once", is_flag=True, help="Look once and end.")
@click.option("--every", type=click.IntRange(1), default=15, show_default=True, help="Minutes between two looks.")
@click.option("--publish", is_flag=True, help="Index what was brought in at once, without a preview.")
@shelf_option
def command(path: Path | None, once: bool, every: int, publish: bool, shelf: str | None) -> None:
    """Bring in what is new or has changed; ends with Ctrl-C."""
    values = settings_of(shelf)
    path = path or values.data / WATCHLIST
    watched, failures = read_watchlist(path), Failures()
    while True:
        with failures.told():
            watched = read_watchlist(path)
        changed = 0
        with failures.told():
            changed += _looked(values, watched, failures)
        if changed and publish:
            with failures.told(), bars() as progress:
                warn(reindex_at_once(values, operator(), progress).faults)
        click.echo(f"{changed} changed the shelf." + (" Run `fvm reindex`." if changed and not publish else ""))
        if once:
            if failures.count:
                sys.exit(REFUSED)
            return
        time.sleep(every * 60)


class Failures:
    """What went wrong in a watch: each is said, and neither the next address nor the next round is lost for it."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        except (BotError, CorpusError, SearchIndexError) as error:
            self.count += 1
            click.echo(printable(f"fvm: {error}"), err=True)


def _looked(values: Settings, watched: tuple[Watched, ...], failures: Failures) -> int:
    """How many bulletins were added or replaced. What did not change is passed over in silence, also by the audit
    log."""
    library, visits = open_library(values), Visits(values.data / "visits.json")
    collector = Collector(library, open_crawler(values), visits, _say_news)
    audit, changed = open_audit(values), 0
    for each in watched:
        came: list[str] = []
        with failures.told():
            came = came_in(collector.collect(each.address, Given(), each.scope))
        if came:
            with audit.recorded(operator(), Act.ADD, each.address) as detail:
                detail(", ".join(came))
        changed += len(came)
    return changed


def _say_news(event: Event) -> None:
    if event.outcome is not IngestOutcome.UNCHANGED:
        print_event(event)
