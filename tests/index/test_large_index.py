"""A library many times as large as anybody's: built, changed and searched; the figures are told."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation.metrics import quantile
from bot.lab.bench.large import QUESTIONS, publish_made_up
from bot.lab.bench.synthetic import documents, write_shelf
from corpus.shelf.library import Library
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder

SHIPPED = Path(__file__).resolve().parents[2] / "corpus" / "bulletins"
BULLETINS, MANY_BULLETINS = 150, 5_000
QUERIES = 40
PASSAGES, MANY_PASSAGES = 3_000, 300_000


@pytest.mark.soak
def test_a_large_index_finds_every_sentence_and_a_change_costs_little(
    tmp_path: Path, tell: Callable[[str], None], soak: bool
) -> None:
    count = MANY_BULLETINS if soak else BULLETINS
    made = list(documents(Library(SHIPPED).load().bulletins, count + 1))
    write_shelf(made[:-1], tmp_path / "shelf")
    bulletins = Library(tmp_path / "shelf").load().bulletins
    encoder = WordEncoder()
    started = time.monotonic()
    whole = build(bulletins, encoder, tmp_path / "index")
    built = time.monotonic() - started

    write_shelf(made[-1:], tmp_path / "shelf")  # in the place of the first one
    bulletins = Library(tmp_path / "shelf").load().bulletins
    assert len(bulletins) == count
    started = time.monotonic()
    again = build(bulletins, encoder, tmp_path / "index")
    changed = time.monotonic() - started
    assert len(again.plan.change) == 1
    assert again.embedded < 60 < again.reused

    retriever = Retriever(tmp_path / "index", encoder)
    times = []
    for bulletin in bulletins[:: count // QUERIES]:
        sentence = max(bulletin.body.splitlines(), key=len).split(". ")[0]
        started = time.monotonic()
        hits = retriever.search(sentence, 10)
        times.append(time.monotonic() - started)
        assert any(sentence in hit.passage.text for hit in hits), sentence
    snapshot = retriever.snapshot
    tell(f"a large index: {count} bulletins, {snapshot.counts.passages} passages, {snapshot.size / 1e6:.0f} MB; "
         f"built in {built:.1f} s, after a change in {changed:.1f} s (embedded {again.embedded} of {whole.embedded}), "
         f"searched in {1000 * statistics.median(times):.0f} ms, at most {1000 * max(times):.0f} ms")  # fmt: skip


@pytest.mark.soak
def test_a_large_index_opens_and_searches_where_it_lies_on_disk(
    tmp_path: Path, tell: Callable[[str], None], soak: bool
) -> None:
    """In a process of its own, whose memory is told. Of a small index what every process loads is most."""
    count = MANY_PASSAGES if soak else PASSAGES
    publish_made_up(tmp_path / "index", count, WordEncoder(dim=384))
    command = [sys.executable, "-m", "bot.lab.bench.large", "--opened", str(tmp_path / "index")]
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
    told = {key: round(value, 3) for key, value in found.items()}
    tell(f"a large index in seconds, those of the processors, and bytes: {told}")
    assert found["open_cpu"] < 0.5 + 2e-6 * count
    assert found["own_bytes_a_passage"] * count < 60e6 + 400 * count
    assert found["bytes_a_passage"] * count < 120e6 + 2_000 * count


def test_questions_keep_their_time_while_a_new_index_takes_over(tmp_path: Path, tell: Callable[[str], None]) -> None:
    """By the processors of the thread that asks, which other work on the machine does not slow."""
    encoder = WordEncoder(dim=384)
    publish_made_up(tmp_path / "index", PASSAGES, encoder)
    retriever = Retriever(tmp_path / "index", encoder)
    calm = _asked(retriever)
    first = retriever.snapshot.id
    publish_made_up(tmp_path / "index", PASSAGES + 100, encoder)
    swapping = _asked(retriever)
    retriever.refresh()
    assert retriever.snapshot.id != first
    tell(f"a new index of {PASSAGES} passages: p95 of a search {1000 * quantile(swapping, 0.95):.1f} ms of the "
         f"processors while it takes over, {1000 * quantile(calm, 0.95):.1f} ms without")  # fmt: skip
    assert quantile(swapping, 0.95) < 2 * quantile(calm, 0.95)


def _asked(retriever: Retriever) -> list[float]:
    """Seconds of the processors for each of some searches."""
    found = []
    for question in 10 * QUESTIONS:
        started = time.thread_time()
        retriever.search(question, 10)
        found.append(time.thread_time() - started)
    return found
