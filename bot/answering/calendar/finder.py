"""The calendar of what a snapshot holds, made once for each."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.answering.calendar.dated import dated_statements
from bot.answering.calendar.moving import CalendarEntry, calendar_entries
from bot.answering.changing.related import Comparer
from index.snapshot.searched import SearchedSnapshot


class CalendarFinder:
    """`published` gives the snapshot that answers. Any number of threads may ask; who asks while the calendar is made
    waits for it."""

    def __init__(self, published: Callable[[], SearchedSnapshot], comparer: Comparer | None = None) -> None:
        self._published = published
        self._comparer = comparer
        self._lock = threading.Lock()
        self._made: tuple[str, tuple[CalendarEntry, ...]] | None = None

    def find(self) -> tuple[CalendarEntry, ...]:
        """Every entry by its first day. The first time after a publication takes seconds."""
        with self._lock:
            snapshot = self._published()
            if self._made is None or self._made[0] != snapshot.manifest.id:
                statements = dated_statements(snapshot.bulletins.values(), snapshot.passages)
                self._made = (snapshot.manifest.id, tuple(calendar_entries(statements, self._comparer)))
            return self._made[1]
