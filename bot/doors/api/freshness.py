"""Entity tags: whether what somebody has still holds; pure but for the day."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from bot.doors.shelves import OpenShelf

_KEPT = {"cache-control": "private, no-cache", "vary": "Authorization, Accept-Language"}
"""To be asked about each time: an answer may change with any publication, pin or midnight."""


def tag_of(shelves: Iterable[OpenShelf], today: datetime.date, *parts: str) -> str:
    """The tag of what shelves say on a day to a request that `parts` tell apart."""
    marks = [f"{shelf.name} {shelf.mark()}" for shelf in shelves]
    told = "\x1f".join([today.isoformat(), *marks, *parts])
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has what the tag stands for, so that nothing need be sent."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in given.split(",")]


def unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"etag": tag, **_KEPT})


def tagged(response: Response, tag: str) -> Response:
    """The response with its tag."""
    response.headers.update({"etag": tag, **_KEPT})
    return response
