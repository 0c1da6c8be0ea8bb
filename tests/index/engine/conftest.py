"""The engines that keep snapshots, empty at each test, as the index speaks with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.database.postgres import PostgresDatabase, renew
from bot.database.protocol import Schema
from bot.wiring.passages import PassageDatabase
from index.engine.tables import TABLES, vector_tables
from tests.index.engine.kinds import MilvusKind, PostgresKind, StoredEngine
from tests.milvus import MilvusServer
from tests.postgres import Server

WIDTHS = (512, 384, 64)


@pytest.fixture(scope="session")
def passages_url(postgres: Server) -> str:
    url = postgres.empty_database()
    renew(url, Schema(1, (*TABLES, *(step for dim in WIDTHS for step in vector_tables(dim)))))
    return url


def _postgres(server: Server, url: str) -> Iterator[StoredEngine]:
    with psycopg.connect(url, autocommit=True) as connection:
        tables = ", ".join(f"vector_{dim}" for dim in WIDTHS)
        connection.execute(
            "TRUNCATE snapshot, snapshot_published, snapshot_bulletin, snapshot_passage, snapshot_stem, " + tables
        )
    database = PostgresDatabase(url, Schema(1, TABLES))
    yield PostgresKind(server, PassageDatabase(database, patience=0.5), url)
    database.close()


def _milvus(server: MilvusServer, folder: Path) -> Iterator[StoredEngine]:
    from index.engine.milvus.client import Milvus

    server.empty()
    milvus = Milvus(server.url, patience=0.5)
    yield MilvusKind(server, milvus, folder / "locks")
    milvus.close()


@pytest.fixture(params=["pgvector", "milvus"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoredEngine]:
    """Each of the engines, where it is installed."""
    if request.param == "pgvector":
        yield from _postgres(request.getfixturevalue("postgres"), request.getfixturevalue("passages_url"))
    else:
        yield from _milvus(request.getfixturevalue("milvus"), tmp_path)
