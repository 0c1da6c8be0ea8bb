"""Errors of administration.

BotError
└── AdministrationError   anything that administration refuses
    ├── WatchlistError    the list of watched addresses cannot be used
    ├── NotAdminError     someone who is no admin asked for an admin's act
    ├── OccupiedError     another admin is at work on the index
    ├── PreviewError      a preview that cannot be made, or no longer holds
    ├── DraftError        a page that was read in and is no longer there to be saved
    ├── ChannelError      a channel that cannot be subscribed
    ├── BackupError       a backup that cannot be made or put back
    └── RecordError       the audit log, the pins or another record cannot be read or written
"""

from __future__ import annotations

from bot.errors import BotError


class AdministrationError(BotError):
    """Anything that administration refuses."""


class WatchlistError(AdministrationError):
    """The list of watched addresses cannot be used."""


class NotAdminError(AdministrationError):
    """Someone who is no admin asked for an admin's act."""


class OccupiedError(AdministrationError):
    """Another admin is at work on the index; `holder` is who."""

    def __init__(self, message: str, holder: str) -> None:
        super().__init__(message)
        self.holder = holder


class PreviewError(AdministrationError):
    """A preview cannot be made, or the shelf or the index has changed since it was."""


class DraftError(AdministrationError):
    """A page that was read in is no longer there to be saved, or is somebody else's."""


class ChannelError(AdministrationError):
    """A channel cannot be subscribed, because the bot or the person is not in it."""


class RecordError(AdministrationError):
    """A record of administration cannot be read or written."""


class BackupError(AdministrationError):
    """A backup cannot be made, or cannot be put back."""
