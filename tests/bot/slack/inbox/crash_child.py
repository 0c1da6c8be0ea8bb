"""A process that answers from an inbox and dies where it is told to; run by test_crash.py."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from bot.slack.inbox.database import Database
from bot.slack.inbox.presence import Presence
from bot.slack.inbox.question import Posted
from bot.slack.inbox.sqlite import Pace, SqliteInbox
from bot.slack.message import ReplyOutcome

PLANNED = Posted(ReplyOutcome.ANSWERED, None)


def main(folder: Path, instant: str) -> None:
    inbox = SqliteInbox(Database(folder / "slack.sqlite3"), Pace(100, 100))
    presence = Presence(folder)
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


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
