from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from bot.database.protocol import Database
from bot.settings import SlackSettings
from bot.slack.inbox.question import InboxQuestion
from bot.slack.inbox.state import open_presence
from bot.slack.inbox.stored import Pace, StoredInbox
from tests.bot.slack.answers import arrival
from tests.bot.slack.inbox import crash_child
from tests.forks import forks


@pytest.fixture
def settings(place: Path | str, tmp_path: Path) -> SlackSettings:
    return SlackSettings(state_dir=tmp_path, database_url=place if isinstance(place, str) else "", api_timeout=1)


def after_kill(database: Database, settings: SlackSettings, instant: str) -> InboxQuestion | None:
    """What the next process finds when one was killed at an instant: at once, or when its lease ran out."""
    inbox = StoredInbox(database, Pace(100, 100))
    inbox.put(arrival(), time.time())
    child = forks().Process(target=crash_child.main, args=(settings.state_dir, settings.database_url, instant))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    presence = open_presence(settings, database)
    deadline = time.monotonic() + 2.5 * bool(settings.database_url)
    while not inbox.release_dead(presence.is_alive) and time.monotonic() < deadline:
        time.sleep(0.1)
    presence.close()
    return inbox.claim("next", 60.0, time.time())


def test_a_process_killed_before_the_post_leaves_a_question_that_was_not_posted(
    database: Database, settings: SlackSettings, tmp_path: Path
) -> None:
    question = after_kill(database, settings, "claimed")
    assert question is not None
    assert not question.uncertain
    assert not (tmp_path / "posts").exists()


@pytest.mark.parametrize(("instant", "posts"), [("posting", False), ("posted", True)])
def test_a_process_killed_around_the_post_leaves_an_uncertain_question(
    database: Database, settings: SlackSettings, tmp_path: Path, instant: str, posts: bool
) -> None:
    question = after_kill(database, settings, instant)
    assert question is not None
    assert question.uncertain
    assert (tmp_path / "posts").exists() is posts


def test_a_process_killed_after_the_record_leaves_nothing_to_do(database: Database, settings: SlackSettings) -> None:
    assert after_kill(database, settings, "done") is None
