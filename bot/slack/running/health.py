"""Alive, ready and measured: three pages on a loopback port."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.slack.errors import SetupError

Check = Callable[[], bool]
"""Says whether one thing is ready; an exception counts as no."""


class HealthServer:
    """Serves `/healthz`, `/readyz` and `/metrics` on 127.0.0.1; port 0 takes a free one.

    Raises:
        SetupError: the port is taken.
    """

    def __init__(self, port: int, checks: Mapping[str, Check], metrics: Callable[[], bytes]) -> None:
        self._checks = checks
        self._metrics = metrics
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        except OSError as error:
            raise SetupError(f"Port {port} for health and metrics is taken: {error}. Choose another.") from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="health", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def ready(self) -> dict[str, bool]:
        """Each check's name and whether it holds."""
        return {name: _holds(check) for name, check in self._checks.items()}

    def page(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body of a path."""
        if path == "/healthz":
            return 200, "text/plain", b"ok\n"
        if path == "/readyz":
            ready = self.ready()
            return 200 if all(ready.values()) else 503, "application/json", json.dumps(ready).encode()
        if path == "/metrics":
            return 200, "text/plain; version=0.0.4; charset=utf-8", self._metrics()
        return 404, "text/plain", b"not found\n"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        health = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = health.page(self.path.partition("?")[0])
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing: probes come every few seconds."""

        return Handler


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - a probe that fails is an answer: not ready
        return False
