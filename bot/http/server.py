"""Serves an ASGI application in a thread."""

from __future__ import annotations

import socket
import threading
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from bot.errors import ListenError
from bot.http.bounds import Bounds, bounded
from bot.http.connection import Connection

_WAITING_CONNECTIONS = 128
"""How many the system holds until they are accepted, before `start` and in a rush."""

_CLOSING_SECONDS = 1.0
"""What the loop needs to end after the requests have: it looks up ten times a second."""


class Server:
    """One ASGI application on one address, with an event loop and a thread of its own, from `start` to `stop`.

    It listens from the beginning; those who connect before `start` wait. Each connection carries one request: some
    clients reuse one that is about to be closed, and lose a request. Signals are left alone. An application that
    `has_lifespan` is told of the beginning and the end.

    Raises:
        ListenError: nothing can listen there.
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        name: str,
        bounds: Bounds = Bounds(),  # noqa: B008
        has_lifespan: bool = False,
    ) -> None:
        self._socket = _listening(host, port)
        self._bounds = bounds
        self._stopping = threading.Event()
        connection = partial(Connection, bounds=bounds, is_stopping=self._stopping.is_set)
        config = uvicorn.Config(
            bounded(app, bounds),
            loop="asyncio",
            http=connection,  # type: ignore[arg-type]  # only ever called
            ws="none",
            lifespan="on" if has_lifespan else "off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            headers=[("connection", "close")],
            h11_max_incomplete_event_size=bounds.head_bytes,
            timeout_graceful_shutdown=bounds.finish_seconds,  # type: ignore[arg-type]  # fractions do
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name=name, daemon=True)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take no request more, give those under way their time to finish, and close."""
        self._stopping.set()
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(self._bounds.finish_seconds + _CLOSING_SECONDS)
        self._socket.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        address = socket.getaddrinfo(host or None, port, family, socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][4]
        return socket.create_server((str(address[0]), port), family=family, backlog=_WAITING_CONNECTIONS)
    except (OSError, UnicodeError) as error:  # the latter of a name that is no host's
        raise ListenError(host, port, error) from error
