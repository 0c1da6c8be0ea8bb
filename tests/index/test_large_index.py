"""A library many times as large as anybody's: built, changed and searched; the figures are told."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.lab.bench.synthetic import documents, write_shelf
from corpus.shelf.library import Library
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder

SHIPPED = Path(__file__).resolve().parents[2] / "corpus" / "bulletins"
BULLETINS, MANY_BULLETINS = 150, 5_000
QUERIES = 40


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
