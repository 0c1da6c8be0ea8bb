"""A database with pgvector, empty at each test, as the index speaks with it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bot.database.postgres import PostgresDatabase, renew
from bot.database.protocol import Schema
from bot.wiring.passages import PassageDatabase
from index.engine.tables import TABLES, vector_tables
from tests.postgres import Server

WIDTHS = (512, 384, 64)


@pytest.fixture(scope="session")
def passages_url(postgres: Server) -> str:
    url = postgres.empty_database()
    renew(url, Schema(1, (*TABLES, *(step for dim in WIDTHS for step in vector_tables(dim)))))
    return url


@pytest.fixture
def engine(passages_url: str) -> Iterator[PassageDatabase]:
    with psycopg.connect(passages_url, autocommit=True) as connection:
        tables = ", ".join(f"vector_{dim}" for dim in WIDTHS)
        connection.execute(
            "TRUNCATE snapshot, snapshot_published, snapshot_bulletin, snapshot_passage, snapshot_stem, " + tables
        )
    database = PostgresDatabase(passages_url, Schema(1, TABLES))
    yield PassageDatabase(database)
    database.close()
