"""How much one server takes from those who call it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bounds of one server; what goes over them is refused and closed."""

    client_seconds: float = 10.0
    """For a whole request, head and body, from the moment that the client connects, and again for taking its answer;
    three times what Slack itself waits for an answer."""

    connections: int = 100
    """At 300 requests a second, as measured on two cores, a third of a second of requests."""

    head_bytes: int = 16_384
    """Slack's heads have about one thousand. What one read brings (up to 256 KiB) is taken even where it is more."""

    body_bytes: int = 1_000_000
    """Slack's largest bodies hold a message of 40,000 characters or a view of 250 kB."""

    finish_seconds: float = 5.0
    """For the requests under way when the server stops; Bolt waits three seconds for a listener's acknowledgement."""


def bounded(app: ASGIApp, bounds: Bounds) -> ASGIApp:
    """The application without what is too much for it: a body over the bound gets 413, and a hang-up is no failure."""
    capped = RequestBodyLimitMiddleware(app, bounds.body_bytes)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        # Who hangs up before the end of a request is owed no answer.
        with contextlib.suppress(ClientDisconnect):
            await capped(scope, receive, send)

    return served
