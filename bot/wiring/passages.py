"""Where the snapshots of the settings lie: a folder of this machine, or the server that several bots share."""

from __future__ import annotations

import atexit
import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.database.protocol import Row, Schema, Transaction
from bot.errors import SettingError, StoreError
from bot.settings import Settings, Store
from bot.slack.inbox.database import SCHEMA, postgres_extra
from bot.variables import MASK
from corpus.storage import alone_in
from index.engine.milvus.client import Milvus
from index.engine.milvus.place import Alone, MilvusPlace
from index.engine.patience import PATIENCE_SECONDS, patiently
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
        EngineAwayError: the server does not answer, or `fvm migrate` has not made or renewed the database's tables.
    """
    name, folder = settings.shelf or "shelf", index_folder(settings)
    if settings.store is Store.FAISS:
        return SnapshotFolder(folder)
    if settings.store is Store.MILVUS:
        return MilvusPlace(_milvus(passages_url(settings)), name, folder, _alone(settings))
    return EnginePlace(_opened(passages_url(settings), _TABLES), name, folder)


def passages_url(settings: Settings) -> str:
    """The server of the passages; SettingError where none is named, or one of another kind."""
    of_milvus = settings.store is Store.MILVUS
    url = settings.store_url or ("" if of_milvus else settings.slack.database_url)
    if not url or url.startswith("http") is not of_milvus:
        wanted = "an http(s) address, since FVM_STORE is milvus"
        if not of_milvus:
            wanted = "a postgresql address, or FVM_DATABASE_URL, since FVM_STORE is pgvector"
        raise SettingError("FVM_STORE_URL", MASK if url else "", wanted)
    return url


def renew_passages(url: str, dim: int, apply: bool) -> list[str]:
    """The statements that the tables of passages lack, for vectors of that width, which are carried out where `apply`
    says so; StoreError where the database cannot be used."""
    with postgres_extra():
        from bot.database.postgres import missing_steps, renew
    schema = Schema(SCHEMA.version, (*TABLES, *vector_tables(dim)))
    return renew(url, schema) if apply else missing_steps(url, schema)


@cache
def _opened(url: str, tables: Schema) -> PassageDatabase:
    """The one pool of this process to a database that has these tables."""
    with _away(), postgres_extra():
        from bot.database.postgres import PostgresDatabase

        database = PostgresDatabase(url, tables)
    atexit.register(database.close)
    return PassageDatabase(database)


@cache
def _milvus(url: str) -> Milvus:
    """The one client of this process."""
    try:
        milvus = Milvus(url)
    except ImportError as error:
        raise EngineAwayError(
            "FVM_STORE is milvus, and the package that speaks with it is missing. Install it: "
            "pip install 'fvm-svar[milvus]'"
        ) from error
    atexit.register(milvus.close)
    return milvus


def _alone(settings: Settings) -> Alone:
    """Who builds is one of all bots that share a database, else one of those that share the data folder."""
    if settings.slack.database_url:
        return lambda name: _opened(settings.slack.database_url, Schema(SCHEMA.version, ())).alone(name)
    return partial(alone_here, index_folder(settings))


def alone_here(folder: Path, name: str) -> AbstractContextManager[bool]:
    """See `alone_in`; the name may hold what the name of a file may not."""
    return alone_in(folder, hashlib.sha256(name.encode()).hexdigest()[:16])


class PassageDatabase:
    """PostgreSQL as the index speaks with it; see `Engine`. An outage is waited for `patience` seconds."""

    def __init__(self, database: PostgresDatabase, patience: float = PATIENCE_SECONDS) -> None:
        self._database, self.patience = database, patience

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with _away(), self._database.changing() as transaction:
            yield transaction

    def rows(self, statement: str, *values: object, first: str = "") -> list[Row]:
        return patiently(lambda: self._rows(statement, values, first), self.patience)

    def _rows(self, statement: str, values: tuple[object, ...], first: str) -> list[Row]:
        with _away():
            if not first:
                return self._database.rows(statement, *values)
            with self._database.changing() as transaction:
                transaction.execute(first)
                return list(transaction.execute(statement, values).fetchall())

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
