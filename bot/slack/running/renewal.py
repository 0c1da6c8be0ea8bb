"""Renews the bot's token before it ends, where the app has token rotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.slack.repeated_work import RepeatedWork
from bot.slack.tokens.rotation import RotatingToken

_LONGEST_PAUSE, _SHORTEST_PAUSE = 60.0, 0.2
_LOOKS = 20
"""How often it is looked at in the time that it lasts, if that is less than the longest pause allows."""


@dataclass(frozen=True, slots=True)
class TokenRenewal(RepeatedWork):
    """Looks again and again whether it is time; of several processes one renews, and the others take it up."""

    NAME: ClassVar[str] = "token"
    FAILED: ClassVar[str] = "token_not_looked_at"

    token: RotatingToken

    @property
    def pauses(self) -> tuple[float, float]:
        if self.token.is_due:
            return _SHORTEST_PAUSE, _LONGEST_PAUSE
        left = self.token.seconds_left
        pause = min(max(left / _LOOKS, _SHORTEST_PAUSE), _LONGEST_PAUSE) if left else _LONGEST_PAUSE
        return pause, _LONGEST_PAUSE

    def make_round(self) -> None:
        self.token.keep_up()
