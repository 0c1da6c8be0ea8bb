"""The composition root of the Slack app: the parts that answer, as the app takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.administration.reporting.explanation import explained_answers
from bot.answering.listing.request import ListRequest
from bot.answering.showing.fragments import web_address
from bot.answering.types import Citation
from bot.settings import Settings
from bot.slack.administration.switchboard import Switchboard
from bot.slack.inbox.state import AppState
from bot.slack.parts import Ask, LibraryInfo, Parts, ShelfParts, Shelves
from bot.threads.deciding import Decider
from bot.threads.kinds import RememberedVectors, read_kinds
from bot.wiring.answers import Models, open_models
from bot.wiring.history import share_history
from bot.wiring.opened_shelves import OpenedShelf, open_shelves
from bot.wiring.receipts import log_missing, open_issuer
from bot.wiring.slack_administration import Administered, open_administration
from bot.wiring.slack_app import Extend
from corpus.shelf.faults import Fault
from corpus.types import Bulletin
from index.retriever import Retriever
from index.types import StepProgress

_SHOWN = 5
"""Bulletins that App Home lists."""


@dataclass(frozen=True, slots=True)
class SlackParts:
    """What the Slack app is given: what answers, administration over the app's state; and what the shelf lacks. Other
    doors are given the same shelves and models."""

    parts: Parts
    administration: Extend
    faults: tuple[Fault, ...]
    shelves: tuple[OpenedShelf, ...]
    models: Models


def open_slack_parts(settings: Settings, report: StepProgress, models: Models | None = None) -> SlackParts:
    """Open what answers, of every shelf. An index is built only where there is none: an admin decides when a changed
    shelf is published. The models are loaded where none are given."""
    share_history(settings)
    models = models or open_models(settings, report)
    opened = open_shelves(settings, models, report)
    decider = Decider(read_kinds(), RememberedVectors(models.encoder.encode_queries), opened[0].ask)
    shelves = Shelves(
        tuple(_shelf(each, each.ask) for each in opened), settings.slack, lambda ask: replace(decider, ask=ask).decide
    )
    parts = Parts(
        settings=settings.slack,
        shelves=shelves,
        write=models.writer.write if models.writer and settings.slack.written else None,
    )
    faults = tuple(fault for each in opened for fault in each.parts.faults)
    return SlackParts(parts, partial(_administration, opened, models, shelves), faults, opened, models)


def _shelf(it: OpenedShelf, ask: Ask) -> ShelfParts:
    return ShelfParts(
        settings=it.settings.slack,
        ask=ask,
        library_info=partial(library_info, it.parts.retriever),
        timeline=it.parts.timeline.find,
        calendar=it.parts.calendar.find,
        listed=lambda subject: it.parts.lister.found(subject, ListRequest(subject)).listing,
        receipted=open_issuer(it.settings, it.parts, log_missing).receipted,
        name=it.settings.shelf,
        is_public=it.settings.is_public,
        channels=it.settings.channels,
    )


def _administration(opened: Sequence[OpenedShelf], models: Models, shelves: Shelves, state: AppState) -> Switchboard:
    for each in opened:
        each.parts.remembered.empty_when(state.erasure.count_removals)
    # News are of what the bulletins say: what is pinned is new to nobody.
    unpinned = replace(shelves, all=tuple(_shelf(each, each.parts.answerer.answer) for each in opened))
    return open_administration([_administered(each) for each in opened], state, models.encoder, unpinned)


def _administered(it: OpenedShelf) -> Administered:
    retriever = it.parts.retriever
    return Administered(
        settings=it.settings,
        bulletins=lambda: retriever.bulletins,
        snapshot=lambda: retriever.snapshot.id,
        is_published=lambda: retriever.is_published,
        explain=partial(explained_answers, it.parts.answerer, it.ask.is_pinned),
    )


def library_info(retriever: Retriever) -> LibraryInfo:
    """What the snapshot that answers holds, the newest bulletins first."""
    manifest = retriever.snapshot
    newest = sorted(retriever.bulletins.values(), key=lambda bulletin: bulletin.date_key, reverse=True)[:_SHOWN]
    return LibraryInfo(
        bulletins=manifest.counts.bulletins,
        passages=manifest.counts.passages,
        indexed_at=manifest.built,
        newest=tuple(map(_citation, newest)),
        snapshot=manifest.id,
    )


def _citation(bulletin: Bulletin) -> Citation:
    address = web_address(bulletin.url)
    return Citation(bulletin.id, bulletin.title, date=bulletin.date, url=address, link=address)
