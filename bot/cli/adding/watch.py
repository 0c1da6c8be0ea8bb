"""`fvm watch`: brings in what is new or changed on watched pages, feeds and sitemaps."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot import settings
from bot.administration.watchlist import WATCHLIST, Watched, read_watchlist
from bot.cli.adding.events import print_event
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.cli.warnings import warn
from bot.errors import BotError
from bot.settings import Settings
from bot.shelves.declared import shelves_of
from bot.wiring.administration import open_page_watch, operator, reindex_at_once
from bot.wiring.shelf_files import shelf_files
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.errors import CorpusError
from corpus.ingest import Event, IngestOutcome
from index.errors import SearchIndexError


@click.command("watch")
@click.option("--list", "path", type=click.Path(path_type=Path), help="The watchlist; watch.toml in the data folder.")
@click.option("--once", is_flag=True, help="Look once and end.")
@click.option("--every", type=click.IntRange(1), default=15, show_default=True, help="Minutes between two looks.")
@click.option("--publish", is_flag=True, help="Index what was brought in at once, without a preview.")
@shelf_option
def command(path: Path | None, once: bool, every: int, publish: bool, shelf: str | None) -> None:
    """Bring in what is new or has changed; ends with Ctrl-C. Of several shelves every one with a watchlist is looked
    after, unless one is named."""
    watchlists, failures = _watchlists(shelf, path), Failures()
    known = {values.shelf: read_watchlist(path) for values, path in watchlists}
    while True:
        for values, path in watchlists:
            with failures.told():
                known[values.shelf] = read_watchlist(path)
            _look_after(values, known[values.shelf], publish, failures)
        if once:
            if failures.count:
                sys.exit(REFUSED)
            return
        time.sleep(every * 60)


def _watchlists(shelf: str | None, path: Path | None) -> list[tuple[Settings, Path]]:
    """The shelves that are watched, each with its watchlist.

    Raises:
        ShelfChoiceError: there are several shelves, and a watchlist for one of them or none at all.
    """
    every = shelves_of(settings.load()) if shelf is None and path is None else ()
    named = [(each, shelf_files(each).file(WATCHLIST)) for each in every]
    listed = [(each, watchlist) for each, watchlist in named if watchlist.exists()]
    if len(every) > 1 and listed:
        return listed
    values = settings_of(shelf)
    return [(values, path or shelf_files(values).file(WATCHLIST))]


def _look_after(values: Settings, watched: tuple[Watched, ...], publish: bool, failures: Failures) -> None:
    """One look at everything that a shelf watches, and what came of it."""
    changed = 0
    with failures.told():
        changed = open_page_watch(values).look(watched, operator(), _say_news, failures.told)
    if changed and publish:
        with failures.told(), bars() as progress:
            warn(reindex_at_once(values, operator(), progress).faults)
    named, option = (f"{values.shelf}: ", f" --shelf {values.shelf}") if values.shelf else ("", "")
    language = terminal_language()
    step = f" {say('terminal.reindex', language, option=option)}" if changed and not publish else ""
    click.echo(printable(say("terminal.watched", language, named=named, changed=changed, step=step)))


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


def _say_news(event: Event) -> None:
    if event.outcome is not IngestOutcome.UNCHANGED:
        print_event(event)
