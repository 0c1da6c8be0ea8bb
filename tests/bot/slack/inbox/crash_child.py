"""A process that answers from an inbox and dies where it is told to; run by test_crash.py."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from bot.settings import SlackSettings
from bot.slack.inbox.database import open_database
from bot.slack.inbox.question import Posted
from bot.slack.inbox.state import open_presence
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.message import ReplyOutcome

PLANNED = Posted(ReplyOutcome.ANSWERED, None)


def main(folder: Path, url: str, instant: str) -> None:
    settings = SlackSettings(state_dir=folder, database_url=url, api_timeout=1)
    database = open_database(settings.database)
    inbox, presence = StoredInbox(database, Pace(100, 100)), open_presence(settings, database)
    question = inbox.claim(presence.name, 60.0, time.time())
    assert question is not None
    _die_at("claimed", instant)
    inbox.begin_post(question, presence.name, PLANNED, time.time())
    _die_at("posting", instant)
    with (folder / "posts").open("a") as posts:
        posts.write(f"{question.reference}\n")
    _die_at("posted", instant)
    inbox.finish(question, presence.name, Posted(ReplyOutcome.ANSWERED, "1.5"), time.time())
    _die_at("done", instant)


def _die_at(here: str, instant: str) -> None:
    if here == instant:
        os.kill(os.getpid(), signal.SIGKILL)
