"""The shelves that a running bot answers from, opened once for all of its doors."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from bot.administration.errors import RecordError
from bot.administration.pins import PinnedAsk
from bot.settings import Settings
from bot.shelves.declared import shelves_of
from bot.wiring.administration import open_pins, pinned_ask
from bot.wiring.answers import Answering, Models, open_parts
from index.types import StepProgress


@dataclass(frozen=True, slots=True)
class OpenedShelf:
    """A shelf that answers: its settings, its parts, and these with its pinned answers in front."""

    settings: Settings
    parts: Answering
    ask: PinnedAsk

    def mark(self) -> str:
        """Changes with the snapshot that answers and with the pinned answers."""
        return f"{self.parts.retriever.snapshot.id} {open_pins(self.settings).stamp()}"


def open_shelves(settings: Settings, models: Models, report: StepProgress) -> tuple[OpenedShelf, ...]:
    """Open what answers, of every shelf. An index is built only where there is none: an admin decides when a changed
    shelf is published."""
    return tuple(_opened(each, models, report) for each in shelves_of(settings))


def _opened(settings: Settings, models: Models, report: StepProgress) -> OpenedShelf:
    parts = open_parts(settings, report, keep_old=True, models=models)
    return OpenedShelf(settings, parts, pinned_ask(settings, parts, _pins_unreadable))


def _pins_unreadable(error: RecordError) -> None:
    structlog.get_logger().error("pins_unreadable", reason=str(error))
