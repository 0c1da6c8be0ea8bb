"""The file that the Slack app writes to."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.slack.errors import InboxError
from bot.slack.inbox.database import open_database, read_question


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


FIRST = """
CREATE TABLE question (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE,
  team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
  surface TEXT NOT NULL, thread TEXT, user TEXT, text TEXT, response_url TEXT,
  hold TEXT NOT NULL DEFAULT '', language TEXT NOT NULL, payload TEXT,
  asked_at REAL NOT NULL, received_at REAL NOT NULL, finished_at REAL,
  state TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1, answered INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, uncertain INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, owner TEXT, lease_until REAL NOT NULL DEFAULT 0,
  next_try REAL NOT NULL DEFAULT 0, reply_ts TEXT, outcome TEXT, snapshot TEXT NOT NULL DEFAULT '', answer TEXT,
  UNIQUE (team, channel, ts)
);
CREATE TABLE feedback (
  reference TEXT NOT NULL, user TEXT NOT NULL, rating TEXT NOT NULL, reason TEXT, comment TEXT,
  question TEXT, answer TEXT, snapshot TEXT NOT NULL DEFAULT '', rated_at REAL NOT NULL, PRIMARY KEY (reference, user)
);
CREATE TABLE kept (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL, user TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,
  thread TEXT, question TEXT NOT NULL, language TEXT NOT NULL, kept_at REAL NOT NULL, told_at REAL,
  UNIQUE (reference, user)
);
CREATE TABLE preference (user TEXT PRIMARY KEY, language TEXT NOT NULL);
PRAGMA user_version=1;
"""
"""The file as the first program of this version made it."""

ASKED = (
    "INSERT INTO question (reference, team, channel, ts, surface, thread, user, text, response_url, hold, language,"
    " payload, asked_at, received_at, state)"
    " VALUES (?,'T1','C1',?,'mention','1','U1','Vem?',NULL,'','sv',NULL,1,1,'waiting')"
)
"""How the first program writes a question."""


def test_a_newer_program_takes_the_file_up_and_an_older_one_goes_on_with_it(tmp_path: Path) -> None:
    path = tmp_path / "slack.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as first:
        first.executescript(FIRST)
        first.execute(ASKED, ("K1", "1.1"))
        first.commit()
    newer = open_database(path)
    assert [read_question(row).arrival.text for row in newer.rows("SELECT * FROM question")] == ["Vem?"]
    newer.close()
    with contextlib.closing(sqlite3.connect(path)) as first:
        assert first.execute("PRAGMA user_version").fetchone() == (1,)
        first.execute(ASKED, ("K2", "1.2"))
        first.commit()
    newer = open_database(path)
    assert [read_question(row).reference for row in newer.rows("SELECT * FROM question ORDER BY id")] == ["K1", "K2"]
    newer.close()
