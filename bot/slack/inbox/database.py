"""What the Slack app writes to: its tables, in a file or in PostgreSQL, and a row of questions read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.database.protocol import Column, Database, Row, Schema
from bot.database.sqlite import SqliteFile
from bot.errors import StoreError
from bot.settings import SlackSettings
from bot.slack.errors import InboxError
from bot.slack.inbox.question import Arrival, Hold, InboxQuestion, Key, State, Surface
from bot.slack.message import ReplyOutcome
from corpus.types import Language

if TYPE_CHECKING:
    from bot.database.postgres import PostgresDatabase

_TABLES = """
CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
  surface TEXT NOT NULL, thread TEXT, user TEXT, text TEXT, response_url TEXT,
  hold TEXT NOT NULL DEFAULT '', language TEXT NOT NULL, payload TEXT,
  asked_at REAL NOT NULL, received_at REAL NOT NULL, finished_at REAL,
  state TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1, answered INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, uncertain INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, owner TEXT, lease_until REAL NOT NULL DEFAULT 0,
  next_try REAL NOT NULL DEFAULT 0,
  reply_ts TEXT, outcome TEXT, snapshot TEXT NOT NULL DEFAULT '', answer TEXT,
  UNIQUE (channel, ts)
);
CREATE INDEX question_open ON question (next_try, id) WHERE state IN ('waiting', 'claimed', 'posting');
CREATE INDEX question_thread ON question (team, channel, thread, id);
CREATE INDEX question_person ON question (user, received_at);
CREATE INDEX question_place ON question (channel, received_at);
CREATE TABLE feedback (
  reference TEXT NOT NULL, user TEXT NOT NULL, rating TEXT NOT NULL, reason TEXT, comment TEXT,
  question TEXT, answer TEXT, snapshot TEXT NOT NULL DEFAULT '', rated_at REAL NOT NULL,
  PRIMARY KEY (reference, user)
);
CREATE TABLE kept (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL, user TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT,
  question TEXT NOT NULL, language TEXT NOT NULL, kept_at REAL NOT NULL, told_at REAL,
  UNIQUE (reference, user)
);
CREATE TABLE preference (user TEXT PRIMARY KEY, language TEXT NOT NULL);
"""

_ADDED = (
    "CREATE TABLE IF NOT EXISTS half_written (reference TEXT PRIMARY KEY, owner TEXT NOT NULL, begun_at REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS edited (question INTEGER PRIMARY KEY, at REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS removal (at REAL NOT NULL, reason TEXT NOT NULL, questions INTEGER NOT NULL,"
    " ratings INTEGER NOT NULL, kept INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS quiet (team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL,"
    " since REAL NOT NULL, PRIMARY KEY (team, channel, thread))",
    "CREATE TABLE IF NOT EXISTS followed (user TEXT NOT NULL, team TEXT NOT NULL, subject TEXT NOT NULL,"
    " language TEXT NOT NULL, told_at REAL NOT NULL, PRIMARY KEY (user, subject))",
    "CREATE TABLE IF NOT EXISTS referred (reference TEXT NOT NULL, user TEXT NOT NULL, mark TEXT NOT NULL,"
    " team TEXT NOT NULL, shelf TEXT NOT NULL, question TEXT NOT NULL, comment TEXT NOT NULL, named INTEGER NOT NULL,"
    " channel TEXT NOT NULL, thread TEXT, language TEXT NOT NULL, asked_at REAL NOT NULL, answer TEXT,"
    " answered_by TEXT, answered_at REAL, PRIMARY KEY (reference, user))",
    "CREATE TABLE IF NOT EXISTS self_answering (channel TEXT PRIMARY KEY, team TEXT NOT NULL, language TEXT NOT NULL,"
    " since REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS agreed (user TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS verdict (reference TEXT PRIMARY KEY, shelf TEXT NOT NULL, answered INTEGER NOT NULL,"
    " by_itself INTEGER NOT NULL, language TEXT NOT NULL, verdict TEXT NOT NULL, bulletin TEXT NOT NULL,"
    " judged_at REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS told_of (user TEXT NOT NULL, subject TEXT NOT NULL, bulletin TEXT NOT NULL,"
    " PRIMARY KEY (user, subject, bulletin))",
    Column("question", "shelf", "TEXT NOT NULL DEFAULT ''"),
    Column("question", "is_foreign", "INTEGER NOT NULL DEFAULT 0"),
    Column("question", "has_files", "INTEGER NOT NULL DEFAULT 0"),
    Column("kept", "shelf", "TEXT NOT NULL DEFAULT ''"),
    Column("feedback", "shelf", "TEXT NOT NULL DEFAULT ''"),
    "CREATE TABLE IF NOT EXISTS subscription (shelf TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,"
    " language TEXT NOT NULL, PRIMARY KEY (shelf, team, channel))",
    "CREATE TABLE IF NOT EXISTS told_in (shelf TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,"
    " bulletin TEXT NOT NULL, PRIMARY KEY (shelf, team, channel, bulletin))",
    "CREATE TABLE IF NOT EXISTS followed_snapshot (shelf TEXT PRIMARY KEY, snapshot TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS paper (shelf TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,"
    " version INTEGER NOT NULL, PRIMARY KEY (shelf, name))",
    "CREATE TABLE IF NOT EXISTS door_question (reference TEXT PRIMARY KEY, door TEXT NOT NULL, shelf TEXT NOT NULL,"
    " asked_at REAL NOT NULL, seconds REAL NOT NULL, answered INTEGER NOT NULL, text TEXT NOT NULL, answer TEXT)",
    "CREATE TABLE IF NOT EXISTS alive (name TEXT PRIMARY KEY, until REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS shared_shelf (shelf TEXT PRIMARY KEY, version INTEGER NOT NULL)",
    Column("referred", "context", "TEXT NOT NULL DEFAULT ''"),
    "CREATE TABLE IF NOT EXISTS shared_file (shelf TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL,"
    " content BLOB NOT NULL, PRIMARY KEY (shelf, path))",
    "CREATE TABLE IF NOT EXISTS erased (person TEXT PRIMARY KEY, key TEXT NOT NULL, at REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS paused (channel TEXT PRIMARY KEY, until REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS kept_version (shelf TEXT NOT NULL, name TEXT NOT NULL, bulletin_id TEXT NOT NULL,"
    " content BLOB NOT NULL, PRIMARY KEY (shelf, name))",
    "CREATE INDEX IF NOT EXISTS kept_version_bulletin ON kept_version (shelf, bulletin_id)",
)
"""What version 1 has got since: programs that do not know it pass over it, so the version stays."""

SCHEMA = Schema(1, tuple(each for each in _TABLES.split(";") if each.strip()), _ADDED)


def open_database(place: Path | str, fsync: bool = True) -> Database:
    """What is stored in a file, or where a `postgresql://` address points.

    Raises:
        InboxError: it cannot be used, or was written by another version.
    """
    try:
        if isinstance(place, Path):
            return SqliteFile(place, SCHEMA, fsync)
        return open_shared(place)
    except StoreError as error:
        raise InboxError(str(error)) from error


def doubt_open(database: Database) -> int:
    """Say of every question without a reply that it may have one, as in a copy that is put back later; how many.

    Whoever answers then looks for the reply first, as after a crash while it was posted.
    """
    with database.writing() as connection:
        changed = connection.execute(
            "UPDATE question SET uncertain = 1, state = 'waiting', owner = NULL"
            " WHERE state IN ('waiting', 'claimed', 'posting')"
        )
        return changed.rowcount


def open_shared(url: str) -> PostgresDatabase:
    """The database of several bots. Raises StoreError as `open_database` raises InboxError."""
    with postgres_extra():
        from bot.database.postgres import PostgresDatabase
    return PostgresDatabase(url, SCHEMA)


def renew_tables(url: str, apply: bool) -> list[str]:
    """The statements that the tables in PostgreSQL lack, which are carried out where `apply` says so.

    Raises:
        StoreError: the database cannot be used.
    """
    with postgres_extra():
        from bot.database.postgres import missing_steps, renew
    return renew(url, SCHEMA) if apply else missing_steps(url, SCHEMA)


@contextmanager
def postgres_extra() -> Iterator[None]:
    """Around an import of what most do not install."""
    try:
        yield
    except ImportError as error:
        raise StoreError(
            "FVM_DATABASE_URL is set, and the package that speaks with PostgreSQL is missing. Install it: "
            "pip install 'fvm-svar[postgres]'"
        ) from error


@contextmanager
def opened_database(settings: SlackSettings) -> Iterator[Database | None]:
    """What is stored, to look at or to take something out of; None where the app has never run.

    Raises:
        InboxError: it cannot be used, or was written by another version.
    """
    place = settings.database
    if isinstance(place, Path) and not place.exists():
        yield None
        return
    database = open_database(place, settings.fsync)
    try:
        yield database
    finally:
        database.close()


def read_question(row: Row) -> InboxQuestion:
    """A row of `question` as the inbox gives it."""
    arrival = Arrival(
        key=Key(row["team"], row["channel"], row["ts"]),
        surface=Surface(row["surface"]),
        user=row["user"] or "",
        text=row["text"],
        asked_at=row["asked_at"],
        thread=row["thread"],
        response_url=row["response_url"],
        hold=Hold(row["hold"]),
        language=Language(row["language"]),
        payload=row["payload"],
        shelf=row["shelf"],
        is_foreign=bool(row["is_foreign"]),
        has_files=bool(row["has_files"]),
    )
    return InboxQuestion(
        id=row["id"],
        reference=row["reference"],
        arrival=arrival,
        state=State(row["state"]),
        revision=row["revision"],
        answered=row["answered"],
        attempts=row["attempts"],
        uncertain=bool(row["uncertain"]),
        deleted=bool(row["deleted"]),
        reply_ts=row["reply_ts"],
        answer=row["answer"],
        outcome=ReplyOutcome(row["outcome"]) if row["outcome"] else None,
    )
