"""Searching the published snapshot, and picking up the next one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.retriever import Retriever
from index.snapshot.build import build
from index.snapshot.place import SnapshotFolder
from index.snapshot.searched import SearchedSnapshot
from index.testing import WordEncoder

MakeBulletin = Callable[..., Bulletin]


@pytest.fixture
def retriever(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> Retriever:
    build(shelf, encoder, tmp_path)
    return Retriever(tmp_path, encoder)


def test_hits_come_best_first_with_their_bulletin(retriever: Retriever) -> None:
    hits = retriever.search("The bridge is closed", 3)
    assert (hits[0].bulletin.id, hits[0].passage.text) == ("roads", "The bridge is closed until the spring of 2024.")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_hits_cosine_is_that_of_query_and_passage(retriever: Retriever, encoder: WordEncoder) -> None:
    for hit in retriever.search("when does the train leave", 5):
        embedded = encoder.encode_passages([f"{hit.passage.context}\n{hit.passage.text}"])[0]
        assert hit.dense == pytest.approx(float(embedded @ encoder.encode_queries(["when does the train leave"])[0]))


def test_sentence_scores_are_one_for_each_sentence_and_the_asked_one_leads(retriever: Retriever) -> None:
    hit = retriever.search("dogs travel free", 1)[0]
    texts = [hit.bulletin.body[span.start : span.end] for span in hit.passage.sentences]
    assert len(hit.sentence_scores) == len(texts) > 1
    assert texts[int(np.argmax(hit.sentence_scores))] == "Dogs travel free."


def test_coverage_is_the_share_of_the_question_that_is_met(retriever: Retriever) -> None:
    full = retriever.search("bridge closed", 1)[0]
    half = retriever.search("bridge xylophone", 1)[0]
    assert full.passage == half.passage
    assert 1.0 >= full.coverage > half.coverage > 0.0


def test_at_most_top_k_come_and_fewer_where_there_are_fewer(retriever: Retriever) -> None:
    assert len(retriever.search("the", 2)) == 2
    assert len(retriever.search("the", 1000)) == retriever.snapshot.counts.passages


@pytest.mark.parametrize("query", ["", "   ", "?!", "…"])
def test_a_query_without_a_word_finds_nothing(retriever: Retriever, query: str) -> None:
    assert retriever.search(query) == []


def test_a_top_k_below_one_is_refused(retriever: Retriever) -> None:
    with pytest.raises(ValueError, match="top_k"):
        retriever.search("train", 0)


def test_a_query_of_any_content_is_answered(retriever: Retriever) -> None:
    for query in ("a" * 100_000, "train \x00 \ud83d".encode("utf-8", "replace").decode(), "🚂 train", "\u202etrain"):
        assert len(retriever.search(query, 1)) == 1


def test_the_same_text_in_two_bulletins_is_found_twice(
    tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    build([make_bulletin("one", "A ferry sinks."), make_bulletin("two", "A ferry sinks.")], encoder, tmp_path)
    assert {hit.bulletin.id for hit in Retriever(tmp_path, encoder).search("ferry sinks", 2)} == {"one", "two"}


def test_similarity_is_the_cosine_with_each_text(retriever: Retriever) -> None:
    same, none = retriever.similarity("green ferry", ["green ferry", "train"]).tolist()
    assert (same, none) == (pytest.approx(1.0), 0.0)
    assert retriever.similarity("green ferry", []).shape == (0,)


def test_a_new_snapshot_is_picked_up_at_the_next_search(
    tmp_path: Path, retriever: Retriever, encoder: WordEncoder, shelf: list[Bulletin], make_bulletin: MakeBulletin
) -> None:
    before = retriever.snapshot.id
    built = build([*shelf, make_bulletin("planes", "The airport is new.")], encoder, tmp_path).manifest
    retriever.search("airport", 1)
    retriever.refresh()
    assert retriever.search("airport", 1)[0].bulletin.id == "planes"
    assert retriever.snapshot == built
    assert built.id != before


def test_a_new_snapshot_of_another_model_is_logged_and_not_used(
    tmp_path: Path, retriever: Retriever, shelf: list[Bulletin], caplog: pytest.LogCaptureFixture
) -> None:
    before = retriever.snapshot.id
    build(shelf, WordEncoder(dim=64, name="other"), tmp_path)
    with caplog.at_level(logging.WARNING):
        assert retriever.search("bridge", 1)[0].bulletin.id == "roads"
        retriever.refresh()
        retriever.search("bridge", 1)
    assert retriever.snapshot.id == before
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.message.count("goes on answering") for record in warnings] == [1]


def test_searches_go_on_with_the_old_snapshot_while_the_new_one_is_opened(
    tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    build(_numbered(make_bulletin, 0), encoder, tmp_path)
    may_open = threading.Event()
    begun: list[str] = []

    class Slow(SnapshotFolder):
        def open(self, model: str) -> SearchedSnapshot:
            if begun:
                assert may_open.wait(60)
            begun.append(model)
            return super().open(model)

    retriever = Retriever(Slow(tmp_path), encoder)
    build(_numbered(make_bulletin, 1), encoder, tmp_path)
    retriever.search("state", 2)  # sees the new one, and waits no longer than its patience
    for _ in range(3):
        assert "The ferry is in state 0." in {hit.passage.text for hit in retriever.search("state", 2)}
    may_open.set()
    retriever.refresh()
    assert "The ferry is in state 1." in {hit.passage.text for hit in retriever.search("state", 2)}
    assert len(begun) == 2


def test_searches_during_republication_see_one_whole_snapshot_each(
    tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    """Every version of the shelf says its own number in both bulletins; a search that mixed two would show both."""
    build(_numbered(make_bulletin, 0), encoder, tmp_path)
    retriever = Retriever(tmp_path, encoder)
    done = threading.Event()
    seen: list[set[str]] = []

    def ask() -> None:
        while not done.is_set():
            seen.append({hit.passage.text for hit in retriever.search("state of the ferry and the train", 2)})

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        build(_numbered(make_bulletin, number), encoder, tmp_path)
    done.set()
    for thread in threads:
        thread.join()
    retriever.refresh()
    whole = [{f"The ferry is in state {number}.", f"The train is in state {number}."} for number in range(6)]
    assert seen
    assert all(texts in whole for texts in seen)
    assert {hit.passage.text for hit in retriever.search("state", 2)} == whole[5]


def _numbered(make_bulletin: MakeBulletin, number: int) -> list[Bulletin]:
    return [
        make_bulletin("ferry", f"The ferry is in state {number}."),
        make_bulletin("train", f"The train is in state {number}."),
    ]


@pytest.mark.parametrize(
    ("query", "language", "bulletin"),
    [
        ("Vem är kapten på båten?", "sv", "boats"),
        ("who is in command of the ship?", "en", "boats"),
        ("nar oppnar bron?", "sv", "roads"),
        ("can I bring my pet?", "en", "trains"),
    ],
)
def test_the_real_model_finds_the_meaning(
    tmp_path: Path, real_encoder: Encoder, make_bulletin: MakeBulletin, query: str, language: str, bulletin: str
) -> None:
    shelf = [
        make_bulletin("boats", "Kaptenen på färjan heter Olsen.", "Färjan går klockan tolv."),
        make_bulletin("trains", "Tåget norrut går varje timme. Hundar åker gratis."),
        make_bulletin("roads", "Bron öppnar igen våren 2024."),
    ]
    build(shelf, real_encoder, tmp_path)
    assert Retriever(tmp_path, real_encoder).search(query, 1, language)[0].bulletin.id == bulletin
