"""Delivery of events, commands and interactions to the app, with Slack's habit of sending again.

A carrier hands over one envelope once and says what the app answered; this module decides what follows.
"""

from __future__ import annotations

import enum
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.slack_emulator.config import Config


class Kind(enum.Enum):
    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the app said to an envelope: its body, or None for an empty one."""

    body: dict[str, Any] | None = None


@dataclass(slots=True)
class Envelope:
    """One thing to deliver. `attempts` counts its deliveries; `acknowledged` is set once the app took it."""

    kind: Kind
    payload: dict[str, Any]
    on_answer: Callable[[Acknowledgement], None] | None = None
    attempts: int = 0
    acknowledgement: Acknowledgement | None = None
    settled: threading.Event = field(default_factory=threading.Event)
    born: float = field(default_factory=time.monotonic)
    seconds: float | None = None

    @property
    def acknowledged(self) -> bool:
        return self.acknowledgement is not None


class Carrier(Protocol):
    """Socket Mode or signed HTTP."""

    def carry(self, envelope: Envelope, attempt: int) -> Acknowledgement | None:
        """Hand over once; None where no answer came within Slack's deadline or there is nobody to hand it to."""
        ...


class Delivery:
    """Sends envelopes side by side; an event that is not acknowledged is sent again."""

    def __init__(self, config: Config, carrier: Carrier) -> None:
        self.carrier = carrier
        self.sent: list[Envelope] = []
        self._config = config
        self._pool = ThreadPoolExecutor(96, thread_name_prefix="delivery")
        self._random = random.Random(config.seed)
        self._timers: set[threading.Thread] = set()
        self._closed = False
        self._lock = threading.Lock()

    def send(self, *envelopes: Envelope) -> None:
        """Deliver, in any order; now and then twice where the set-up says so."""
        batch = list(envelopes)
        batch += [e for e in envelopes if e.kind is Kind.EVENT and self._random.random() < self._config.duplicate_rate]
        self._random.shuffle(batch)
        self.sent += envelopes
        for envelope in batch:
            self._submit(envelope)

    def _submit(self, envelope: Envelope) -> None:
        # A timer may ring while it closes.
        with self._lock:
            if not self._closed:
                self._pool.submit(self._attempt, envelope)

    def _attempt(self, envelope: Envelope) -> None:
        attempt, envelope.attempts = envelope.attempts, envelope.attempts + 1
        answer = self.carrier.carry(envelope, attempt)
        if answer is not None:
            return self._take(envelope, answer)
        if envelope.acknowledged:
            return None
        if envelope.kind is Kind.EVENT and attempt < len(self._config.retry_seconds):
            return self._later(envelope, self._config.retry_seconds[attempt])
        envelope.settled.set()
        return None

    def _take(self, envelope: Envelope, answer: Acknowledgement) -> None:
        if not envelope.acknowledged:
            envelope.acknowledgement, envelope.seconds = answer, time.monotonic() - envelope.born
            if envelope.on_answer is not None:
                envelope.on_answer(answer)
        envelope.settled.set()

    def _later(self, envelope: Envelope, seconds: float) -> None:
        timer = threading.Timer(seconds, self._fire, [envelope])
        timer.daemon = True
        self._timers.add(timer)
        timer.start()

    def _fire(self, envelope: Envelope) -> None:
        self._timers.discard(threading.current_thread())
        self._submit(envelope)

    def lost(self) -> list[Envelope]:
        """The settled envelopes that the app never acknowledged."""
        return [envelope for envelope in self.sent if envelope.settled.is_set() and not envelope.acknowledged]

    def close(self) -> None:
        with self._lock:
            self._closed = True
        for timer in list(self._timers):
            if isinstance(timer, threading.Timer):
                timer.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
