"""Ports for the servers that tests start in processes of their own."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket

_FIRST, _WORKERS, _EACH = 20_000, 6, 2_000
"""Below the ports that systems lend to whoever calls, so that no call takes one before its server listens."""

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_offsets = itertools.cycle(range(_EACH))
_start = os.getpid() * 101


def free_port() -> int:
    """A port on which nothing listens; each worker of a run gives out its own, one after the other."""
    for offset in itertools.islice(_offsets, _EACH):
        port = _FIRST + _worker * _EACH + (_start + offset) % _EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"nothing is free from {_FIRST + _worker * _EACH} on")


def listens(port: int) -> bool:
    """Whether something of this machine listens there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
