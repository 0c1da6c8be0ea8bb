"""What was asked, as the report takes it: no person, no channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was answered or refused. Times are seconds since 1970 and, for `seconds`, until the reply.

    `text` is None where it is no longer kept. `cited` are the ids of the bulletins that were quoted, `nearest` the
    title of the nearest one that was not.
    """

    asked_at: float
    seconds: float
    answered: bool
    text: str | None
    cited: tuple[str, ...]
    nearest: str | None


@dataclass(frozen=True, slots=True)
class Thumb:
    rated_at: float
    up: bool
