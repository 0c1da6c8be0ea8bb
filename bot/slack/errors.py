"""Errors of the Slack app.

BotError
└── SlackAppError             anything that the Slack app refuses
    ├── SetupError            a token, a secret or a port that cannot be used
    ├── InboxError            the inbox cannot be read or written
    └── PostError             a reply did not reach Slack
        ├── NotPostedError    Slack refused the reply for good
        │   └── ExpiredError  what lets a window be opened lives three seconds, and they have passed
        ├── TryLaterError     Slack did not take the reply now; `after` seconds from now it may
        ├── UncertainError    nobody knows whether the reply was posted; look it up before repeating it
        └── BlindError        it may be posted, and the app's scopes do not let it look
"""

from __future__ import annotations

from bot.errors import BotError


class SlackAppError(BotError):
    """Anything that the Slack app refuses."""


class SetupError(SlackAppError):
    """A token, a secret or a port that cannot be used."""


class InboxError(SlackAppError):
    """The inbox cannot be read or written."""


class PostError(SlackAppError):
    """A reply did not reach Slack; `code` is Slack's own word for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack answered {code!r}")
        self.code = code


class NotPostedError(PostError):
    """Slack refused the reply for good."""


class ExpiredError(NotPostedError):
    """A window was to be opened too late after the press that lets it."""


class TryLaterError(PostError):
    """Slack did not take the reply now and certainly did not post it; `after` is in seconds."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.after = after


class UncertainError(PostError):
    """Nobody knows whether the reply was posted."""


class BlindError(PostError):
    """A reply may be posted, and the app's scopes do not let it look."""
