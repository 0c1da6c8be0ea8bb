"""Every store gives what brute force gives: ids, order, scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.stores.exact import ExactStore
from index.stores.faiss_store import FaissStore
from index.stores.protocol import StoreKind, VectorStore

STORES: list[StoreKind] = [ExactStore, FaissStore]


def _vectors(count: int, dim: int = 24, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def _as_found(ranking: tuple[NDArray[np.int64], NDArray[np.float32]]) -> list[int]:
    return list(ranking[0].tolist())


@pytest.fixture(params=STORES, ids=lambda kind: kind.__name__)
def kind(request: pytest.FixtureRequest) -> StoreKind:
    return request.param  # type: ignore[no-any-return]


def _oracle(vectors: NDArray[np.float32], query: NDArray[np.float32], top_k: int) -> tuple[list[int], list[float]]:
    scores = [float(row @ query) for row in vectors]
    rows = sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:top_k]
    return rows, [scores[row] for row in rows]


@pytest.mark.parametrize("top_k", [1, 7, 50])
def test_rows_order_and_scores_are_those_of_a_plain_sort(kind: StoreKind, top_k: int) -> None:
    vectors = _vectors(200)
    store = kind.build(vectors)
    for query in _vectors(20, seed=1):
        rows, scores = _oracle(vectors, query, top_k)
        found = store.search(query, top_k)
        assert found.rows.tolist() == rows
        assert found.scores == pytest.approx(scores, abs=1e-5)


def test_a_passage_is_nearest_to_itself(kind: StoreKind) -> None:
    vectors = _vectors(50)
    store = kind.build(vectors)
    assert [_as_found(store.search(vector, 1)) for vector in vectors] == [[row] for row in range(50)]


def test_equal_scores_come_in_order_of_row_even_where_the_cut_falls_among_them(kind: StoreKind) -> None:
    vectors = np.tile(_vectors(1), (100, 1))
    assert _as_found(kind.build(vectors).search(vectors[0], 5)) == [0, 1, 2, 3, 4]


def test_more_than_there_are_gives_all(kind: StoreKind) -> None:
    vectors = _vectors(3)
    found = kind.build(vectors).search(vectors[0], 10)
    assert sorted(found.rows.tolist()) == [0, 1, 2]
    assert len(found.scores) == 3


def test_an_empty_store_finds_nothing(kind: StoreKind) -> None:
    store = kind.build(np.zeros((0, 24), np.float32))
    assert (store.count, _as_found(store.search(_vectors(1)[0], 5))) == (0, [])


def test_rows_are_int64_and_scores_float32(kind: StoreKind) -> None:
    found = kind.build(_vectors(9)).search(_vectors(1)[0], 4)
    assert found.rows.dtype == np.int64
    assert found.scores.dtype == np.float32


def test_count_and_dim_are_those_of_the_vectors(kind: StoreKind) -> None:
    store = kind.build(_vectors(11, dim=8))
    assert (store.count, store.dim) == (11, 8)


def test_a_saved_store_answers_as_before(kind: StoreKind, tmp_path: Path) -> None:
    store = kind.build(_vectors(40))
    store.save(tmp_path / "store")
    again = kind.load(tmp_path / "store")
    for query in _vectors(5, seed=2):
        assert _same(store, again, query)


def _same(one: VectorStore, other: VectorStore, query: NDArray[np.float32]) -> bool:
    first, second = one.search(query, 10), other.search(query, 10)
    return np.array_equal(first.rows, second.rows) and np.array_equal(first.scores, second.scores)


@pytest.mark.parametrize("content", [None, b"", b"not a store"])
def test_a_missing_or_damaged_file_is_refused_with_the_remedy(
    kind: StoreKind, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "store").write_bytes(content)
    with pytest.raises(SnapshotError, match="fvm reindex"):
        kind.load(tmp_path / "store")


def test_a_query_of_another_width_is_refused(kind: StoreKind) -> None:
    with pytest.raises(ValueError, match=r"shape \(23,\)"):
        kind.build(_vectors(4)).search(np.zeros(23, np.float32), 1)


def test_a_top_k_below_one_is_refused(kind: StoreKind) -> None:
    with pytest.raises(ValueError, match="top_k"):
        kind.build(_vectors(4)).search(_vectors(1)[0], 0)
