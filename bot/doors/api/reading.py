"""What is sent to the HTTP door, read and checked."""

from __future__ import annotations

import datetime
from typing import Annotated, TypeVar

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request

from bot.answering.listing.period import Period
from bot.answering.listing.request import FIRST, LAST, MOST, ListRequest
from bot.doors.desk import MOST_EARLIER
from bot.doors.errors import UnreadableError

MOST_LISTED = 100
_JSON = "application/json"

_Shelf = Annotated[str, msgspec.Meta(max_length=40)]
_Earlier = Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_EARLIER)]
_Most = Annotated[int, msgspec.Meta(ge=1, le=MOST_LISTED)]


class AskBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /v1/ask`: `context` are the earlier questions of the conversation, oldest first."""

    question: str
    context: _Earlier = ()
    shelf: _Shelf | None = None


class TimelineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /v1/timeline`."""

    subject: str
    context: _Earlier = ()
    shelf: _Shelf | None = None


class ListBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /v1/bulletins`, and the parameters of the GET: days are inclusive."""

    subject: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    most: _Most = MOST
    shelf: _Shelf | None = None

    @property
    def request(self) -> ListRequest:
        period = None if self.since is self.until is None else Period(self.since or FIRST, self.until or LAST)
        return ListRequest(self.subject, period, self.most)


_Body = TypeVar("_Body", AskBody, TimelineBody, ListBody)


async def body_of(request: Request, kind: type[_Body]) -> _Body:
    """The body of a request, which the server has bounded.

    Raises:
        UnreadableError: it is none of that kind; the reason names the place, and quotes nothing of what was sent.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        # What a page of another site may send without asking first is never of this type.
        raise UnreadableError(f"Content-Type: {_JSON}")
    try:
        read = msgspec.json.decode(await request.body(), type=kind)
        _check_encodable(read)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(_reason(error)) from error
    return read


def list_of(parameters: QueryParams) -> ListBody:
    """What a GET asks to be listed; there no subject may stand, which would be a question in a log of addresses.

    Raises:
        UnreadableError: a parameter that there is not, or one that cannot be read.
    """
    given = dict(parameters.multi_items())
    if "subject" in given:
        raise UnreadableError("subject: POST")
    try:
        return msgspec.convert(given, ListBody, strict=False)
    except ValueError as error:
        raise UnreadableError(_reason(error)) from error


def _check_encodable(body: msgspec.Struct) -> None:
    """Half a character is none and cannot be answered: ValueError."""
    for value in msgspec.structs.astuple(body):
        for text in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            text.encode()


def _reason(error: BaseException) -> str:
    """Which field is wrong and what was expected."""
    return str(error) if isinstance(error, msgspec.ValidationError) else "JSON, UTF-8"
