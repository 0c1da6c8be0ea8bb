"""All that the app stores, over one database that is opened once and closed by whoever opened it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.administration.reporting.written_pages import REGISTER, WrittenPages
from bot.database.protocol import Database
from bot.settings import SlackSettings
from bot.slack.inbox.database import open_database
from bot.slack.inbox.erasure import Erasure
from bot.slack.inbox.feedback import FeedbackStore
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.presence import FilePresence, LeasedPresence, Presence
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.voice import Preferences, Voice

Sweep = Callable[[float], object]
"""Removes what has been kept long enough at a time, in seconds since 1970."""


def open_presence(settings: SlackSettings, database: Database) -> Presence:
    """By what shares the database: the processes of this folder, or of whatever machines."""
    if settings.database_url:
        # A post is given up after `api_timeout`; twice that, and nobody looks for it too early.
        return LeasedPresence(database, 2.0 * settings.api_timeout)
    return FilePresence(settings.state_dir)


class AppState:
    """The inbox and what stands beside it in the app's database, for all parts of one process. `sweeps` are done beside
    the database's own; other parts add theirs.

    Raises:
        InboxError: the file cannot be opened or was written by another version.
    """

    def __init__(self, settings: SlackSettings) -> None:
        self.database = open_database(settings.database, settings.fsync)
        self.inbox = StoredInbox(self.database, Pace(settings.per_person, settings.per_channel, settings.per_bot))
        self.feedback = FeedbackStore(self.database)
        self.kept = KeptQuestions(self.database)
        self.preferences = Preferences(self.database)
        self.voice = Voice(self.preferences, self.inbox)
        self.erasure = Erasure(self.database, self.inbox, self.feedback, self.kept, self.preferences)
        pages = WrittenPages(settings.state_dir / REGISTER)
        self.database.copies.append(pages.remove)
        self.sweeps: list[Sweep] = [partial(pages.expire, settings.retention_days)]

    def close(self) -> None:
        self.database.close()
