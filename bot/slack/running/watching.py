"""Looks at a shelf's watched pages again and again, where a setting lets the bot do it itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import structlog

from bot.administration.watching import PageWatch, WatchTurns
from bot.administration.watchlist import read_watchlist
from bot.errors import BotError
from bot.slack.repeated_work import RepeatedWork
from corpus.errors import CorpusError
from corpus.ingest import Event, IngestOutcome

_WHO = "watch"
"""In the audit log, in a person's place."""


@dataclass(frozen=True, slots=True)
class WatchWork(RepeatedWork):
    """One look each `seconds`, of all bots that share the shelf together. `watchlist` gives the file of the shelf's
    list, as everybody sees it, which is read anew each time; where there is none nothing is done. What comes in waits
    for an admin to publish it."""

    NAME: ClassVar = "watch"
    FAILED: ClassVar = "watch_failed"

    pages: PageWatch
    turns: WatchTurns
    watchlist: Callable[[], Path]
    seconds: float
    shelf: str = ""

    @property
    def pauses(self) -> tuple[float, float]:
        return self.seconds, self.seconds

    def make_round(self) -> None:
        with _logged():
            path = self.watchlist()
            if path.exists():
                self._look(path)

    def _look(self, watchlist: Path) -> None:
        with self.turns.taken(self.seconds) as is_mine:
            if is_mine:
                changed = self.pages.look(read_watchlist(watchlist), _WHO, _report, _logged)
                structlog.get_logger().info("watched", shelf=self.shelf, changed=changed)


@contextmanager
def _logged() -> Iterator[None]:
    try:
        yield
    except (BotError, CorpusError) as error:
        structlog.get_logger().warning("not_watched", reason=str(error))


def _report(event: Event) -> None:
    log = structlog.get_logger()
    if event.outcome is IngestOutcome.SKIPPED:
        log.warning("page_skipped", source=event.source, reason=str(event.reason))
    elif event.outcome is not IngestOutcome.UNCHANGED:
        log.info("page_taken", source=event.source, outcome=event.outcome.value)
