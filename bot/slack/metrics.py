"""What is counted, in a registry of its own: never a user, a channel or a word of a question."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

from bot.slack.inbox.question import Surface
from bot.slack.message import ReplyOutcome
from bot.slack.parts import LibraryInfo

_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """Counters and gauges of one process; `replica` names it among several bots."""

    def __init__(self, replica: str = "") -> None:
        self.registry = CollectorRegistry()
        if replica:
            Info("fvm_replica", "Which of several bots this is", registry=self.registry).info({"replica": replica})
        self._questions = Counter("fvm_questions", "Questions by outcome and surface", ["outcome", "surface"],
                                  registry=self.registry)  # fmt: skip
        self._seconds = Histogram("fvm_reply_seconds", "From the question to its reply", ["surface"],
                                  buckets=_BUCKETS, registry=self.registry)  # fmt: skip
        self._errors = Counter("fvm_slack_errors", "Failed calls to Slack", ["code"], registry=self.registry)
        self._written = Counter("fvm_written", "Answers phrased by the writer, by outcome", ["outcome"],
                                registry=self.registry)  # fmt: skip
        self._resumed = Counter("fvm_questions_resumed", "Questions taken over from ended processes",
                                registry=self.registry)  # fmt: skip

    def replied(self, outcome: ReplyOutcome, surface: Surface, seconds: float) -> None:
        self.counted(outcome.value, surface.value, seconds)

    def counted(self, outcome: str, surface: str, seconds: float) -> None:
        """Count a question of any door, of which `surface` is the name."""
        self._questions.labels(outcome, surface).inc()
        self._seconds.labels(surface).observe(max(seconds, 0.0))

    def failed_call(self, code: str) -> None:
        self._errors.labels(code[:40]).inc()

    def written(self, outcome: str) -> None:
        self._written.labels(outcome[:40]).inc()

    def resumed(self, count: int) -> None:
        self._resumed.inc(count)

    def watch(self, depth: Callable[[float], tuple[int, float]], library_info: Callable[[], LibraryInfo]) -> None:
        """Add the gauges that are read when somebody asks."""
        for name, meaning, read in (
            ("fvm_inbox_depth", "Questions without a reply", lambda: depth(time.time())[0]),
            ("fvm_inbox_age_seconds", "Age of the oldest question without a reply", lambda: depth(time.time())[1]),
            ("fvm_snapshot_age_seconds", "Age of the index that answers", lambda: _snapshot_age(library_info)),
        ):
            Gauge(name, meaning, registry=self.registry).set_function(_or_nan(read))

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)


def _or_nan(read: Callable[[], float]) -> Callable[[], float]:
    """A gauge that cannot be read must not take the other metrics with it."""

    def value() -> float:
        try:
            return read()
        except Exception:  # noqa: BLE001 - NaN is how Prometheus says unknown
            return float("nan")

    return value


def _snapshot_age(library_info: Callable[[], LibraryInfo]) -> float:
    indexed_at = library_info().indexed_at
    return float("nan") if indexed_at is None else time.time() - indexed_at.timestamp()
