"""Alive, ready and measured: three pages on a loopback port."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from bot.errors import ListenError
from bot.http.server import Server
from bot.slack.errors import SetupError

Check = Callable[[], bool]
"""Says whether one thing is ready; an exception counts as no."""

_HOST = "127.0.0.1"
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class HealthServer:
    """Serves `/healthz`, `/readyz` and `/metrics` on 127.0.0.1 from its making to `close`; port 0 takes a free one.

    It has a server of its own: what comes from outside cannot take its connections.

    Raises:
        SetupError: the port is taken.
    """

    def __init__(self, port: int, checks: Mapping[str, Check], metrics: Callable[[], bytes]) -> None:
        try:
            self._server = Server(_pages(checks, metrics), _HOST, port, "health")
        except ListenError as error:
            raise SetupError(f"Port {port} for health and metrics is taken: {error.reason}. Choose another.") from error
        self._server.start()

    @property
    def port(self) -> int:
        return self._server.port

    def close(self) -> None:
        self._server.stop()


def _pages(checks: Mapping[str, Check], metrics: Callable[[], bytes]) -> Router:
    def alive(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    def ready(request: Request) -> Response:
        held = {name: _holds(check) for name, check in checks.items()}
        return Response(json.dumps(held), 200 if all(held.values()) else 503, media_type="application/json")

    def measured(request: Request) -> Response:
        return Response(metrics(), headers={"content-type": _METRICS_TYPE})

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", measured)]
    return Router(routes, redirect_slashes=False)


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - a probe that fails is an answer: not ready
        return False
