"""A look at what a shelf watches: what is new or has changed is brought in, by one bot at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from bot.administration.audit import Act, AuditLog
from bot.administration.paper import Paper
from bot.administration.watchlist import Watched
from corpus.collector import Collector
from corpus.ingest import Event, Given, IngestOutcome, Report
from corpus.shelf.library import Library
from corpus.web.crawler import Crawler
from corpus.web.visits import Visits

WATCHED = "watched"
"""The name of the paper that says when the watched pages were last looked at, in seconds since 1970."""

_SLACK = 0.9
"""Of the time between two looks; the bots' clocks and their rounds are not quite alike."""

Told = Callable[[], AbstractContextManager[None]]
"""Around what may fail: says what went wrong, and lets the rest go on."""


@dataclass(frozen=True, slots=True)
class WatchTurns:
    """Whose turn it is to look, of all bots that watch one shelf. `alone` holds the lock that they share as long as its
    block lasts, and gives False where another holds it; `paper` tells all when the last look began."""

    alone: Callable[[], AbstractContextManager[bool]]
    paper: Paper
    clock: Callable[[], float] = time.time

    @contextmanager
    def taken(self, seconds: float) -> Iterator[bool]:
        """Whether it is this bot's turn, where one look is wanted in so many seconds; nobody else's while it lasts.

        Raises:
            RecordError, StoreError: it cannot be told.
        """
        with self.alone() as is_alone:
            now, last = self.clock(), _number(self.paper.read())
            is_due = is_alone and not 0 <= now - last < _SLACK * seconds
            if is_due:
                self.paper.change(lambda held: str(now).encode())
            yield is_due


def _number(held: bytes | None) -> float:
    try:
        return float(held or b"0")
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class PageWatch:
    """What watched addresses are read with; `library`, `crawler` and `visits` are opened at each look."""

    library: Callable[[], Library]
    crawler: Callable[[], Crawler]
    visits: Callable[[], Visits]
    audit: AuditLog

    def look(self, watched: Sequence[Watched], who: str, report: Report, told: Told) -> int:
        """How many bulletins were added or replaced. What did not change is passed over in silence, also by the audit
        log.

        Raises:
            CorpusError: the shelf, or what is remembered of addresses, cannot be opened.
        """
        collector = Collector(self.library(), self.crawler(), self.visits(), report)
        changed = 0
        for each in watched:
            came: list[str] = []
            with told():
                came = came_in(collector.collect(each.address, Given(), each.scope))
            if came:
                with self.audit.recorded(who, Act.ADD, each.address) as detail:
                    detail(", ".join(came))
            changed += len(came)
        return changed


def came_in(events: Iterable[Event]) -> list[str]:
    """What became of the shelf, such as `added nytt-om-kursen`; what stayed as it was is left out."""
    changed = (
        event for event in events if event.outcome in (IngestOutcome.ADDED, IngestOutcome.REPLACED) and event.bulletin
    )
    return [f"{event.outcome.value} {event.bulletin.id}" for event in changed if event.bulletin]
