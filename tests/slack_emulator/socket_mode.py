"""Socket Mode: the WebSocket server, its envelopes and acknowledgements, and its disconnects."""

from __future__ import annotations

import contextlib
import json
import logging
import random
import secrets
import socket
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tests.slack_emulator.config import Config
from tests.slack_emulator.delivery import Acknowledgement, Envelope, Kind
from tests.slack_emulator.workspace import APP

MOST_CONNECTIONS = 10
_QUIET = logging.getLogger("tests.slack_emulator.websockets")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


@dataclass(slots=True)
class _Pending:
    connection: ServerConnection
    answered: threading.Event = field(default_factory=threading.Event)
    answer: Acknowledgement | None = None


class SocketMode:
    """Carries each envelope over any one of the open connections; `route` chooses which, the oldest being 0."""

    def __init__(self, config: Config) -> None:
        self.route: Callable[[Envelope], int] | None = None
        self.openings = 0
        self.unacknowledgeable: list[str] = []
        self._config = config
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._connections: list[ServerConnection] = []
        self._pending: dict[str, _Pending] = {}
        self._random = random.Random(config.seed)
        self._server: Server = serve(
            self._connection, "127.0.0.1", 0, logger=_QUIET, ping_interval=0.3, ping_timeout=None
        )
        threading.Thread(target=self._server.serve_forever, name="socket-mode", daemon=True).start()

    @property
    def connections(self) -> int:
        return len(self._connections)

    def open(self) -> str:
        """A one-time address for a new connection."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        port = self._server.socket.getsockname()[1]
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={APP}"

    def _connection(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        ticket = connection.request.path.partition("ticket=")[2].partition("&")[0]
        with self._lock:
            known = ticket in self._tickets and len(self._connections) < MOST_CONNECTIONS
            self._tickets.discard(ticket)
        if known:
            self._serve(connection)

    def _serve(self, connection: ServerConnection) -> None:
        try:
            connection.send(
                json.dumps(
                    {
                        "type": "hello",
                        "num_connections": self.connections + 1,
                        "connection_info": {"app_id": APP},
                        "debug_info": {"host": "emulator", "approximate_connection_time": 3600},
                    }
                )
            )
            with self._lock:
                self._connections.append(connection)
                self.openings += 1
            for text in connection:
                self._read(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            self._forget(connection)

    def _read(self, body: dict[str, Any]) -> None:
        name = body.get("envelope_id", "")
        with self._lock:
            pending = self._pending.pop(name, None)
        if pending is None:
            self.unacknowledgeable.append(name)
            return
        pending.answer = Acknowledgement(body.get("payload") or None)
        pending.answered.set()

    def _forget(self, connection: ServerConnection) -> None:
        """A closed connection will acknowledge nothing more."""
        with self._lock:
            if connection in self._connections:
                self._connections.remove(connection)
            for pending in self._pending.values():
                if pending.connection is connection:
                    pending.answered.set()

    def carry(self, envelope: Envelope, attempt: int) -> Acknowledgement | None:
        name = str(uuid.uuid4())
        with self._lock:
            if not self._connections:
                return None
            pending = self._pending[name] = _Pending(self._chosen(envelope))
        message: dict[str, Any] = {
            "type": envelope.kind.value,
            "envelope_id": name,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind is not Kind.EVENT,
        }
        if envelope.kind is Kind.EVENT:
            message |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        try:
            pending.connection.send(json.dumps(message))
        except (ConnectionClosed, OSError):
            return None
        pending.answered.wait(self._config.ack_seconds)
        with self._lock:
            self._pending.pop(name, None)
        return pending.answer

    def _chosen(self, envelope: Envelope) -> ServerConnection:
        if self.route is None:
            return self._random.choice(self._connections)
        return self._connections[self.route(envelope) % len(self._connections)]

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go; after `refresh_requested` and `link_disabled` they are closed."""
        goodbye = json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "emulator"}})
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            try:
                connection.send(goodbye)
                if reason != "warning":
                    connection.close()
            except (ConnectionClosed, OSError):
                continue

    def cut(self) -> None:
        """Break every connection without a word."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._server.shutdown()
