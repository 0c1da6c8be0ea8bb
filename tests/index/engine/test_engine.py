"""What each engine does when it is away, and that it finds what comparing every passage finds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg
import pytest

from bot.database.postgres import PostgresDatabase
from bot.database.protocol import Schema
from bot.wiring.passages import PassageDatabase
from corpus.types import Bulletin
from index.engine.place import EnginePlace
from index.engine.tables import TABLES
from index.errors import BuildError, EngineAwayError
from index.lexical.bm25 import LexicalIndex
from index.lexical.counting import LexicalText
from index.retriever import Retriever, rank
from index.snapshot.build import build
from index.snapshot.place import SnapshotFolder
from index.snapshot.publication import SnapshotDraft
from index.snapshot.searched import SearchedSnapshot
from index.testing import WordEncoder
from index.types import Vectors, unheard
from tests.index.conftest import bulletin
from tests.index.engine.kinds import StoredEngine
from tests.postgres import Server

DIM, ASKED, WANTED = 384, 100, 20


def test_a_search_says_that_the_database_is_away_and_goes_on_when_it_is_back(
    engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    place = engine.place("shelf", tmp_path, glance=1.0)
    build(shelf, encoder, place)
    retriever = Retriever(place, encoder)
    engine.server.kill()
    try:
        for _ in range(2):
            with pytest.raises(EngineAwayError, match="cannot be searched"):
                retriever.search("bridge", 1)
        with pytest.raises(BuildError, match="old one still answers"):
            build(shelf, encoder, place)
    finally:
        engine.server.start()
    deadline = time.monotonic() + 20
    while True:
        try:
            assert retriever.search("bridge", 1)[0].bulletin.id == "roads"
        except EngineAwayError:
            assert time.monotonic() < deadline
        else:
            break


def test_a_short_outage_fails_no_answer(
    engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    place = engine.place("shelf", tmp_path, exact_up_to=0, glance=1.0)
    build(shelf, encoder, place)
    retriever = Retriever(place, encoder)
    engine.wait(60.0)
    engine.server.kill()
    starting = threading.Timer(0.3, engine.server.start)
    starting.start()
    try:
        assert retriever.search("bridge", 1)[0].bulletin.id == "roads"
    finally:
        starting.join()


class _WatchedWords(LexicalIndex):
    """Notes how many sessions of the database wait in the middle of a transaction while the words are put together,
    which of a million passages takes longer than the database lets one wait."""

    url, waiting = "", -1

    def words(self) -> bytes:
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%'"
            ).fetchone()
        type(self).waiting = int(found[0]) if found else -1
        return super().words()


def test_no_transaction_waits_for_the_words_of_a_library(postgres: Server, passages_url: str, tmp_path: Path) -> None:
    _WatchedWords.url = passages_url
    database = PostgresDatabase(passages_url, Schema(1, TABLES))
    draft = _draft(40)
    lexical = _WatchedWords.build([LexicalText(passage.text) for passage in draft.passages])
    EnginePlace(PassageDatabase(database), "watched", tmp_path).publish(replace(draft, lexical=lexical), unheard)
    assert _WatchedWords.waiting == 0
    database.close()


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_engine_finds_what_comparing_every_passage_finds_and_in_the_same_order(
    engine: StoredEngine, tmp_path: Path, soak: bool, tell: Callable[[str], None]
) -> None:
    """Over vectors that lie as an encoder's do: clusters on a sphere, which share most of their direction."""
    draft = _draft(50_000 if soak else 2_000)
    disk, shared = SnapshotFolder(tmp_path / "disk"), engine.place("shelf", tmp_path / "work", exact_up_to=0)
    start = time.perf_counter()
    manifest = shared.publish(draft, unheard)
    wrote = time.perf_counter() - start
    (tmp_path / "disk").mkdir()
    disk.publish(draft, unheard)
    exact, found = disk.open(draft.model), shared.open(draft.model)
    recalls, times = [], []
    for row in np.random.default_rng(7).integers(0, len(draft.passages), ASKED).tolist():
        query = _near(draft.passage_vectors[row], row)
        begin = time.perf_counter()
        ours = _ranked(found, query, row)
        times.append(time.perf_counter() - begin)
        wanted = _ranked(exact, query, row)
        both = set(ours) & set(wanted)
        recalls.append(len(both) / len(wanted))
        assert [each for each in ours if each in both] == [each for each in wanted if each in both]
    recall = float(np.mean(recalls))
    tell(f"{engine.name}, {len(draft.passages)} passages: recall@{WANTED} {recall:.4f} (worst {min(recalls):.2f}), "
         f"search {1e3 * float(np.median(times)):.1f} ms (p95 {1e3 * float(np.quantile(times, 0.95)):.1f}), "
         f"written in {wrote:.0f} s, {manifest.size / 1e6:.0f} MB of vectors and texts")  # fmt: skip
    assert recall >= 0.99


def _ranked(snapshot: SearchedSnapshot, query: Vectors, row: int) -> list[str]:
    return [hit.passage.text for hit in rank(snapshot, f"word{row % 97} word{row % 89}", query, WANTED, 0.15)]


def _near(vector: Vectors, seed: int) -> Vectors:
    drawn = vector + 0.5 * np.random.default_rng(seed).normal(size=DIM).astype(np.float32) / np.sqrt(DIM)
    return np.asarray(drawn / np.linalg.norm(drawn), np.float32)


def _draft(count: int) -> SnapshotDraft:
    from corpus.split import split

    drawn = np.random.default_rng(3)
    centres = drawn.normal(size=(count // 20, DIM)) + 2.0 * drawn.normal(size=DIM)
    around = centres[drawn.integers(0, len(centres), count)] + 0.7 * drawn.normal(size=(count, DIM))
    vectors = np.asarray(around / np.linalg.norm(around, axis=1, keepdims=True), np.float32)
    bulletins = tuple(
        bulletin(f"b{number:06}", f"Passage {number} tells of word{number % 97} and of word{number % 89}.")
        for number in range(count)
    )
    passages = tuple(passage for each in bulletins for passage in split(each, len, 10_000))
    return SnapshotDraft(
        model="made-up",
        revision="1",
        bulletins=bulletins,
        bulletin_starts=np.arange(count + 1, dtype=np.int64),
        passages=passages,
        passage_vectors=vectors,
        sentence_vectors=np.zeros((0, DIM), np.float32),
        sentence_starts=np.zeros(count + 1, np.int64),
        lexical=LexicalIndex.build([LexicalText(passage.text) for passage in passages]),
    )
