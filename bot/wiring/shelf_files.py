"""Where the files of a shelf lie, and who writes there in turn."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.administration.paper import FilePaper, Paper, StoredPaper
from bot.administration.publishing.occupancy import occupied, occupied_everywhere
from bot.administration.publishing.shelf_state import shelf_fingerprint
from bot.administration.sharing import BULLETINS, SharedShelf
from bot.settings import Settings
from bot.slack.inbox.database import open_shared
from corpus.storage import ALONE, Turns, alone_in

if TYPE_CHECKING:
    from bot.administration.drafts import Drafts
    from bot.database.postgres import PostgresDatabase
    from corpus.web.visits import Visits

Occupied = Callable[[str, str], AbstractContextManager[None]]
"""Who, doing what: see `occupied`."""

DRAFTS, VISITS, HOLDER = "drafts", "visits.json", "administration.json"


@dataclass(frozen=True, slots=True)
class ShelfFiles:
    """The bulletins and what stands beside them (`folder`): this machine's own, or a copy of what the database holds.
    `occupied` keeps other admins away; `mark` changes with every bulletin; `alone` holds the lock of a name, or gives
    False; `paper` is a small text. All of these are shared with whoever shares the shelf."""

    bulletins: Path
    folder: Path
    turns: Turns
    occupied: Occupied
    mark: Callable[[str], str]
    alone: Callable[[str], AbstractContextManager[bool]]
    paper: Callable[[str], Paper]

    def drafts(self) -> Drafts:
        # An answer needs no drafts, nor what fetches pages.
        from bot.administration.drafts import Drafts

        return Drafts(self.folder / DRAFTS, turns=self.turns)

    def visits(self) -> Visits:
        # As above.
        from corpus.web.visits import Visits

        return Visits(self.folder / VISITS, turns=self.turns)

    def file(self, name: str) -> Path:
        """Where a file of that name lies, as everybody sees it."""
        self.turns.renew()
        return self.folder / name


def shelf_files(settings: Settings) -> ShelfFiles:
    """Where the files of a shelf lie.

    Raises:
        RecordError: the database cannot be asked whether it holds them.
    """
    if settings.slack.database_url:
        shared = shared_shelf(settings)
        if shared.is_shared():
            bulletins = shared.folder / BULLETINS
            opened = partial(shared_database, settings.slack.database_url)
            return ShelfFiles(bulletins, shared.folder, shared, _occupied_everywhere(settings),
                              lambda encoder: f"{shared.state()} {encoder}",
                              lambda name: opened().alone(f"{name} {settings.shelf}"),
                              partial(StoredPaper, opened, settings.shelf))  # fmt: skip
    mark = partial(shelf_fingerprint, settings.bulletins)
    return ShelfFiles(settings.bulletins, settings.data, ALONE, partial(occupied, settings.data), mark,
                      partial(alone_in, settings.data), lambda name: FilePaper(settings.data / name))  # fmt: skip


def shared_shelf(settings: Settings) -> SharedShelf:
    """The files of a shelf in the database, be they there or not."""
    return _shared(settings.slack.database_url, settings.shelf, settings.data / "shared")


@cache
def _shared(url: str, shelf: str, folder: Path) -> SharedShelf:
    return SharedShelf(partial(shared_database, url), shelf, folder)


def _occupied_everywhere(settings: Settings) -> Occupied:
    opened = partial(shared_database, settings.slack.database_url)
    return partial(occupied_everywhere, opened, StoredPaper(opened, settings.shelf, HOLDER), settings.shelf)


@cache
def shared_database(url: str) -> PostgresDatabase:
    """The one connection of this process to what administration shares, beside the app's own."""
    database = open_shared(url)
    atexit.register(database.close)
    return database
