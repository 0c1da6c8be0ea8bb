"""Where the app's rows are kept: every test of what is stored runs over both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.database.protocol import Database
from bot.slack.inbox.database import open_database
from tests.postgres import Server

SQLITE, POSTGRES = "sqlite", "postgres"


@pytest.fixture(scope="session")
def emptied(request: pytest.FixtureRequest) -> Callable[[], str]:
    """A database whose tables are empty again at each call, which takes less than a new one."""
    server: Server = request.getfixturevalue("postgres")
    url = server.database()

    def empty() -> str:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART"
                " IDENTITY' FROM pg_tables WHERE schemaname = 'public' AND tablename != 'fvm_step'); END $$"
            )
        return url

    return empty


@pytest.fixture(params=[SQLITE, POSTGRES])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """What `open_database` opens."""
    if request.param == SQLITE:
        return tmp_path / "slack.sqlite3"
    empty: Callable[[], str] = request.getfixturevalue("emptied")
    return empty()


@pytest.fixture
def database(place: Path | str) -> Iterator[Database]:
    opened = open_database(place, fsync=False)
    yield opened
    opened.close()
