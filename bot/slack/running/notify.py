"""Tells systemd how the service fares (sd_notify), where it runs under systemd."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Mapping

_MICRO = 1e6


def notify(state: str, environment: Mapping[str, str] = os.environ) -> None:
    """Send a state such as `READY=1`; nothing where nobody listens."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        # What begins with @ is in the abstract namespace, which the system writes with a zero.
        sender.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        sender.sendall(state.encode())


def watch(
    is_alive: Callable[[], bool], stopping: threading.Event, environment: Mapping[str, str] = os.environ
) -> threading.Thread | None:
    """Tell the watchdog that all is well, in a thread, as long as it is; None where systemd wants to hear nothing.

    Where it hears nothing for WatchdogSec it restarts the service.
    """
    microseconds = environment.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    seconds = int(microseconds) / _MICRO / 3

    def tell() -> None:
        while not stopping.wait(seconds):
            if is_alive():
                notify("WATCHDOG=1", environment)

    thread = threading.Thread(target=tell, name="watchdog", daemon=True)
    thread.start()
    return thread
