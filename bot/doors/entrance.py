"""One ASGI application of the doors that are open, behind the checks that all share."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.doors.callers import Callers
from bot.doors.errors import BrokenError
from bot.doors.guard import Guard
from bot.doors.problems import MEDIA_TYPE, problem, spoken_language

_PREFLIGHT_SECONDS = 600

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def entrance(
    routes: Sequence[BaseRoute],
    callers: Callers,
    names: Collection[str],
    origins: Collection[str],
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """The application: what a browser asks first for a page of another site is answered by the list of `origins`."""
    served = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _no_such_page, Exception: _broken},
        lifespan=lifespan,
    )
    served.router.redirect_slashes = False
    app: ASGIApp = served
    if origins:
        app = CORSMiddleware(
            app,
            allow_origins=sorted(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "if-none-match", "mcp-protocol-version", "mcp-session-id"],
            expose_headers=["etag", "retry-after"],
            max_age=_PREFLIGHT_SECONDS,
        )
    return Guard(app, callers, names, origins)


def _no_such_page(request: Request, error: Exception) -> Response:
    """Nothing there, or not by this method: HTTP's own words will do."""
    assert isinstance(error, HTTPException)
    content = {"type": "about:blank", "title": error.detail, "status": error.status_code}
    return Response(json.dumps(content), error.status_code, error.headers, media_type=MEDIA_TYPE)


def _broken(request: Request, error: Exception) -> Response:
    return problem(BrokenError(), spoken_language(request.headers.get("accept-language", "")))
