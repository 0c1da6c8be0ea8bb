"""The composition root of the Slack app: the parts that answer, as the app takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

import structlog

from bot.administration.errors import RecordError
from bot.administration.pins import PinnedAsk
from bot.administration.reporting.explanation import explained_answers
from bot.answering.showing.fragments import web_address
from bot.answering.types import Answer, Citation
from bot.settings import Settings
from bot.slack.administration.extension import Administration
from bot.slack.inbox.state import AppState
from bot.slack.parts import LibraryInfo, Parts
from bot.threads.deciding import Decider
from bot.threads.kinds import RememberedVectors, read_kinds
from bot.wiring.administration import pinned_ask
from bot.wiring.answers import Answering, index_folder, open_endpoint, open_parts, prepare_encoder
from bot.wiring.slack_administration import open_administration
from bot.wiring.slack_app import Extend
from corpus.shelf.faults import Fault
from corpus.types import Bulletin
from index.retriever import Retriever
from index.types import StepProgress

_SHOWN = 5
"""Bulletins that App Home lists."""


@dataclass(frozen=True, slots=True)
class SlackParts:
    """What the Slack app is given: what answers, administration over the app's state; and what the shelf lacks."""

    parts: Parts
    administration: Extend
    faults: tuple[Fault, ...]


def open_slack_parts(settings: Settings, report: StepProgress) -> SlackParts:
    """Open what answers. The index is built only where there is none: an admin decides when a changed shelf is
    published."""
    opened = open_parts(settings, report, keep_old=True)
    retriever = opened.retriever
    ask = pinned_ask(settings, opened, _pins_unreadable)
    parts = Parts(
        settings=settings.slack,
        ask=ask,
        library_info=lambda: library_info(retriever),
        check_model=lambda: retriever.encoder.name,
        decide=Decider(read_kinds(), RememberedVectors(retriever.encoder.encode_queries), ask).decide,
        timeline=opened.timeline.find,
        write=opened.writer.write if opened.writer else None,
    )
    return SlackParts(parts, partial(_administration, settings, opened, ask), opened.faults)


def _pins_unreadable(error: RecordError) -> None:
    structlog.get_logger().error("pins_unreadable", reason=str(error))


def _administration(settings: Settings, opened: Answering, ask: PinnedAsk, state: AppState) -> Administration:
    retriever = opened.retriever
    return open_administration(
        settings, state, retriever.encoder, opened.answerer.answer, lambda: retriever.bulletins,
        lambda: retriever.snapshot.id, partial(explained_answers, opened.answerer, ask.is_pinned),
    )  # fmt: skip


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


def doctor_parts(settings: Settings, report: StepProgress) -> Parts:
    """The same parts, opened only when a check asks for them, so that each fault is a finding of its own."""
    encoder = cache(lambda: prepare_encoder(settings, report))
    endpoint = open_endpoint(settings)
    return Parts(
        settings=settings.slack,
        ask=_unasked,
        library_info=lambda: library_info(Retriever(index_folder(settings), encoder())),
        check_model=lambda: encoder().name,
        check_writer=endpoint.check if endpoint else None,
    )


def _unasked(question: str, contexts: Sequence[str]) -> Answer:
    raise AssertionError("an examination asks nothing")


def _citation(bulletin: Bulletin) -> Citation:
    address = web_address(bulletin.url)
    return Citation(bulletin.id, bulletin.title, date=bulletin.date, url=address, link=address)
