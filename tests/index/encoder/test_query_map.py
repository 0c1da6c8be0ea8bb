from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.encoder.query_map import QueryMap, read_query_map, write_query_map
from index.errors import ModelError
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder


def a_map(dim: int = 4) -> QueryMap:
    change = np.zeros((dim, dim), np.float32)
    change[0, 1] = 1.0
    return QueryMap("words", change)


def test_mapped_vectors_are_of_unit_length_and_moved() -> None:
    moved = a_map()(np.eye(4, dtype=np.float32))
    assert np.allclose(np.linalg.norm(moved, axis=1), 1.0)
    assert np.allclose(moved[0], [np.sqrt(0.5), np.sqrt(0.5), 0, 0])
    assert np.allclose(moved[2], [0, 0, 1, 0])


def test_a_written_map_comes_back(tmp_path: Path) -> None:
    write_query_map(tmp_path / "m.safetensors", a_map())
    found = read_query_map("words", tmp_path / "m.safetensors")
    assert found is not None
    assert np.array_equal(found.change, a_map().change)
    assert list(tmp_path.iterdir()) == [tmp_path / "m.safetensors"]


def test_another_encoder_gets_no_map(tmp_path: Path) -> None:
    write_query_map(tmp_path / "m.safetensors", a_map())
    assert read_query_map("another", tmp_path / "m.safetensors") is None


def test_a_missing_map_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install the project again"):
        read_query_map("words", tmp_path / "none.safetensors")


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"no tensors, but long enough to be read as some header"])
def test_a_damaged_map_is_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match="install the project again"):
        read_query_map("words", tmp_path / "m.safetensors")


@pytest.mark.parametrize(("described", "columns"), [({"format": 9, "encoder": "words"}, 4),
                                                    ({"format": 1, "encoder": "words"}, 3), ({}, 4)])  # fmt: skip
def test_another_format_or_shape_is_refused(tmp_path: Path, described: dict[str, object], columns: int) -> None:
    metadata = {"query_map": json.dumps(described)}
    save_file({"change": np.zeros((4, columns), np.float16)}, tmp_path / "m.safetensors", metadata=metadata)
    with pytest.raises(ModelError, match="format 1"):
        read_query_map("words", tmp_path / "m.safetensors")


def test_the_shipped_map_fits_the_packaged_encoder(real_encoder: Encoder) -> None:
    found = read_query_map(real_encoder.name)
    assert found is not None
    assert found.change.shape == (real_encoder.dim, real_encoder.dim)


def test_the_search_goes_by_the_mapped_question(tmp_path: Path, make_bulletin: Callable[..., Bulletin]) -> None:
    encoder = WordEncoder(dim=64)
    build([make_bulletin("one", "Boats sail."), make_bulletin("two", "Trains run.")], encoder, tmp_path)
    boats, trains = encoder.encode_queries(["boats", "trains"])
    query_map = QueryMap(encoder.name, np.asarray(9 * np.outer(boats, trains), np.float32))
    mapped = Retriever(tmp_path, encoder, query_map).search("boats", 2)
    assert max(mapped, key=lambda hit: hit.dense).bulletin.id == "two"
