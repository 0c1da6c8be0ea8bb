"""What the doors are given: the shelves that answer, and which of them a caller may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.answering.listing.request import ListRequest
from bot.answering.timeline import Timeline
from bot.answering.types import Answer, WrittenSentence
from bot.shelves.asking import Ask
from corpus.types import Bulletin

FindAt: TypeAlias = Callable[[str, Sequence[str]], Timeline]
"""A subject and the earlier questions, oldest first, to what was said about it; raises QuestionError."""

Write: TypeAlias = Callable[[Answer, Sequence[str]], Iterator[WrittenSentence]]
"""An answer and the earlier questions to supported sentences; raises BotError, and then none of them counts."""

Keep: TypeAlias = Callable[[str, Answer, float], None]
"""Keeps what was asked at a door, for the report: the door, the answer, and the seconds until it. No person, no
address. Raises BotError where that is not possible."""

Sees: TypeAlias = Callable[["OpenShelf"], bool]
"""Whether a caller may ask a shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShelf:
    """One programme's bulletins as the doors ask them; `name` is empty where there is only one.

    `listed` lists bulletins as a request says. `bulletins` are those that answer, by id. `mark` changes with the
    snapshot and with the pinned answers. `programme` is what people call it.
    `receipted` gives an answer its receipt.
    """

    name: str
    programme: str
    is_public: bool
    ask: Ask
    timeline: FindAt
    listed: Callable[[str, ListRequest], Answer]
    bulletins: Callable[[], Mapping[str, Bulletin]]
    mark: Callable[[], str]
    receipted: Callable[[Answer], Answer] | None = None


def shelves_seen(shelves: Sequence[OpenShelf], sees: Sees, name: str | None) -> tuple[OpenShelf, ...]:
    """The shelves that somebody asks: the one that is named, else the only one, else the public ones, of those that the
    caller may ask; empty where there is none."""
    seen = [shelf for shelf in shelves if sees(shelf)]
    if name:
        return tuple(shelf for shelf in seen if shelf.name == name)
    return tuple(seen if len(seen) == 1 else [shelf for shelf in seen if shelf.is_public])
