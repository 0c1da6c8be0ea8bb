"""Keeps the shelf true by hand: pages that are gone, bulletins that are no longer current, titles and dates."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from bot.administration.audit import Act, AuditLog
from corpus.language.words import fold
from corpus.shelf.corrections import corrected, withdrawn
from corpus.shelf.library import Library
from corpus.types import Bulletin, PartialDate
from corpus.web.visits import Visits


@dataclass(frozen=True, slots=True)
class GonePage:
    """A page that answered that it is there no longer, and the bulletin that is still quoted from it."""

    address: str
    status: int
    bulletin: Bulletin


@dataclass(frozen=True, slots=True)
class Upkeep:
    """`library` and `visits` open the shelf and what is remembered of addresses."""

    library: Callable[[], Library]
    visits: Callable[[], Visits]
    audit: AuditLog
    today: Callable[[], datetime.date] = datetime.date.today

    def gone(self) -> tuple[GonePage, ...]:
        """Pages that are gone and whose bulletins are current, one for each bulletin, by its title."""
        visits, current = self.visits(), {it.id: it for it in self.library().load().bulletins}
        found: dict[str, GonePage] = {}
        for address, status in sorted(visits.gone.items()):
            bulletin = current.get(visits.of(address).bulletin or "")
            if bulletin is not None:
                found.setdefault(bulletin.id, GonePage(address, status, bulletin))
        return tuple(sorted(found.values(), key=lambda page: fold(page.bulletin.title)))

    def find(self, words: str) -> tuple[Bulletin, PartialDate | None] | None:
        """The bulletin that a person names by its id, address or title, or by words of its title; None where none or
        several have them. With it the day from which it is withdrawn."""
        shelf, wanted = self.library().load(), fold(words.strip())
        named: list[tuple[Bulletin, PartialDate | None]] = [*((it, None) for it in shelf.bulletins), *shelf.withdrawn]
        for it, day in named:
            if wanted in {it.id, fold(it.title), fold(it.url or "-")}:
                return it, day
        held = [(it, day) for it, day in named if wanted and wanted in fold(it.title)]
        return held[0] if len(held) == 1 else None

    def withdraw(self, who: str, bulletin_id: str, day: PartialDate | None = None) -> Bulletin:
        """Mark a bulletin as no longer current from a day on, today without one. Raises as `Library.change`."""
        today = self.today()
        since = day or PartialDate(today.year, today.month, today.day)
        with self.audit.recorded(who, Act.WITHDRAW, bulletin_id):
            return self.library().change(bulletin_id, lambda document: withdrawn(document, since)).bulletin

    def take_up(self, who: str, bulletin_id: str) -> Bulletin:
        """Make a withdrawn bulletin current again. Raises as `Library.change`."""
        with self.audit.recorded(who, Act.WITHDRAW, bulletin_id) as detail:
            detail("taken up again")
            return self.library().change(bulletin_id, lambda document: withdrawn(document, None)).bulletin

    def correct(
        self, who: str, bulletin_id: str, title: str, published: PartialDate | None, updated: PartialDate | None
    ) -> Bulletin:
        """Give a bulletin another title and other dates, which outlast its page's next change. Raises as
        `Library.change`."""
        with self.audit.recorded(who, Act.CORRECT, bulletin_id):
            change = self.library().change(bulletin_id, lambda it: corrected(it, title, published, updated))
            return change.bulletin
