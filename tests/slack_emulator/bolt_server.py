"""Serves a Bolt app to the emulators: over Socket Mode, or as signed HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from bot.http.server import Server

_PATH = "/slack/events"


@contextlib.contextmanager
def bolt_over_http(app: App) -> Iterator[str]:
    """The request URL of a Bolt app."""

    async def events(request: Request) -> Response:
        read = to_bolt_request(request, await request.body())
        return to_starlette_response(await run_in_threadpool(app.dispatch, read))

    server = Server(Router([Route(_PATH, events, methods=["POST"])]), "127.0.0.1", 0, "bolt")
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}{_PATH}"
    finally:
        server.stop()


@contextlib.contextmanager
def bolt_over_socket(app: App, app_token: str) -> Iterator[SocketModeHandler]:
    """A Bolt app connected over Socket Mode."""
    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        yield handler
    finally:
        handler.close()  # type: ignore[no-untyped-call]
