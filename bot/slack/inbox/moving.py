"""Carries all that the app stores from its file into PostgreSQL, or back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import replace

from bot.database.carrying import carry, count_rows, tables
from bot.errors import StoreError
from bot.settings import SlackSettings
from bot.slack.inbox.database import SCHEMA, open_database, opened_database
from bot.slack.inbox.state import open_presence

CARRIED = [name for name in tables(SCHEMA) if name not in ("alive", "paused", "paper", "kept_version")]
"""All but who is alive and where Slack takes nothing for a moment, which the next process finds out anew; and papers
and what receipts are proved by, which are files where there is no database."""


def sides(settings: SlackSettings, back: bool) -> tuple[SlackSettings, SlackSettings]:
    """From where and to where: the file and the database, or `back`."""
    file = replace(settings, database_url="")
    return (settings, file) if back else (file, settings)


def held(settings: SlackSettings) -> Mapping[str, int]:
    """How many rows of each table are stored; those with none are left out."""
    with opened_database(settings) as database:
        counts = {} if database is None else count_rows(database, CARRIED)
    return {name: count for name, count in counts.items() if count}


def move(source: SlackSettings, target: SlackSettings) -> Mapping[str, int]:
    """Copy everything into an empty place; how many rows of each table.

    Raises:
        StoreError: a bot is at work on one of them, or rows are there already.
        InboxError: one of them cannot be used.
    """
    with ExitStack() as stack:
        found = stack.enter_context(opened_database(source))
        empty = stack.enter_context(closing(open_database(target.database, target.fsync)))
        if found is None:
            return {}
        for settings, database in ((source, found), (target, empty)):
            presence = stack.enter_context(closing(open_presence(settings, database)))
            if presence.others():
                raise StoreError("A bot is at work on it. Stop every bot, and run this again.")
        return carry(found, empty, CARRIED)
