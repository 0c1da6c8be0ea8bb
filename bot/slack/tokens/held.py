"""The bot's token as whoever calls Slack takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class BotToken(Protocol):
    """The token of the moment; from any thread. Without token rotation it is the same for ever."""

    def current(self) -> str:
        """The token to call with now."""
        ...

    def instead_of(self, refused: str) -> str | None:
        """Another token than one that Slack has just refused; None where there is none."""
        ...

    @property
    def fault(self) -> str:
        """Why it cannot be renewed, in Slack's word or ours; empty where nothing is wrong."""
        ...

    @property
    def seconds_left(self) -> float:
        """How long it lasts."""
        ...


@dataclass(frozen=True, slots=True)
class LastingToken:
    """See `BotToken`; one that ends when somebody revokes it."""

    text: str

    def current(self) -> str:
        return self.text

    def instead_of(self, refused: str) -> None:
        return None

    @property
    def fault(self) -> str:
        return ""

    @property
    def seconds_left(self) -> float:
        return float("inf")
