"""What `fvm doctor` examines, opened only when a check asks for it, so that each fault is a finding of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from bot.administration.watchlist import WATCHLIST, read_watchlist
from bot.settings import Settings, Store
from bot.shelves.declared import shelves_of
from bot.slack.running.examining.examination import Examined, ExaminedShelf
from bot.slack.running.examining.hosts import page_hosts
from bot.slack.running.examining.machine import Folder
from bot.wiring.answers import open_endpoint, prepare_encoder
from bot.wiring.passages import index_place
from bot.wiring.shelf_files import shared_shelf, shelf_files
from bot.wiring.slack_parts import library_info
from index.retriever import Retriever
from index.types import StepProgress


def examined(
    settings: Settings,
    report: StepProgress,
    *,
    is_http: bool = False,
    url: str | None = None,
    manifest: str | None = None,
) -> Examined:
    """Raises ShelvesError where the file of shelves cannot be used."""
    encoder = cache(lambda: prepare_encoder(settings, report))
    endpoint, shelves = open_endpoint(settings), shelves_of(settings)

    def unopened(shelf: Settings) -> ExaminedShelf:
        shares = partial(_shares, shelf) if shelf.slack.database_url else None
        return ExaminedShelf(shelf.shelf, lambda: library_info(Retriever(index_place(shelf), encoder())), shares)

    return Examined(
        settings=settings.slack,
        shelves=tuple(map(unopened, shelves)),
        check_model=lambda: encoder().name,
        check_writer=endpoint.check if endpoint else None,
        folders=_folders(settings, shelves),
        watched=lambda: tuple(page_hosts(_watched(shelves), settings.pages_proxy)),
        is_http=is_http,
        url=url,
        manifest=manifest,
    )


def _shares(shelf: Settings) -> tuple[bool, bool]:
    """Whether the files of a shelf, and whether its passages lie in a database; RecordError where that is away."""
    return shared_shelf(shelf).is_shared(), shelf.store is not Store.FAISS


def _folders(settings: Settings, shelves: Sequence[Settings]) -> tuple[Folder, ...]:
    kept = [Folder("data", settings.data, is_needed=True), Folder("cache", settings.cache)]
    return (*kept, *(Folder("bulletins", shelf.bulletins) for shelf in shelves))


def _watched(shelves: Sequence[Settings]) -> list[str]:
    """The watched addresses of all shelves that have a list; raises as `read_watchlist`."""
    lists = [path for shelf in shelves if (path := shelf_files(shelf).file(WATCHLIST)).exists()]
    return [each.address for path in lists for each in read_watchlist(path)]
