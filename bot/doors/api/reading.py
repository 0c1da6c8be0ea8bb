"""What is sent to the HTTP door, read and checked."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request

from bot.doors.errors import UnreadableError
from bot.doors.wanted import AskWanted, ListWanted, TimelineWanted, check_encodable

_JSON = "application/json"
_Wanted = TypeVar("_Wanted", AskWanted, TimelineWanted, ListWanted)


async def body_of(request: Request, kind: type[_Wanted]) -> _Wanted:
    """The body of a request, which the server has bounded.

    Raises:
        UnreadableError: it is none of that kind; the reason names the place, and quotes nothing of what was sent.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        # What a page of another site may send without asking first is never of this type.
        raise UnreadableError(f"Content-Type: {_JSON}")
    try:
        read = msgspec.json.decode(await request.body(), type=kind)
        check_encodable(read)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(_reason(error)) from error
    return read


def list_of(parameters: QueryParams) -> ListWanted:
    """What a GET asks to be listed; there no subject may stand, which would be a question in a log of addresses.

    Raises:
        UnreadableError: a parameter that there is not, or one that cannot be read.
    """
    given = dict(parameters.multi_items())
    if "subject" in given:
        raise UnreadableError("subject: POST")
    try:
        return msgspec.convert(given, ListWanted, strict=False)
    except ValueError as error:
        raise UnreadableError(_reason(error)) from error


def _reason(error: BaseException) -> str:
    """Which field is wrong and what was expected."""
    return str(error) if isinstance(error, msgspec.ValidationError) else "JSON, UTF-8"
