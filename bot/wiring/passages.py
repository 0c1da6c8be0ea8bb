"""Where the snapshots of the settings lie: a folder of this machine, or the database that several bots share."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.database.protocol import Row, Schema, Transaction
from bot.errors import SettingError, StoreError
from bot.settings import Settings, Store
from bot.slack.inbox.database import SCHEMA, postgres_extra
from index.engine.place import EnginePlace
from index.engine.tables import TABLES, vector_tables
from index.errors import EngineAwayError
from index.snapshot.place import SnapshotFolder, SnapshotPlace

if TYPE_CHECKING:
    from bot.database.postgres import PostgresDatabase

_TABLES = Schema(SCHEMA.version, TABLES)


def index_folder(settings: Settings) -> Path:
    """Where the snapshots lie that are this machine's, and what a build leaves there."""
    return settings.data / "index"


def index_place(settings: Settings) -> SnapshotPlace:
    """Where the snapshots lie.

    Raises:
        EngineAwayError: the database does not answer, or `fvm migrate` has not made or renewed its tables.
    """
    if settings.store is Store.FAISS:
        return SnapshotFolder(index_folder(settings))
    return EnginePlace(_opened(passages_url(settings)), settings.shelf or "shelf", index_folder(settings))


def passages_url(settings: Settings) -> str:
    """The database of the passages; SettingError where none is named."""
    url = settings.store_url or settings.slack.database_url
    if not url:
        raise SettingError("FVM_STORE_URL", "", "an address, or FVM_DATABASE_URL, since FVM_STORE is pgvector")
    return url


def renew_passages(url: str, dim: int, apply: bool) -> list[str]:
    """The statements that the tables of passages lack, for vectors of that width, which are carried out where `apply`
    says so; StoreError where the database cannot be used."""
    with postgres_extra():
        from bot.database.postgres import missing_steps, renew
    schema = Schema(SCHEMA.version, (*TABLES, *vector_tables(dim)))
    return renew(url, schema) if apply else missing_steps(url, schema)


@cache
def _opened(url: str) -> PassageDatabase:
    """The one pool of this process to the passages."""
    with _away(), postgres_extra():
        from bot.database.postgres import PostgresDatabase

        database = PostgresDatabase(url, _TABLES)
    atexit.register(database.close)
    return PassageDatabase(database)


class PassageDatabase:
    """PostgreSQL as the index speaks with it; see `Engine`."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with _away(), self._database.changing() as transaction:
            yield transaction

    def rows(self, statement: str, *values: object) -> list[Row]:
        with _away():
            return self._database.rows(statement, *values)

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        with _away(), self._database.alone(name) as is_alone:
            yield is_alone


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise EngineAwayError(f"The passages cannot be searched. {error}") from error
