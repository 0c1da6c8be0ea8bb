"""The running app: its workers and its housekeeping, from start to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog
from slack_bolt import App as BoltApp

from bot.errors import BotError, StoreError
from bot.slack.inbox.presence import Presence
from bot.slack.inbox.state import AppState
from bot.slack.metrics import Metrics
from bot.slack.parts import Extension, Parts
from bot.slack.replying.half_written import HalfWritten
from bot.slack.replying.supervision import Supervision
from bot.slack.replying.worker import Worker
from bot.slack.replying.writing import THREADS, Writing
from bot.slack.running.standing import SlackStanding, TokenRenewal

_HOUSEKEEPING_SECONDS = 5.0
_EXPIRY_SECONDS = 3600.0
_STUCK_SECONDS = 300.0
"""How long a thread may be at one thing: several calls of fifteen seconds to Slack and an answer are well below."""


class Pulse(threading.Event):
    """The event that stops the app, as one thread looks at it; `at` is when it last did, on the monotonic clock."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__()
        self._stopping_all = stopping
        self.at = time.monotonic()

    def is_set(self) -> bool:
        self.at = time.monotonic()
        return self._stopping_all.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        self.at = time.monotonic()
        return self._stopping_all.wait(timeout)


def within(deadline: float, work: Callable[[], None]) -> bool:
    """Do something that may hang, and go on at a deadline on the monotonic clock; whether it was done by then."""
    thread = threading.Thread(target=work, name="stopping", daemon=True)
    thread.start()
    thread.join(max(deadline - time.monotonic(), 0.0))
    return not thread.is_alive()


class Hearing(Protocol):
    """Hears what other bots say."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class App:
    """A built app. `start` runs its workers and extensions; a transport feeds `bolt`; `stop` finishes what is claimed
    and closes all that the app was given."""

    def __init__(
        self,
        *,
        parts: Parts,
        state: AppState,
        bolt: BoltApp,
        worker: Worker,
        metrics: Metrics,
        presence: Presence,
        half_written: HalfWritten,
        extensions: Sequence[Extension],
        writing: Writing | None,
        standing: SlackStanding,
        supervision: Supervision,
        listener: Hearing | None = None,
        renewal: TokenRenewal | None = None,
    ) -> None:
        self.parts, self.state, self.bolt, self.worker = parts, state, bolt, worker
        self.metrics, self.presence, self.half_written = metrics, presence, half_written
        self.extensions, self.writing = tuple(extensions), writing
        self.standing, self.supervision, self.renewal, self.listener = standing, supervision, renewal, listener
        self._stopping = threading.Event()
        self._threads: list[tuple[threading.Thread, Pulse]] = []

    def start(self) -> None:
        """Take up what ended processes left and answer from now on."""
        self.take_over()
        self.standing.start()
        self.supervision.start()
        if self.renewal is not None:
            self.renewal.start()
        for number in range(self.parts.settings.workers):
            self._run(f"worker-{number}", self.worker.run)
        for number in range(THREADS if self.writing else 0):
            # Not waited for at the stop: a model may take longer than that.
            threading.Thread(target=self._write, name=f"writing-{number}", daemon=True).start()
        self._run("housekeeping", self._keep_house)
        for extension in self.extensions:
            extension.start()
        if self.listener is not None:
            self.listener.start()

    def take_over(self) -> int:
        """Give the questions of ended processes back to the inbox; how many."""
        count = self.state.inbox.release_dead(self.presence.is_alive)
        if count:
            self.metrics.resumed(count)
            structlog.get_logger().info("resumed", questions=count)
            self.worker.wake()
        return count

    def finish(self, seconds: float) -> bool:
        """Wait for what can be answered now, at most so long, and not for what Slack takes only later; whether the
        inbox is empty."""
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline and self.state.inbox.due(self.presence.name, time.time()):
                time.sleep(0.02)
            return self.state.inbox.depth(time.time())[0] == 0
        except StoreError:
            return False

    def is_alive(self) -> bool:
        """Whether every thread of its own runs and has come round lately; a slow call to Slack is no reason for no."""
        now = time.monotonic()
        return all(thread.is_alive() and now - pulse.at < _STUCK_SECONDS for thread, pulse in self._threads)

    def stop(self, seconds: float | None = None) -> None:
        """Finish what is claimed, leave the rest to the next start, and close, all within so many seconds, by default
        twice what a call to Slack may take. The transport has stopped before."""
        deadline = time.monotonic() + (2 * self.parts.settings.api_timeout if seconds is None else seconds)
        listeners = self.bolt.listener_runner.listener_executor
        within(deadline, lambda: listeners.shutdown(wait=True))
        self.standing.stop()
        if self.listener is not None:
            within(deadline, self.listener.stop)
        self._stopping.set()
        self.worker.wake()
        for each in (*self.extensions, *((self.renewal,) if self.renewal else ())):
            within(deadline, each.stop)
        if self.writing is not None:
            within(deadline, self.writing.stop)
        # A worker that hangs in a call is left behind: its lease runs out, and the next process looks the reply up.
        for thread, _ in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.0))
        self.supervision.stop()
        self.presence.close()
        self.state.close()

    def _run(self, name: str, target: Callable[[threading.Event], None]) -> None:
        pulse = Pulse(self._stopping)
        thread = threading.Thread(target=target, args=(pulse,), name=name, daemon=True)
        self._threads.append((thread, pulse))
        thread.start()

    def _write(self) -> None:
        if self.writing is not None:
            self.writing.run()

    def _keep_house(self, stopping: threading.Event) -> None:
        next_expiry = 0.0
        while not stopping.wait(_HOUSEKEEPING_SECONDS):
            try:
                self.take_over()
                self.half_written.restore_left(self.presence.is_alive)
                self.state.database.settle_owed()
                if time.monotonic() >= next_expiry:
                    self._expire(time.time())
                    next_expiry = time.monotonic() + _EXPIRY_SECONDS
            except (OSError, BotError) as error:
                structlog.get_logger().error("housekeeping_failed", error=type(error).__name__)

    def _expire(self, now: float) -> None:
        self.state.erasure.expire(self.parts.settings.retention_days, now)
        for sweep in self.state.sweeps:
            sweep(now)
