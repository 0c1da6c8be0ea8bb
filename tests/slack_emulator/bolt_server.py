"""Serves a Bolt app to the emulators: over Socket Mode, or as signed HTTP behind the standard library's WSGI server."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import wsgiref.simple_server
from collections.abc import Iterator
from wsgiref.types import WSGIApplication

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.slack.running.transports import RequestHandler


class _Threaded(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 256


@contextlib.contextmanager
def http_served(application: WSGIApplication) -> Iterator[str]:
    """The address of a WSGI application on a free loopback port."""
    server = wsgiref.simple_server.make_server("127.0.0.1", 0, application, _Threaded, RequestHandler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def bolt_over_http(app: App) -> Iterator[str]:
    """The request URL of a Bolt app."""
    with http_served(SlackRequestHandler(app)) as address:
        yield f"{address}/slack/events"


@contextlib.contextmanager
def bolt_over_socket(app: App, app_token: str) -> Iterator[SocketModeHandler]:
    """A Bolt app connected over Socket Mode."""
    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        yield handler
    finally:
        handler.close()  # type: ignore[no-untyped-call]
