"""What is asked of a door, as values that msgspec reads out of JSON, of parameters or of a tool's arguments."""

from __future__ import annotations

import datetime
from typing import Annotated

import msgspec

from bot.answering.listing.period import Period
from bot.answering.listing.request import FIRST, LAST, MOST, ListRequest
from bot.doors.desk import MOST_EARLIER

MOST_LISTED = 100

_Shelf = Annotated[str, msgspec.Meta(max_length=40)]
_Earlier = Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_EARLIER)]
_Most = Annotated[int, msgspec.Meta(ge=1, le=MOST_LISTED)]


class AskWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question; `context` are the earlier ones of the conversation, oldest first."""

    question: str
    context: _Earlier = ()
    shelf: _Shelf | None = None


class TimelineWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject whose timeline is asked for."""

    subject: str
    context: _Earlier = ()
    shelf: _Shelf | None = None


class ListWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bulletins that are asked for; the days are inclusive."""

    subject: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    most: _Most = MOST
    shelf: _Shelf | None = None

    @property
    def request(self) -> ListRequest:
        period = None if self.since is self.until is None else Period(self.since or FIRST, self.until or LAST)
        return ListRequest(self.subject, period, self.most)


class BulletinWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bulletin by its id."""

    id: str
    shelf: _Shelf | None = None


def check_encodable(wanted: msgspec.Struct) -> None:
    """Half a character is none and cannot be answered: ValueError."""
    for value in msgspec.structs.astuple(wanted):
        for text in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            text.encode()
