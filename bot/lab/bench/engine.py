"""`python -m bot.lab.bench.engine URL`: how a question fares in PostgreSQL with pgvector as its passages grow.

`URL` names an empty database, whose tables this makes. The passages are those of the lab's programmes over and over, as
`bench.large` makes them, and their vectors those of the model that ships, each moved a little; sentences have none.
They are put there by COPY, past the build, which puts one vector after another into the graph: that comes afterwards.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click
import numpy as np
import psycopg

from bot.database.postgres import PostgresDatabase, renew
from bot.database.protocol import Schema
from bot.evaluation.metrics import quantile
from bot.lab.bench.large import QUESTIONS, made_up, opened_and_searched
from bot.lab.data.programmes import load_programmes
from bot.settings import load
from bot.wiring.answers import prepare_encoder
from bot.wiring.passages import PassageDatabase
from corpus.split import split
from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.engine.contents import manifest_of
from index.engine.place import OPTIONS, EnginePlace
from index.engine.tables import TABLES, vector_table, vector_tables
from index.snapshot.manifest import Manifest
from index.snapshot.publication import SnapshotDraft
from index.snapshot.records import bulletin_line, passage_line
from index.types import Vectors, unheard

_REAL = 1_000
"""Passages whose vectors the model makes: a minute. All others are these, moved."""
_ASKED, _WANTED, _ASKED_FOR = 100, 20, 100
_ASIDE = 0.5
"""Length of what is added to a passage's vector to ask for it: a question is farther off than another passage is."""
_AT_ONCE, _STEMS_AT_ONCE = 50_000, 500
_LONG = "SET maintenance_work_mem = '4GB'"

Row = tuple[object, ...]


class CopiedPlace(EnginePlace):
    """Takes a draft whole, by COPY over a connection of its own to `url`."""

    def __init__(self, url: str, folder: Path) -> None:
        self._database, self._url = PostgresDatabase(url, Schema(1, TABLES)), url
        super().__init__(PassageDatabase(self._database), "shelf", folder)

    def close(self) -> None:
        self._database.close()

    def put(self, draft: SnapshotDraft) -> Manifest:
        """Publish a draft without its graph."""
        number, table = self._staged(), vector_table(int(draft.passage_vectors.shape[1]))
        with psycopg.connect(self._url) as connection:
            connection.execute(f"DROP INDEX {table}_embedding")
            _copy(connection, "snapshot_bulletin", ("int8", "text", "bytea"), _bulletins(draft, number))
            _copy(connection, "snapshot_passage", ("int8", "int4", "bytea", "bytea"), _passages(draft, number))
            _copy(connection, table, ("bytea", "bytea", "bytea"), _vectors(draft))
            _copy(connection, "snapshot_stem", ("int8", "int4", "bytea", "bytea"), _stems(draft, number))
        manifest = manifest_of(draft, OPTIONS, {}, datetime.datetime.now(datetime.UTC))
        self._describe(number, manifest, draft.lexical)
        with self._engine.transaction() as transaction:
            transaction.execute("UPDATE snapshot SET whole = 1 WHERE number = ?", (number,))
            transaction.execute("INSERT INTO snapshot_published VALUES ('shelf', ?)", (number,))
        return manifest


def _copy(connection: psycopg.Connection[Row], table: str, types: Sequence[str], rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _bulletins(draft: SnapshotDraft, number: int) -> Iterator[Row]:
    return ((number, each.id, bulletin_line(each)) for each in draft.bulletins)


def _passages(draft: SnapshotDraft, number: int) -> Iterator[Row]:
    return ((number, row, passage_line(each), _key(row)) for row, each in enumerate(draft.passages))


def _vectors(draft: SnapshotDraft) -> Iterator[Row]:
    for row, vector in enumerate(draft.passage_vectors):
        # As pgvector reads one: how many there are, nothing, and the numbers, the first byte first.
        half = struct.pack(">HH", len(vector), 0) + vector.astype(">f2").tobytes()
        yield _key(row), half, vector.astype(np.float32).tobytes()


def _stems(draft: SnapshotDraft, number: int) -> Iterator[Row]:
    columns = draft.lexical.columns
    for first in range(0, len(columns.stems), _STEMS_AT_ONCE):
        some = range(first, min(first + _STEMS_AT_ONCE, len(columns.stems)))
        for stem, (rows, weights) in columns.columns(some).items():
            yield number, stem, np.asarray(rows, np.int32).tobytes(), np.asarray(weights, np.float32).tobytes()


def _key(row: int) -> bytes:
    return hashlib.sha256(str(row).encode()).digest()[:16]


def programmes(passages: int, encoder: Encoder) -> list[Bulletin]:
    """Bulletins of the lab's programmes that have at least so many passages."""
    taken: list[Bulletin] = []
    count = 0
    for each in (bulletin for programme in load_programmes() for bulletin in programme.bulletins.values()):
        if count >= passages:
            break
        taken.append(each)
        count += len(split(each, encoder.count_tokens, encoder.max_tokens))
    return taken


def recall(place: EnginePlace, vectors: Vectors, model: str) -> dict[str, float]:
    """How many of the best that comparing every one finds the graph finds too, and how long it takes."""
    snapshot, drawn = place.open(model), np.random.default_rng(7)
    rows = drawn.integers(0, len(vectors), _ASKED)
    aside = drawn.normal(size=(_ASKED, vectors.shape[1])) / np.sqrt(vectors.shape[1])
    asked = np.asarray(vectors[rows] + _ASIDE * aside, np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    recalls, times = [], []
    for query, wanted in zip(asked, _exact(vectors, asked), strict=True):
        start = time.perf_counter()
        found = snapshot.nearest(query, _ASKED_FOR).rows.tolist()
        times.append(time.perf_counter() - start)
        recalls.append(len(wanted & set(found[:_WANTED])) / _WANTED)
    return {"recall": float(np.mean(recalls)), "worst": min(recalls), "graph": quantile(times, 0.5)}


def _exact(vectors: Vectors, asked: Vectors) -> list[set[int]]:
    """The best rows of each question."""
    found: list[list[tuple[float, int]]] = [[] for _ in asked]
    for first in range(0, len(vectors), _AT_ONCE):
        scores = asked @ vectors[first : first + _AT_ONCE].T
        for best, row in zip(found, scores, strict=True):
            near = np.argsort(-row)[:_WANTED]
            best += zip(row[near].tolist(), (near + first).tolist(), strict=True)
            best.sort(reverse=True)
            del best[_WANTED:]
    return [{row for _, row in best} for best in found]


def filled(url: str, passages: int, encoder: Encoder, shipped: Sequence[Bulletin]) -> dict[str, float]:
    """Put so many passages into an empty database, make the graph, and ask."""
    renew(url, Schema(1, (*TABLES, *vector_tables(encoder.dim))))
    with (
        tempfile.TemporaryDirectory() as folder,
        made_up(Path(folder), shipped, passages, encoder) as draft,
        closing(CopiedPlace(url, Path(folder) / "work")) as place,
    ):
        start = time.perf_counter()
        place.put(draft)
        copied = time.perf_counter()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_LONG)
            connection.execute(vector_tables(encoder.dim)[-1])
            connection.execute("ANALYZE")
            (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
        made = time.perf_counter()
        found = recall(place, draft.passage_vectors, draft.model)
        return {"passages": len(draft.passages), "copied": copied - start, "graph_made": made - copied,
                "stored_bytes_a_passage": size / len(draft.passages)} | found  # fmt: skip


@click.command()
@click.argument("url")
@click.option("--passages", type=click.IntRange(min=1), default=300_000, show_default=True)
@click.option("--opened", is_flag=True, hidden=True, help="Measure what is there.")
def main(url: str, passages: int, opened: bool) -> None:
    """Fill the empty database URL with so many passages, and tell how they are found there."""
    encoder = prepare_encoder(load(), unheard)
    if opened:
        encoder.encode_queries(QUESTIONS)
        with tempfile.TemporaryDirectory() as folder, closing(CopiedPlace(url, Path(folder))) as place:
            click.echo(json.dumps(opened_and_searched(place, encoder, QUESTIONS)))
        return
    click.echo(json.dumps(filled(url, passages, encoder, programmes(_REAL, encoder))))
    command = [sys.executable, "-m", "bot.lab.bench.engine", url, "--opened"]
    click.echo(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip())  # noqa: S603
    click.echo(f"load afterwards {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
