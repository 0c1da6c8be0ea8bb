"""What every request passes before a door: by what name it calls, from whose page, and who calls."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.doors.callers import Caller, Callers
from bot.doors.errors import DoorError, StrangeHostError, StrangeSiteError
from bot.doors.problems import problem, spoken_language

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"))
"""Without any referrer browsers would not say either whose page sends a form."""


class Guard:
    """The application behind the checks that all doors share. `names` are the host names by which the doors are called;
    `origins` the sites whose pages may call them, beside the doors' own.

    A page elsewhere can have its own name lead to this machine and read what it likes: therefore the names. Who calls
    stands in the request's state as `caller`, for a request without a right token as the error that says so: a page and
    a description need none.
    """

    def __init__(self, app: ASGIApp, callers: Callers, names: Collection[str], origins: Collection[str]) -> None:
        self._app, self._callers = app, callers
        self._names, self._origins = frozenset(names) | LOOPBACK, frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        try:
            self._check(request)
        except DoorError as error:
            refusal = problem(error, spoken_language(request.headers.get("accept-language", "")))
            await refusal(scope, receive, send)
            return
        try:
            scope.setdefault("state", {})["caller"] = self._callers.identify(request)
        except DoorError as error:
            scope.setdefault("state", {})["caller"] = error

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app(scope, receive, sent)

    def _check(self, request: HTTPConnection) -> None:
        host = request.headers.get("host", "").lower()
        if _name(host) not in self._names:
            raise StrangeHostError
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._origins and urlsplit(origin).netloc.lower() != host:
            raise StrangeSiteError


def caller_of(request: HTTPConnection) -> Caller:
    """Who sent a request that has passed the guard.

    Raises:
        UnknownTokenError: nobody who may ask.
    """
    caller = request.scope["state"]["caller"]
    if isinstance(caller, DoorError):
        raise caller
    assert isinstance(caller, Caller)
    return caller


def _name(host: str) -> str:
    """A Host header without its port; an address of IPv6 stands in brackets."""
    end = host.rfind("]") + 1
    colon = host.find(":", end)
    return host if colon < 0 else host[:colon]
