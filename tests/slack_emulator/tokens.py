"""Bot tokens: one that lasts, or, with token rotation, ones that end, and refresh tokens, each good for one pair."""

from __future__ import annotations

import time
from typing import Any

from tests.slack_emulator.calls import RefusalError
from tests.slack_emulator.config import Config

CLIENT = ("1234.5678", "emulated-client-secret")
"""The client's id and secret."""

FIRST_REFRESH = "xoxe-1-emulated-refresh-0"


class BotTokens:
    """Which bot tokens are good. Of an app with rotation the two newest are, each for its time."""

    def __init__(self, config: Config) -> None:
        self._life = config.token_seconds
        self.refresh = FIRST_REFRESH
        self.spent: list[str] = []
        self._ends = {config.bot_token: time.monotonic() + self._life if self._life else float("inf")}

    def holds(self, token: str) -> bool:
        return self._ends.get(token, 0.0) > time.monotonic()

    def check(self, token: str) -> None:
        """Refuses one that is not good, with Slack's word for why."""
        if token not in self._ends:
            raise RefusalError("invalid_auth")
        if not self.holds(token):
            raise RefusalError("token_expired")

    def end_all(self) -> None:
        """Lets every token end now."""
        self._ends = dict.fromkeys(self._ends, 0.0)

    def next(self, refresh: str) -> dict[str, Any]:
        """The next pair; one refresh token is good, and once."""
        if not self._life or refresh != self.refresh:
            raise RefusalError("invalid_refresh_token")
        self.spent.append(refresh)
        number = len(self.spent)
        access, self.refresh = f"xoxe.xoxb-1-emulated-{number}", f"xoxe-1-emulated-refresh-{number}"
        self._ends[access] = time.monotonic() + self._life
        for old in list(self._ends)[:-2]:
            self._ends[old] = 0.0
        return {"access_token": access, "refresh_token": self.refresh, "expires_in": self._life, "token_type": "bot"}
