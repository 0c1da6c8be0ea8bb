"""A token that Slack lets end after twelve hours, renewed in time by one of the processes that share it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from bot.administration.errors import RecordError
from bot.administration.paper import Paper
from bot.errors import BotError
from bot.slack.errors import NotPostedError, PostError
from bot.slack.tokens.kept import TokenPair, read_pair, seed_of

NOT_KEPT = "not_kept"
"""The fault of a pair that could not be stored."""

_CLAIM_SECONDS = 40.0
"""Twice what the call may take: whoever claimed it longer ago has ended."""

_LOOK_AGAIN = 0.1
_AFTER_FAILURE, _AFTER_SUCCESS = 15.0, 1.0
"""Seconds before the next attempt, however many calls ask for one meanwhile."""

INSTALL_AGAIN = (
    "Install the app into the workspace again, set SLACK_BOT_TOKEN and SLACK_REFRESH_TOKEN to the two new tokens under "
    "OAuth & Permissions, and restart."
)
_STEPS = {
    "invalid_client_id": "Set SLACK_CLIENT_ID as under Basic Information, and restart.",
    "bad_client_secret": "Set SLACK_CLIENT_SECRET as under Basic Information, and restart.",
    NOT_KEPT: "Let the bot write its data folder, or reach its database: a token that is not kept there is lost when "
    "this process ends.",
}


def next_step(fault: str) -> str:
    """What an operator does about a token that cannot be renewed."""
    return _STEPS.get(fault, INSTALL_AGAIN)


@dataclass(frozen=True, slots=True)
class NextPair:
    """What Slack gives for a refresh token; `life` in seconds."""

    access: str
    refresh: str
    life: float


Exchange = Callable[[str], NextPair]
"""Spends a refresh token; raises PostError, NotPostedError where Slack refuses it."""


class RotatingToken:
    """See `BotToken`. The pair lies in `paper`, which all processes share; `first` is the pair of the settings, whose
    access token ends nobody knows when, and which is renewed at once therefore.

    A process claims the renewal in the paper before it asks Slack, and stores the new pair before it uses it.

    Raises:
        RecordError, SetupError: what is kept cannot be read.
    """

    def __init__(
        self, first: TokenPair, paper: Paper, exchange: Exchange, clock: Callable[[], float] = time.time
    ) -> None:
        self._first, self._paper, self._exchange, self._clock = first, paper, exchange, clock
        self._lock = threading.RLock()
        self._pair, self._is_unsaved = _read(paper.read() or b"", first), False
        self._again_at = float("-inf")
        self._fault = ""

    @property
    def fault(self) -> str:
        return self._fault

    @property
    def seconds_left(self) -> float:
        return max(self._pair.ends_at - self._clock(), 0.0)

    @property
    def is_due(self) -> bool:
        """Whether it is to be looked at now."""
        now = self._clock()
        return self._pair.is_due(now) and self._may_try(now)

    def current(self) -> str:
        """The token to call with now; renewed before where it has ended, as after a machine has slept."""
        if self._pair.is_over(self._clock()):
            with self._lock:
                self._attempt()
        return self._pair.access

    def instead_of(self, refused: str) -> str | None:
        with self._lock:
            if self._pair.access == refused:
                self._attempt(refused)
            return self._pair.access if self._pair.access != refused else None

    def keep_up(self) -> None:
        """Take up what another process has renewed, and renew where it is time.

        Raises:
            RecordError, SetupError: the pair cannot be read or written.
        """
        with self._lock:
            self._renew(None)

    def _attempt(self, refused: str | None = None) -> None:
        """As `keep_up`, for whoever calls Slack: not more often than now and then, and a token that may not work goes
        before none."""
        if not self._may_try(self._clock()):
            return
        try:
            self._renew(refused)
        except BotError as error:
            self._fault = NOT_KEPT
            structlog.get_logger().error("token_not_renewed", code=NOT_KEPT, reason=str(error))

    def _may_try(self, now: float) -> bool:
        # A clock that is set back holds nothing up.
        return not 0.0 < self._again_at - now <= _AFTER_FAILURE

    def _renew(self, refused: str | None) -> None:
        self._again_at = self._clock() + _AFTER_FAILURE
        if self._is_unsaved:
            self._store(self._pair)
        claimed = None if self._is_unsaved else self._claimed(refused)
        if claimed is None:
            return
        try:
            got = self._exchange(claimed.refresh)
        except PostError as error:
            self._give_up(claimed, error)
            return
        self._store(
            replace(claimed, access=got.access, refresh=got.refresh, life=got.life, claimed_until=0.0,
                    ends_at=self._clock() + got.life)
        )  # fmt: skip
        self._again_at = self._clock() + _AFTER_SUCCESS
        structlog.get_logger().info("token_renewed", seconds=got.life)

    def _claimed(self, refused: str | None) -> TokenPair | None:
        """The pair whose renewal is this process's to make; None where it is not time, or another one makes it, which
        is then waited for."""
        deadline = time.monotonic() + _CLAIM_SECONDS
        while time.monotonic() < deadline:
            claim = _Claim(self._first, refused, self._clock())
            self._paper.change(claim)
            self._pair = claim.found
            if claim.is_made:
                return claim.found
            if not claim.is_wanted:
                self._fault = ""
                return None
            if not self._pair.is_over(self._clock()) and refused is None:
                return None
            time.sleep(_LOOK_AGAIN)
        return None

    def _store(self, pair: TokenPair) -> None:
        """Into the paper, and only then to be used; where that fails all the same, since the old one is spent."""
        try:
            self._paper.change(lambda held: pair.as_bytes())
            self._is_unsaved, self._fault = False, ""
        except RecordError as error:
            self._is_unsaved, self._fault = True, NOT_KEPT
            log = structlog.get_logger()
            log.error("token_not_kept", reason=str(error), next_step=next_step(NOT_KEPT))
        self._pair = pair

    def _give_up(self, claimed: TokenPair, error: PostError) -> None:
        """Let others try, and say why where only a person can mend it."""

        def released(held: bytes) -> bytes | None:
            there = _read(held, self._first)
            return replace(there, claimed_until=0.0).as_bytes() if there.refresh == claimed.refresh else None

        self._paper.change(released)
        log = structlog.get_logger()
        if isinstance(error, NotPostedError):
            if self._fault != error.code:
                log.error("token_not_renewed", code=error.code, next_step=next_step(error.code))
            self._fault = error.code
        else:
            log.warning("token_not_renewed", code=error.code, next_step="The bot goes on trying.")


class _Claim:
    """A change of the paper that claims the renewal, where there is one to make and nobody else makes it."""

    def __init__(self, first: TokenPair, refused: str | None, now: float) -> None:
        self._first, self._refused, self._now = first, refused, now
        self.found = first
        self.is_wanted = self.is_made = False

    def __call__(self, held: bytes) -> bytes | None:
        self.found = found = _read(held, self._first)
        self.is_wanted = found.is_due(self._now) or found.access == self._refused
        if not self.is_wanted or found.claimed_until > self._now:
            return None
        self.is_made = True
        self.found = replace(found, claimed_until=self._now + _CLAIM_SECONDS)
        return self.found.as_bytes()


def _read(held: bytes, first: TokenPair) -> TokenPair:
    """What is kept; the pair of the settings where nothing is, or where they come from a newer installation."""
    if not held:
        return first
    kept = read_pair(held)
    return kept if kept.seed == first.seed else first


def first_pair(access: str, refresh: str) -> TokenPair:
    """The pair that an installation gave, as the settings hold it."""
    return TokenPair(seed=seed_of(refresh), access=access, refresh=refresh)
