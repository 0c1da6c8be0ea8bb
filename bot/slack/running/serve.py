"""Runs the app until it is told to stop."""

from __future__ import annotations

import itertools
import queue
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

from bot.settings import Transport
from bot.slack.errors import PostError
from bot.slack.running.app import App
from bot.slack.running.health import HealthServer
from bot.slack.running.transports import Carrier

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_RECONNECT_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)


def until_stopped(app: App, carrier: Carrier, health: HealthServer, transport: Transport) -> None:
    """Run a built app until SIGTERM or SIGINT: then take nothing more, finish what is in the inbox, and close all."""
    log = structlog.get_logger()
    with _stop_signal() as stop:
        app.start()
        if _open(carrier, stop):
            log.info("serving", transport=transport.value)
            stop.wait()
        log.info("stopping")
        carrier.close()
        drained = app.drain(app.parts.settings.drain)
        app.stop()
        health.close()
        log.info("stopped", inbox_empty=drained)


def readiness(app: App, carrier: Carrier) -> dict[str, Callable[[], bool]]:
    """What must hold for questions to be answered, by name."""
    return {
        "snapshot": lambda: app.parts.library_info().indexed_at is not None,
        "slack": carrier.is_connected,
        "inbox": lambda: app.state.inbox.depth(0.0)[0] >= 0,
    }


def _open(carrier: Carrier, stop: Stop) -> bool:
    """Connect, however long Slack is away; False where the stop came first."""
    for wait in itertools.chain(_RECONNECT_SECONDS, itertools.repeat(_RECONNECT_SECONDS[-1])):
        try:
            carrier.open()
        except PostError as error:
            structlog.get_logger().warning("not_connected", code=error.code)
            if stop.wait(wait):
                return False
        else:
            break
    return True


class Stop:
    """Whether the process has been told to stop.

    A queue and no event: an event's lock may be held by the very thread that the signal interrupts.
    """

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[int] = queue.SimpleQueue()

    def tell(self, number: int, frame: FrameType | None) -> None:
        """The signal handler."""
        self._told.put(number)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait to be told, at most so long; whether it happened."""
        try:
            self._told.get(timeout=seconds)
        except queue.Empty:
            return False
        return True


@contextmanager
def _stop_signal() -> Iterator[Stop]:
    """Hears SIGTERM and SIGINT; the handlers that were there come back afterwards."""
    stop = Stop()
    before = {number: signal.signal(number, stop.tell) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
