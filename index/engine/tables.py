"""The tables of snapshots in PostgreSQL; docs/snapshot.md specifies them."""

from __future__ import annotations

EXTENSION = "vector"

TABLES = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    "CREATE TABLE snapshot (number INTEGER PRIMARY KEY, place TEXT NOT NULL, id TEXT NOT NULL DEFAULT '',"
    " whole INTEGER NOT NULL DEFAULT 0, manifest TEXT NOT NULL DEFAULT '', words BYTEA, found BYTEA)",
    "CREATE INDEX snapshot_place ON snapshot (place)",
    "CREATE TABLE snapshot_published (place TEXT PRIMARY KEY, snapshot BIGINT NOT NULL)",
    "CREATE TABLE snapshot_bulletin (snapshot BIGINT NOT NULL, id TEXT NOT NULL, line BYTEA NOT NULL,"
    " PRIMARY KEY (snapshot, id))",
    "CREATE TABLE snapshot_passage (snapshot BIGINT NOT NULL, place INTEGER NOT NULL, line BYTEA NOT NULL,"
    " key BYTEA NOT NULL, PRIMARY KEY (snapshot, place))",
    "CREATE INDEX snapshot_passage_key ON snapshot_passage (key, snapshot)",
    "CREATE TABLE snapshot_stem (snapshot BIGINT NOT NULL, number INTEGER NOT NULL, places BYTEA NOT NULL,"
    " weights BYTEA NOT NULL, PRIMARY KEY (snapshot, number))",
)
"""`place` of a passage is its row, which SQL has another meaning for."""

OF_A_SNAPSHOT = {"snapshot_bulletin": "id", "snapshot_passage": "place", "snapshot_stem": "number"}
"""The tables whose rows belong to one snapshot, and by what they are told from each other."""


def vector_table(dim: int) -> str:
    """The table of the vectors of that width."""
    return f"vector_{dim}"


def vector_tables(dim: int) -> tuple[str, ...]:
    """What makes the table of the vectors of an encoder of that width, and their HNSW graph.

    `embedding` is a passage's vector in half precision, by which it is found; `exact` the float32 values of its vector
    and of its sentences' after it, by which it is scored. They lie outside of the row and are not compressed, so that
    the first can be read alone.
    """
    name = vector_table(dim)
    return (
        f"CREATE TABLE {name} (key BYTEA PRIMARY KEY, embedding halfvec({dim}) NOT NULL, exact BYTEA NOT NULL)",
        f"ALTER TABLE {name} ALTER COLUMN exact SET STORAGE EXTERNAL",
        f"CREATE INDEX {name}_embedding ON {name} USING hnsw (embedding halfvec_ip_ops)",
    )
