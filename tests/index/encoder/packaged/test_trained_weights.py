from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.encoder.packaged.trained_weights import ADAPTER_SCALE, read_weights, write_weights
from index.errors import ModelError

BASE = {
    "layers.4.up.weight": np.linspace(-1, 1, 192, dtype=np.float32).reshape(3, 64),
    "layers.4.up.bias": np.zeros(3, np.float32),
}


def written(folder: Path) -> Path:
    trained = {name: tensor + np.float32(0.01) for name, tensor in BASE.items()}
    write_weights(folder / "reader.safetensors", "trial", BASE, trained | {"span.weight": np.ones((2, 4), np.float32)})
    return folder / "reader.safetensors"


def test_what_training_changed_comes_back(tmp_path: Path) -> None:
    weights = read_weights(written(tmp_path))
    whole = weights.applied(BASE)
    assert weights.label == "trial"
    assert np.allclose(whole["layers.4.up.weight"], BASE["layers.4.up.weight"] + 0.01, atol=2e-4)
    assert np.allclose(whole["layers.4.up.bias"], 0.01, atol=1e-4)
    assert np.allclose(whole["span.weight"], 1.0)


def test_a_change_comes_back_within_a_fifteenth_of_its_blocks_greatest(tmp_path: Path) -> None:
    change = np.random.default_rng(3).normal(0, 0.02, (48, 64)).astype(np.float32)
    base = {"layers.4.up.weight": np.zeros_like(change)}
    write_weights(tmp_path / "r.safetensors", "trial", base, {"layers.4.up.weight": change})
    restored = read_weights(tmp_path / "r.safetensors").changes["layers.4.up.weight"]
    assert np.sqrt(((restored - change) ** 2).mean()) < 0.1 * change.std()


def test_matrices_take_little_more_than_half_a_byte_a_number(tmp_path: Path) -> None:
    base = {"layers.4.up.weight": np.zeros((300, 384), np.float32)}
    write_weights(tmp_path / "r.safetensors", "trial", base, {"layers.4.up.weight": np.ones((300, 384), np.float32)})
    assert (tmp_path / "r.safetensors").stat().st_size < 300 * 384 * 0.58


def test_missing_weights_are_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install the project again"):
        read_weights(tmp_path / "none.safetensors")


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"not a tensor file at all, but long enough to be looked at"])
def test_damaged_weights_are_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "reader.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="install the project again"):
        read_weights(path)


@pytest.mark.parametrize("described", [{"format": 1}, {"format": 2, "base": "another", "base_sha256": "0"}, {}])
def test_weights_of_another_format_or_base_are_refused(tmp_path: Path, described: dict[str, object]) -> None:
    path = tmp_path / "reader.safetensors"
    save_file({"x": np.zeros(1, np.float32)}, path, metadata={"reader": json.dumps(described)})
    with pytest.raises(ModelError, match="install the project again"):
        read_weights(path)


def test_adapters_change_the_matrices_of_the_weights_that_they_lie_on(tmp_path: Path) -> None:
    under = written(tmp_path)
    lower = np.random.default_rng(5).normal(0, 0.1, (32, 64)).astype(np.float32)
    upper = np.random.default_rng(6).normal(0, 0.1, (32, 32)).astype(np.float32)
    base = {"layers.4.up.weight": np.zeros((32, 64), np.float32)}
    write_weights(under, "trial", base, base)
    adapters = {"layers.4.up.lower": lower, "layers.4.up.upper": upper, "layers.4.up.bias": np.ones(32, np.float32)}
    write_weights(tmp_path / "adapters.safetensors", "more", base, adapters, under)
    weights = read_weights(tmp_path / "adapters.safetensors")
    whole = weights.applied(base | {"layers.4.up.bias": np.zeros(32, np.float32)})
    meant = ADAPTER_SCALE * upper.T @ lower
    assert np.linalg.norm(whole["layers.4.up.weight"] - meant) < 0.16 * np.linalg.norm(meant)
    assert np.allclose(whole["layers.4.up.bias"], 1.0)
    assert not any(name.endswith((".lower", ".upper")) for name in whole)


def test_adapters_without_the_weights_that_they_lie_on_are_refused(tmp_path: Path) -> None:
    under = written(tmp_path)
    write_weights(tmp_path / "adapters.safetensors", "more", {}, {"span.bias": np.zeros(2, np.float32)}, under)
    write_weights(under, "another training", BASE, BASE)
    with pytest.raises(ModelError, match=r"another reader\.safetensors"):
        read_weights(tmp_path / "adapters.safetensors")
    under.unlink()
    with pytest.raises(ModelError, match="install the project again"):
        read_weights(tmp_path / "adapters.safetensors")


def test_half_an_adapter_is_refused(tmp_path: Path) -> None:
    write_weights(tmp_path / "r.safetensors", "trial", BASE, {"layers.4.up.lower": np.ones((32, 64), np.float32)})
    with pytest.raises(ModelError, match="one half of an adapter"):
        read_weights(tmp_path / "r.safetensors")


def test_weights_that_lie_on_themselves_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    write_weights(path, "trial", BASE, BASE, path)
    with pytest.raises(ModelError, match="another reader"):
        read_weights(path)


@pytest.mark.parametrize("matrix", ["layers.9.up", "layers.4.up"])
def test_adapters_that_fit_no_matrix_are_refused(tmp_path: Path, matrix: str) -> None:
    adapters = {f"{matrix}.lower": np.ones((32, 64), np.float32), f"{matrix}.upper": np.ones((32, 32), np.float32)}
    write_weights(tmp_path / "r.safetensors", "trial", BASE, adapters)
    with pytest.raises(ModelError, match="do not fit"):
        read_weights(tmp_path / "r.safetensors").applied(BASE)


def test_a_description_that_is_none_is_refused(tmp_path: Path) -> None:
    save_file({"a": np.zeros(2, np.float32)}, tmp_path / "r.safetensors", metadata={"reader": "[1]"})
    with pytest.raises(ModelError, match="says wrongly"):
        read_weights(tmp_path / "r.safetensors")
