"""The shelves that answer, with their pinned answers: opened once for all doors of a running bot, or for the terminal.

A question at the terminal waits for what is loaded here: nothing of administration but the pinned answers is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.administration.errors import RecordError
from bot.administration.pins import PinnedAsk, Pins
from bot.answering.listing.request import ListRequest
from bot.answering.types import Answer, WrittenSentence
from bot.errors import BotError
from bot.settings import Settings
from bot.shelves.asking import asked_of_all, marked
from bot.shelves.declared import shelves_of
from bot.wiring.answers import Answering, Models, open_models, open_parts
from bot.wiring.papers import PINS, open_paper
from bot.wiring.receipts import open_issuer
from corpus.shelf.faults import Fault
from index.types import StepProgress


@dataclass(frozen=True, slots=True)
class AskedShelves:
    """What answers at the terminal: of several shelves the most probable answer, which then names its own;
    `receipted` gives it its receipt."""

    ask: Callable[..., Answer]
    receipted: Callable[[Answer], Answer]
    listed: Callable[[str, ListRequest], Answer]
    write: Callable[[Answer, Sequence[str]], Iterator[WrittenSentence]] | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class OpenedShelf:
    """A shelf that answers: its settings, its parts, and these with its pinned answers in front."""

    settings: Settings
    parts: Answering
    ask: PinnedAsk

    def mark(self) -> str:
        """Changes with the snapshot that answers and with the pinned answers."""
        return f"{self.parts.retriever.snapshot.id} {open_pins(self.settings).stamp()}"


def open_pins(settings: Settings) -> Pins:
    return Pins(open_paper(settings, PINS))


def pinned_ask(settings: Settings, opened: Answering, unreadable: Callable[[RecordError], None]) -> PinnedAsk:
    """The answerer with the pinned answers above its quotes; `unreadable` is told where they cannot be read."""
    encode = opened.retriever.encoder.encode_queries
    return PinnedAsk(opened.remembered.answer, open_pins(settings), encode, unreadable=unreadable)


def open_asked(
    shelves: Sequence[Settings], report: StepProgress, unreadable: Callable[[BotError], None]
) -> AskedShelves:
    """Open what answers from some shelves, with their pinned answers; `unreadable` is told where these cannot be read
    or no receipt can be given. Raises as `open_parts`."""
    models = open_models(shelves[0], report)
    opened = [(each, open_parts(each, report, models=models)) for each in shelves]

    def named(each: Settings, ask: Callable[..., Answer]) -> Callable[..., Answer]:
        return marked(ask, each.shelf, each.slack.programme if len(shelves) > 1 else "")

    def listed(words: str, request: ListRequest) -> Answer:
        asks = [named(each, lambda text, _, found=parts.lister: found.found(text, request)) for each, parts in opened]
        return asked_of_all(asks, words)

    issuers = {each.shelf: open_issuer(each, parts, unreadable) for each, parts in opened}
    asks = [named(each, pinned_ask(each, parts, unreadable)) for each, parts in opened]
    faults = tuple(fault for _, parts in opened for fault in parts.faults)
    return AskedShelves(
        ask=partial(asked_of_all, asks),
        receipted=lambda answer: issuers[answer.shelf].receipted(answer),
        listed=listed,
        write=models.writer.write if models.writer else None,
        faults=faults,
    )


def open_shelves(settings: Settings, models: Models, report: StepProgress) -> tuple[OpenedShelf, ...]:
    """Open what answers, of every shelf. An index is built only where there is none: an admin decides when a changed
    shelf is published."""
    return tuple(_opened(each, models, report) for each in shelves_of(settings))


def _opened(settings: Settings, models: Models, report: StepProgress) -> OpenedShelf:
    parts = open_parts(settings, report, keep_old=True, models=models)
    return OpenedShelf(settings, parts, pinned_ask(settings, parts, _pins_unreadable))


def _pins_unreadable(error: RecordError) -> None:
    import structlog  # a question at the terminal writes no log

    structlog.get_logger().error("pins_unreadable", reason=str(error))
