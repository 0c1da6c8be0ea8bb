"""Errors of the doors.

BotError
└── DoorError                 anything that a door refuses; `kind` names it, `status` is HTTP's
    ├── UnreadableError       what was sent is none of what the door takes
    ├── PersonalAskError      a question that seems to hold a number of a person
    ├── TooLongError          a question of more characters than are read
    ├── EmptyError            a question without words
    ├── UnknownTokenError     no token where one is needed, or one that nobody has
    ├── NotMeantError         a token that is not good for that
    ├── NoShelfError          no shelf of that name, or none that the caller may ask
    ├── NoBulletinError       no bulletin of that id
    ├── StrangeHostError      a name by which the doors are not called
    ├── StrangeSiteError      a page of a site that is not named
    ├── TooManyError          more questions than one caller may ask within a minute
    ├── FullError             as many questions are being answered as can be
    ├── LateError             answering took too long
    └── BrokenError           answering failed
"""

from __future__ import annotations

from typing import ClassVar

from bot.errors import BotError


class DoorError(BotError):
    """Anything that a door refuses. `after` is in how many seconds to try again, where that helps."""

    kind: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, reason: str = "", after: int | None = None) -> None:
        super().__init__(reason or self.kind)
        self.reason = reason
        self.after = after


class UnreadableError(DoorError):
    """What was sent is none of what the door takes; `reason` says where, in words of the reader's own."""

    kind = "unreadable"


class PersonalAskError(DoorError):
    """A question that seems to hold a number of a person; nothing was searched."""

    kind, status = "personal_number", 422


class TooLongError(DoorError):
    """A question of more characters than are read."""

    kind, status = "too_long", 422


class EmptyError(DoorError):
    """A question without words."""

    kind, status = "empty", 422


class UnknownTokenError(DoorError):
    """No token where one is needed, or one that nobody has."""

    kind, status = "unknown_token", 401


class NotMeantError(DoorError):
    """A token that is not good for that."""

    kind, status = "not_meant", 403


class NoShelfError(DoorError):
    """No shelf of that name, or none that the caller may ask: which of both is not told."""

    kind, status = "no_shelf", 404


class NoBulletinError(DoorError):
    """No bulletin of that id."""

    kind, status = "no_bulletin", 404


class StrangeHostError(DoorError):
    """A name by which the doors are not called: a page elsewhere may have had it lead here."""

    kind, status = "strange_host", 421


class StrangeSiteError(DoorError):
    """A page of a site that is not named."""

    kind, status = "strange_site", 403


class TooManyError(DoorError):
    """More questions than one caller may ask within a minute."""

    kind, status = "too_many", 429


class FullError(DoorError):
    """As many questions are being answered as can be."""

    kind, status = "full", 503


class LateError(DoorError):
    """Answering took too long and was given up."""

    kind, status = "late", 503


class BrokenError(DoorError):
    """Answering failed; what it was stands in the log by its reference."""

    kind, status = "broken", 500
