"""A small balancer as stands before bots in HTTP mode: each request to the next one that takes it, as proxies do that
repeat no POST which was sent."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import threading
from collections.abc import Callable, Sequence
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_SECONDS = 10.0


class Moment(Enum):
    """When something happens to the bot that a request was given to."""

    SENT = "the whole request is there, and no answer was read"
    ANSWERED = "the answer was read, and not passed on"


class Balancer:
    """Leads to bots on some ports of this machine, by turns. `strike` is told the port at each moment of each request,
    and answers whether the caller is to get nothing."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = tuple(ports)
        self.strike: Callable[[Moment, int], bool] = lambda moment, port: False
        self.taken: list[tuple[int, int]] = []
        """The port and Slack's number of the repetition (0 for the first) of each request that was answered."""
        self._turns, self._lock = itertools.count(), threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/slack/events"

    def passed_on(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, str] | None:
        """Status, body and content type of what a bot answers; None where the connection is to be cut."""
        with self._lock:
            turn = next(self._turns) % len(self.ports)
        for port in (*self.ports[turn:], *self.ports[:turn]):
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)) as bot:
                try:
                    bot.connect()
                except OSError:
                    continue
                return self._given(bot, port, path, headers, body)
        return 503, b"", "text/plain"

    def _given(
        self, bot: http.client.HTTPConnection, port: int, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes, str] | None:
        try:
            bot.request("POST", path, body, headers)
            if self.strike(Moment.SENT, port):
                return None
            answer = bot.getresponse()
            told = answer.status, answer.read(), answer.getheader("Content-Type") or "text/plain"
        except (OSError, http.client.HTTPException):
            return 502, b"", "text/plain"
        if self.strike(Moment.ANSWERED, port):
            return None
        with self._lock:
            self.taken.append((port, int(headers.get("X-Slack-Retry-Num", "0"))))
        return told

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(balancer: Balancer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            kept = {name: value for name, value in self.headers.items() if name not in ("Host", "Connection")}
            answer = balancer.passed_on(self.path, kept, body)
            with contextlib.suppress(OSError):
                if answer is not None:
                    self._write(*answer)

        def _write(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """It is no server whose log anybody reads."""

    return Handler
