"""Alive, ready and measured: three pages on a port of their own, by default a loopback one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from bot.errors import ListenError
from bot.http.server import Server
from bot.slack.errors import SetupError

Check = Callable[[], bool]
"""Says whether one thing is ready; an exception counts as no."""

_READY_SECONDS = 0.8
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class HealthServer:
    """Serves `/healthz`, `/readyz` and `/metrics` from its making to `close`, on 127.0.0.1 unless another address of
    this machine is named; port 0 takes a free one.

    `/healthz` fails where only a restart helps: `is_alive` says no. `/readyz` answers within a second, whatever hangs,
    and says what `advice` has to say, ready or not.
    It has a server of its own: what comes from outside cannot take its connections.

    Raises:
        SetupError: the port is taken.
    """

    def __init__(
        self,
        port: int,
        checks: Mapping[str, Check],
        metrics: Callable[[], bytes],
        is_alive: Check = lambda: True,
        advice: Callable[[], str] = str,
        host: str = "127.0.0.1",
    ) -> None:
        try:
            self._server = Server(_pages(_Checks(checks), metrics, is_alive, advice), host, port, "health")
        except ListenError as error:
            raise SetupError(f"Port {port} for health and metrics is taken: {error.reason}. Choose another.") from error
        self._server.start()

    @property
    def port(self) -> int:
        return self._server.port

    def close(self) -> None:
        self._server.stop()


class _Checks:
    """Makes all checks at once and waits for none longer than `_READY_SECONDS`; one that still hangs is not begun
    again, and not ready."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._lock = threading.Lock()
        self._running: dict[str, tuple[threading.Thread, list[bool]]] = {}

    def held(self) -> dict[str, bool]:
        deadline = time.monotonic() + _READY_SECONDS
        with self._lock:
            for name, check in self._checks.items():
                if name not in self._running or not self._running[name][0].is_alive():
                    self._running[name] = self._begun(name, check)
            running = dict(self._running)
        for thread, _ in running.values():
            thread.join(max(deadline - time.monotonic(), 0.0))
        return {name: said == [True] for name, (_, said) in running.items()}

    def _begun(self, name: str, check: Check) -> tuple[threading.Thread, list[bool]]:
        said: list[bool] = []
        thread = threading.Thread(target=lambda: said.append(_holds(check)), name=f"ready-{name}", daemon=True)
        thread.start()
        return thread, said


def _pages(checks: _Checks, metrics: Callable[[], bytes], is_alive: Check, advice: Callable[[], str]) -> Router:
    def alive(request: Request) -> Response:
        return PlainTextResponse("ok\n") if _holds(is_alive) else PlainTextResponse("stuck\n", 503)

    def ready(request: Request) -> Response:
        held = checks.held()
        told = {"next_step": step} if (step := advice()) else {}
        status = 200 if all(held.values()) else 503
        return Response(json.dumps({**held, **told}), status, media_type="application/json")

    def measured(request: Request) -> Response:
        return Response(metrics(), headers={"content-type": _METRICS_TYPE})

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", measured)]
    return Router(routes, redirect_slashes=False)


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - a probe that fails is an answer: not ready
        return False
