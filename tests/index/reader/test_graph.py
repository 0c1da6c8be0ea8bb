from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest

from index.encoder.graph import in_eight_bits
from index.reader.graph import write_graph

if TYPE_CHECKING:
    from bot.lab.training.network import ReaderNetwork


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    import torch  # seconds, which every worker would lose that only collects this module

    from bot.lab.training.network import ReaderNetwork

    torch.manual_seed(3)
    network = ReaderNetwork(vocabulary=64, positions=32, frozen=4)
    network.eval()
    return network


@pytest.mark.parametrize(("eight_bits", "tolerance"), [(False, 1e-4), (True, 0.1)])
def test_the_graph_scores_as_the_trained_network_does(
    network: ReaderNetwork, tmp_path: Path, eight_bits: bool, tolerance: float
) -> None:
    import torch

    tensors = {name: tensor.numpy() for name, tensor in network.state_dict().items() if not name.startswith("words.")}
    write_graph(tensors, 12, tmp_path / "reader.onnx", eight_bits=eight_bits)
    ids = torch.arange(5, 45).reshape(2, 20)
    attention = torch.ones_like(ids)
    attention[1, 12:] = 0
    with torch.no_grad():
        expected = [tensor.numpy() for tensor in network(ids, attention)]
        embedded = network.words(ids).numpy()
    session = onnxruntime.InferenceSession(str(tmp_path / "reader.onnx"), providers=["CPUExecutionProvider"])
    found = session.run(["start", "end", "answers"], {"embedded": embedded, "attention": attention.int().numpy()})
    kept = attention.numpy() > 0
    for ours, theirs in zip(found[:2], expected[:2], strict=True):
        assert np.abs(ours - theirs)[kept].max() < tolerance * theirs[kept].std() * 4
    assert np.abs(found[2] - expected[2]).max() < tolerance


def test_eight_bits_keep_a_matrix_to_a_hundredth_of_its_columns_largest() -> None:
    matrix = np.random.default_rng(0).normal(size=(40, 7)).astype(np.float32)
    eight, scales = in_eight_bits(matrix)
    assert eight.dtype == np.int8
    assert (np.abs(eight * scales - matrix) <= np.abs(matrix).max(axis=0) / 200).all()


def test_a_column_of_zeros_stays() -> None:
    eight, scales = in_eight_bits(np.zeros((3, 2), np.float32))
    assert not eight.any()
    assert np.isfinite(scales).all()
