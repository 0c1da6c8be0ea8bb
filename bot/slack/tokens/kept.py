"""The pair of tokens that an app with token rotation has for the moment, as it is stored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from bot.slack.errors import SetupError

FILE = "bot-token.secret"
"""In the data folder; a row of the same name where bots share a database. No backup holds it: a pair that is put back
later, or on a second machine, is spent, and using it would spend the live bot's."""

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    """An access token, and the refresh token that is good for the next pair, once.

    `seed` tells which refresh token of the settings they come from, so that one from a new installation goes before
    them. `life` is in seconds; `ends_at` and `claimed_until`, until when a process is getting the next pair, are in
    seconds since 1970.
    """

    seed: str
    access: str
    refresh: str
    ends_at: float = 0.0
    life: float = 0.0
    claimed_until: float = 0.0

    def is_over(self, now: float) -> bool:
        """Whether the access token has ended, or nobody knows how long it lasts."""
        return self.ends_at <= now

    def is_due(self, now: float) -> bool:
        """Whether half its life is over: what then goes wrong leaves somebody six hours to mend it."""
        return self.ends_at - now <= self.life / 2

    def as_bytes(self) -> bytes:
        return json.dumps({"version": _VERSION, **asdict(self)}).encode()


def seed_of(refresh: str) -> str:
    """What tells a refresh token of the settings from another, without telling it."""
    return hashlib.sha256(refresh.encode()).hexdigest()[:16]


def read_pair(data: bytes) -> TokenPair:
    """What `as_bytes` made.

    Raises:
        SetupError: it is another thing, or of another version.
    """
    try:
        held = json.loads(data)
        if held.pop("version") != _VERSION:
            raise ValueError("another version")
        return TokenPair(**held)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetupError(
            f"{FILE} in the data folder, or in `paper` of the database, is damaged or of another version of the "
            "program. Take the newer program; or install the app into the workspace again, set the two new tokens and "
            "remove what is kept there."
        ) from error
