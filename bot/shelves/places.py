"""Which shelves a place asks; the one rule on which it rests that nothing of an internal shelf is told elsewhere;
pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """A shelf, as far as places are concerned. One without a name is the bot's only one, and every place's own."""

    @property
    def name(self) -> str: ...

    @property
    def is_public(self) -> bool: ...

    @property
    def channels(self) -> frozenset[str]: ...


S = TypeVar("S", bound=Placed)


def own_shelf(shelves: Sequence[S], channel: str) -> S | None:
    """The shelf that a channel asks; None for direct messages, App Home and channels that belong to none."""
    return next((each for each in shelves if not each.name or channel in each.channels), None)


def shelves_asked(
    shelves: Sequence[S], channel: str, *, everywhere: bool = False, is_foreign: bool = False
) -> tuple[S, ...]:
    """The shelves that a question in a channel is asked of, its own first: that alone, or with `everywhere` the public
    ones too; where it has none, those. Somebody `is_foreign`, of another organisation, asks public ones only."""
    own = own_shelf(shelves, channel)
    wide = everywhere or own is None
    found = [*([own] if own else []), *(each for each in shelves if wide and each.is_public and each is not own)]
    return tuple(each for each in found if each.is_public or not is_foreign)


def is_seen(shelves: Sequence[Placed], channel: str, name: str) -> bool:
    """Whether what a shelf holds may be told in a channel, or to whoever asked there."""
    return any(each.name == name for each in shelves_asked(shelves, channel, everywhere=True))
