"""The file that the Slack app writes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.slack.errors import InboxError
from bot.slack.inbox.database import open_database


def test_a_file_of_another_format_is_refused_with_the_next_step(tmp_path: Path) -> None:
    database = open_database(tmp_path / "slack.sqlite3")
    with database.writing() as connection:
        connection.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(InboxError, match=r"format 99.*Update the program"):
        open_database(tmp_path / "slack.sqlite3")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "slack.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(InboxError, match="cannot be used"):
        open_database(tmp_path / "slack.sqlite3")


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    open_database(tmp_path / "slack.sqlite3").close()
    assert (tmp_path / "slack.sqlite3").stat().st_mode & 0o077 == 0
