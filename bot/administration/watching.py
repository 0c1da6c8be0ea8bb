"""A look at what a shelf watches: what is new or has changed is brought in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.administration.audit import Act, AuditLog
from bot.administration.watchlist import Watched
from corpus.collector import Collector
from corpus.ingest import Event, Given, IngestOutcome, Report
from corpus.shelf.library import Library
from corpus.web.crawler import Crawler
from corpus.web.visits import Visits

Told = Callable[[], AbstractContextManager[None]]
"""Around what may fail: says what went wrong, and lets the rest go on."""


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
