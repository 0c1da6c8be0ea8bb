from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.inbox.database import Database
from bot.slack.inbox.presence import Presence
from bot.slack.inbox.question import InboxQuestion
from bot.slack.inbox.sqlite import Pace, SqliteInbox
from tests.bot.slack.answers import arrival

ROOT = Path(__file__).parents[4]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "slack.sqlite3")
    yield opened
    opened.close()


def after_kill(database: Database, folder: Path, instant: str) -> InboxQuestion | None:
    """What the next process finds at once when one was killed at an instant."""
    inbox = SqliteInbox(database, Pace(100, 100))
    inbox.put(arrival(), time.time())
    child = subprocess.run(
        [sys.executable, "-m", "tests.bot.slack.inbox.crash_child", str(folder), instant],
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert child.returncode == -signal.SIGKILL
    presence = Presence(folder)
    inbox.release_dead(presence.is_alive)
    presence.close()
    return inbox.claim("next", 60.0, time.time())


def test_a_process_killed_before_the_post_leaves_a_question_that_was_not_posted(
    database: Database, tmp_path: Path
) -> None:
    question = after_kill(database, tmp_path, "claimed")
    assert question is not None
    assert not question.uncertain
    assert not (tmp_path / "posts").exists()


@pytest.mark.parametrize(("instant", "posts"), [("posting", False), ("posted", True)])
def test_a_process_killed_around_the_post_leaves_an_uncertain_question(
    database: Database, tmp_path: Path, instant: str, posts: bool
) -> None:
    question = after_kill(database, tmp_path, instant)
    assert question is not None
    assert question.uncertain
    assert (tmp_path / "posts").exists() is posts


def test_a_process_killed_after_the_record_leaves_nothing_to_do(database: Database, tmp_path: Path) -> None:
    assert after_kill(database, tmp_path, "done") is None
