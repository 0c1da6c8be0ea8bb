"""What goes wrong on purpose: one-shot faults by method, and a seeded weather of random ones."""

from __future__ import annotations

import enum
import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


class FaultKind(enum.Enum):
    DROP_RESPONSE = "the call is carried out and the connection dies before the answer"
    DROP_REQUEST = "the connection dies before the call is carried out"
    SERVER_ERROR = "an HTTP 5xx, not carried out"
    RATE_LIMITED = "an HTTP 429 with Retry-After, not carried out"
    DELAY = "the answer comes late"
    REFUSAL = "a JSON error, not carried out"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; `seconds` is a delay or a Retry-After, `code` a status, `error` a JSON error."""

    kind: FaultKind
    seconds: float = 0.0
    code: int = 503
    error: str = "internal_error"


class Faults:
    """The faults still to come, and the count of those that happened."""

    def __init__(self) -> None:
        self.happened: Counter[FaultKind] = Counter()
        self.unreachable = False
        self._armed: list[tuple[str, Fault]] = []
        self._weather: dict[FaultKind, float] = {}
        self._methods: frozenset[str] = frozenset()
        self._random = random.Random(0)
        self._lock = threading.Lock()

    def arm(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` go wrong."""
        with self._lock:
            self._armed += [(method, fault)] * times

    def drop_response(self, method: str, times: int = 1) -> None:
        self.arm(method, Fault(FaultKind.DROP_RESPONSE), times)

    def drop_request(self, method: str, times: int = 1) -> None:
        self.arm(method, Fault(FaultKind.DROP_REQUEST), times)

    def server_error(self, method: str, code: int = 503, times: int = 1) -> None:
        self.arm(method, Fault(FaultKind.SERVER_ERROR, code=code), times)

    def rate_limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        self.arm(method, Fault(FaultKind.RATE_LIMITED, seconds=retry_after), times)

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        self.arm(method, Fault(FaultKind.DELAY, seconds=seconds), times)

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        self.arm(method, Fault(FaultKind.REFUSAL, error=error), times)

    def weather(self, seed: int, rates: Mapping[FaultKind, float], methods: frozenset[str]) -> None:
        """From now on each call of `methods` goes wrong with these probabilities (their sum at most 1)."""
        with self._lock:
            self._random, self._weather, self._methods = random.Random(seed), dict(rates), methods

    def clear(self) -> None:
        with self._lock:
            self._armed, self._weather, self.unreachable = [], {}, False

    def next(self, method: str) -> Fault | None:
        """The fault that meets this call, if any."""
        with self._lock:
            fault = self._take(method) or self._blown(method)
            if fault is not None:
                self.happened[fault.kind] += 1
            return fault

    def _take(self, method: str) -> Fault | None:
        for number, (armed, fault) in enumerate(self._armed):
            if armed == method:
                del self._armed[number]
                return fault
        return None

    def _blown(self, method: str) -> Fault | None:
        if method not in self._methods:
            return None
        draw = self._random.random()
        for kind, rate in self._weather.items():
            if draw < rate:
                return Fault(kind, seconds=1.0 if kind is FaultKind.RATE_LIMITED else 0.2)
            draw -= rate
        return None
