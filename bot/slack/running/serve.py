"""Runs the app until it is told to stop."""

from __future__ import annotations

import itertools
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

from bot.settings import Transport
from bot.slack.errors import PostError
from bot.slack.running.app import App, within
from bot.slack.running.health import HealthServer
from bot.slack.running.notify import notify, watch
from bot.slack.running.transports import Carrier
from bot.slack.tokens.rotation import next_step

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_STOP_SECONDS = 18.0
"""A stop is over within twenty seconds, in which Docker and Kubernetes end a process by default or soon after."""

_CLOSE_SECONDS, _LAST_SECONDS = 6.0, 4.0
"""For the requests under way when the transport closes, and for what still runs when the questions are answered."""

_HANGING_SECONDS = 1.0

_RECONNECT_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)


def until_stopped(app: App, carrier: Carrier, health: HealthServer, transport: Transport) -> None:
    """Run a built app until SIGTERM or SIGINT: then take nothing more, finish what is in the inbox, and close all."""
    log, over = structlog.get_logger(), threading.Event()
    with stop_signal() as stop:
        app.start()
        watch(liveness(app, carrier), over)
        # Ready for systemd: whether Slack can be reached is no reason to start again and again.
        notify("READY=1")
        if _open(carrier, stop):
            log.info("serving", transport=transport.value)
            stop.wait()
        log.info("stopping")
        notify("STOPPING=1")
        ends = time.monotonic() + _STOP_SECONDS
        within(time.monotonic() + _CLOSE_SECONDS, carrier.close)
        drained = app.finish(min(app.parts.settings.drain, ends - _LAST_SECONDS - time.monotonic()))
        app.stop(ends - time.monotonic())
        over.set()
        health.close()
        log.info("stopped", inbox_empty=drained)


def leave_hanging(seconds: float = _HANGING_SECONDS) -> None:
    """End the process now where a thread goes on hanging for so long that the interpreter would wait for without end,
    such as a listener's in a call; all else is closed by then."""
    ends = time.monotonic() + seconds
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(max(ends - time.monotonic(), 0.0))
            if thread.is_alive():
                structlog.get_logger().warning("left_hanging", thread=thread.name)
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)


def liveness(app: App, carrier: Carrier) -> Callable[[], bool]:
    """What fails where only a restart helps: a thread of our own that is stuck or dead, or the transport's while Slack
    can be reached."""
    return lambda: app.is_alive() and (carrier.is_alive() or not app.standing.is_reachable)


def readiness(app: App, carrier: Carrier) -> dict[str, Callable[[], bool]]:
    """What must hold for questions to be answered, by name."""
    checks: dict[str, Callable[[], bool]] = {
        "snapshot": lambda: app.parts.shelves.library_info().indexed_at is not None,
        "slack": lambda: carrier.is_connected() and app.standing.is_accepted,
        "inbox": app.state.database.takes_writes,
    }
    if app.renewal is not None:
        token = app.renewal.token
        checks["token"] = lambda: not token.fault or token.seconds_left > 0
    return checks


def advice(app: App) -> Callable[[], str]:
    """What an operator must do though the bot may still answer; empty where there is nothing."""
    return lambda: next_step(app.state.token.fault) if app.state.token.fault else ""


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
def stop_signal() -> Iterator[Stop]:
    """Hears SIGTERM and SIGINT; the handlers that were there come back afterwards."""
    stop = Stop()
    before = {number: signal.signal(number, stop.tell) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
