"""Carries all rows from one database into another, whatever engines keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.database.protocol import Database, Schema
from bot.errors import StoreError

_MADE = re.compile(r"\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)")


def tables(schema: Schema) -> Iterator[str]:
    """The names of a schema's tables, oldest first."""
    for step in (*schema.statements, *schema.added):
        made = _MADE.match(step) if isinstance(step, str) else None
        if made:
            yield made[1]


def count_rows(database: Database, names: list[str]) -> dict[str, int]:
    """How many rows each of some tables holds."""
    return {name: int(database.rows(f"SELECT COUNT(*) AS n FROM {name}")[0]["n"]) for name in names}  # noqa: S608


def carry(source: Database, target: Database, names: list[str]) -> dict[str, int]:
    """Copy the rows of some tables in one transaction of each database; how many of each. Of two rows whose keys are
    one by now, the first counts.

    Raises:
        StoreError: one of the tables holds rows already, or a database cannot be used.
    """
    with source.writing() as reading, target.writing() as writing:
        taken = [name for name in names if writing.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()]  # noqa: S608
        if taken:
            raise StoreError(f"Nothing is carried over what is there: {', '.join(taken)} hold rows. Name an empty one.")
        counts = {}
        for name in names:
            rows = reading.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
            columns = list(rows[0]) if rows else []
            put = f"INSERT INTO {name} ({', '.join(columns)}) VALUES (:{', :'.join(columns)}) ON CONFLICT DO NOTHING"  # noqa: S608
            if rows:
                writing.executemany(put, rows)
                if "id" in columns:
                    target.go_on(writing, name)
            counts[name] = len(rows)
        return counts
