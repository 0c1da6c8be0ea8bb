"""The two ways from Slack to the app: Socket Mode, and signed HTTP behind any WSGI server."""

from __future__ import annotations

import logging
import socketserver
import sys
import threading
from collections.abc import Iterable
from typing import Any, Protocol
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from slack_bolt import App as BoltApp
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.settings import SlackSettings
from bot.slack.client import translated
from bot.slack.errors import SetupError

PATH = "/slack/events"
_LARGEST_BODY = 1_000_000
_SLOWEST_SECONDS = 10
_FINISH_SECONDS = 5.0
_BAD = "400 Bad Request"
_PLAIN = (("content-type", "text/plain;charset=utf-8"),)
_TIMESTAMP_DIGITS = 20
_LONGEST_LINE = 65_536
_PING_SECONDS = 2
"""The SDK gives a dead connection up after five failed pings; Slack repeats an event once a minute."""


class Carrier(Protocol):
    """Brings Slack's requests to the app from `open` to `close`."""

    def open(self) -> None: ...

    def is_connected(self) -> bool: ...

    def close(self) -> None: ...


class SocketCarrier:
    """Socket Mode; reconnects by itself."""

    def __init__(self, bolt: BoltApp, settings: SlackSettings) -> None:
        if not settings.app_token:
            raise SetupError("The app token is missing. Set SLACK_APP_TOKEN (xapp-…) or serve over HTTP.")
        client = WebClient(base_url=settings.api_url, timeout=settings.api_timeout)
        self._handler = SocketModeHandler(
            bolt,
            settings.app_token,
            logger=logging.getLogger("slack_sdk.socket_mode"),
            web_client=client,
            ping_interval=_PING_SECONDS,
            receive_buffer_size=16_384,
        )

    def open(self) -> None:
        """Connect.

        Raises:
            PostError: Slack cannot be reached or refuses the app token.
        """
        with translated():
            self._handler.connect()  # type: ignore[no-untyped-call]

    def is_connected(self) -> bool:
        return bool(self._handler.client.is_connected())

    def close(self) -> None:
        self._handler.close()  # type: ignore[no-untyped-call]


class HttpCarrier:
    """Signed HTTP on a server of our own; put a proxy with TLS in front of it."""

    def __init__(self, bolt: BoltApp, settings: SlackSettings) -> None:
        if not settings.signing_secret:
            raise SetupError("The signing secret is missing. Set SLACK_SIGNING_SECRET.")
        try:
            self._server = make_server(
                settings.http_host, settings.http_port, wsgi(bolt), _ThreadedServer, RequestHandler
            )
        except OSError as error:
            raise SetupError(
                f"Nothing can listen on {settings.http_host}:{settings.http_port}: {error}. Choose another port."
            ) from error
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="http", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def open(self) -> None:
        self._thread.start()

    def is_connected(self) -> bool:
        return self._thread.is_alive()

    def close(self) -> None:
        """Stop listening and finish the requests under way."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.finish(_FINISH_SECONDS)
        self._server.server_close()


def wsgi(bolt: BoltApp) -> WSGIApplication:
    """The app for any WSGI server: `POST /slack/events`, at most one megabyte, signature checked by Bolt."""
    handler = SlackRequestHandler(bolt, PATH)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        refused = _refusal(environ)
        if refused is not None:
            start_response(refused, list(_PLAIN))
            return [refused.encode()]
        try:
            return handler(environ, start_response)
        except (ValueError, OSError):
            # A timestamp that is no number, a body that is no UTF-8 or that never comes: no request of Slack's.
            start_response(_BAD, list(_PLAIN))
            return [_BAD.encode()]

    return application


def _refusal(environ: WSGIEnvironment) -> str | None:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        return _BAD
    if int(length) > _LARGEST_BODY:
        return "413 Content Too Large"
    stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "0")
    if not stamp.isdecimal() or len(stamp) > _TIMESTAMP_DIGITS:
        # Bolt reads it as a number before it looks at the signature.
        return "401 Unauthorized"
    return None


class _ThreadedServer(socketserver.ThreadingMixIn, WSGIServer):
    """One thread a request; `finish` waits for those under way, but not for a client that never ends its request."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, *arguments: Any) -> None:
        self._under_way = 0
        self._changed = threading.Condition()
        super().__init__(*arguments)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._count(1)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._changed:
            self._under_way += change
            self._changed.notify_all()

    def finish(self, seconds: float) -> bool:
        """Wait until no request is under way, at most so long; whether it is so."""
        with self._changed:
            return self._changed.wait_for(lambda: self._under_way == 0, seconds)

    def handle_error(self, request: object, client_address: object) -> None:
        """Names the failure and nothing of the request: a traceback may quote it."""
        kind = sys.exc_info()[0]
        structlog.get_logger().warning("request_failed", error=kind.__name__ if kind else "unknown")


class _Closing(ServerHandler):
    """Says that the connection ends: some clients reuse one that is about to be closed, and lose a request."""

    request_handler: WSGIRequestHandler

    def send_preamble(self) -> None:
        super().send_preamble()
        self._write(b"Connection: close\r\n")


class RequestHandler(WSGIRequestHandler):
    """Reads one request, answers it, closes."""

    timeout = _SLOWEST_SECONDS

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: a request line may hold what belongs in no log."""

    def handle(self) -> None:
        self.raw_requestline = self.rfile.readline(_LONGEST_LINE + 1)
        if len(self.raw_requestline) > _LONGEST_LINE:
            self.requestline = self.request_version = self.command = ""
            self.send_error(414)
        elif self.parse_request():
            handler = _Closing(self.rfile, self.wfile, self.get_stderr(), self.get_environ(), multithread=True)  # type: ignore[arg-type]
            handler.request_handler = self
            handler.run(self.server.get_app())  # type: ignore[attr-defined]
