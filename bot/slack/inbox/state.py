"""All that the app stores, over one database that is opened once and closed by whoever opened it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from bot.administration.paper import FilePaper, StoredPaper
from bot.administration.reporting.written_pages import REGISTER, WrittenPages
from bot.database.protocol import Database
from bot.settings import SlackSettings
from bot.slack.client import next_pair
from bot.slack.inbox.database import open_database, opened_database
from bot.slack.inbox.erasure import Erasure
from bot.slack.inbox.feedback import FeedbackStore
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.presence import FilePresence, LeasedPresence, Presence
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.voice import Preferences, Voice
from bot.slack.tokens.held import BotToken, LastingToken
from bot.slack.tokens.kept import FILE
from bot.slack.tokens.rotation import RotatingToken, first_pair

Sweep = Callable[[float], object]
"""Removes what has been kept long enough at a time, in seconds since 1970."""


def open_presence(settings: SlackSettings, database: Database) -> Presence:
    """By what shares the database: the processes of this folder, or of whatever machines."""
    if settings.database_url:
        # A post is given up after `api_timeout`; twice that, and nobody looks for it too early.
        return LeasedPresence(database, 2.0 * settings.api_timeout)
    return FilePresence(settings.state_dir)


def open_token(settings: SlackSettings, opened: Callable[[], Database]) -> BotToken:
    """The bot's token: that of the settings, or, with token rotation, the one that it has become since. It lies in the
    data folder, or in the database that several machines share and that `opened` opens."""
    if not settings.refresh_token:
        return LastingToken(settings.bot_token)
    shared = StoredPaper(opened, "", FILE) if settings.database_url else FilePaper(settings.state_dir / FILE)
    return RotatingToken(first_pair(settings.bot_token, settings.refresh_token), shared, partial(next_pair, settings))


@contextmanager
def opened_token(settings: SlackSettings) -> Iterator[BotToken]:
    """The token without the app, as for an examination.

    Raises:
        InboxError: the database that it lies in cannot be used.
    """
    if not (settings.refresh_token and settings.database_url):
        yield open_token(settings, lambda: open_database(settings.database))
        return
    with opened_database(settings) as database:
        assert database is not None
        yield open_token(settings, lambda: database)


class AppState:
    """The inbox and what stands beside it in the app's database, for all parts of one process. `sweeps` are done beside
    the database's own; other parts add theirs.

    Raises:
        InboxError: the file cannot be opened or was written by another version.
    """

    def __init__(self, settings: SlackSettings) -> None:
        self.database = open_database(settings.database, settings.fsync)
        self.token = open_token(settings, lambda: self.database)
        self.inbox = StoredInbox(self.database, Pace(settings.per_person, settings.per_channel, settings.per_bot))
        self.feedback = FeedbackStore(self.database)
        self.kept = KeptQuestions(self.database)
        self.preferences = Preferences(self.database)
        self.voice = Voice(self.preferences, self.inbox)
        self.erasure = Erasure(self.database, self.inbox, self.feedback, self.kept, self.preferences)
        pages = WrittenPages(settings.state_dir / REGISTER)
        self.database.copies.append(pages.remove)
        self.sweeps: list[Sweep] = [partial(pages.expire, settings.retention_days), self._end_pauses]

    def _end_pauses(self, now: float) -> None:
        """Forget the pauses that are over: what is paused may be a conversation with one person."""
        with self.database.changing() as connection:
            connection.execute("DELETE FROM paused WHERE until <= ?", (now,))

    def close(self) -> None:
        self.database.close()
