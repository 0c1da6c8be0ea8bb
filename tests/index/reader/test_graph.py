from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper, save_model

from index.encoder.eight_bits import channels_apart
from index.encoder.graph import GraphWriter, in_eight_bits
from index.encoder.onnx_session import open_session
from index.reader.graph import write_graph
from index.reader.windows import GRAPH

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


@pytest.fixture(scope="module")
def tensors(network: ReaderNetwork) -> dict[str, NDArray[np.float32]]:
    return {name: tensor.numpy() for name, tensor in network.state_dict().items() if not name.startswith("words.")}


def opened(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize(("eight_bits", "tolerance"), [(False, 1e-4), (True, 0.1)])
def test_the_graph_scores_as_the_trained_network_does(
    network: ReaderNetwork, tensors: dict[str, NDArray[np.float32]], tmp_path: Path, eight_bits: bool, tolerance: float
) -> None:
    import torch

    ids = torch.arange(5, 45).reshape(2, 20)
    with torch.no_grad():
        expected = [tensor.numpy() for tensor in network(ids, torch.ones_like(ids))]
        embedded = network.words(ids).numpy()
    apart = channels_apart(GraphWriter(tensors), 12, [embedded], tmp_path) if eight_bits else {}
    write_graph(GraphWriter(tensors, eight_bits=apart), 12, tmp_path / GRAPH)
    found = opened(tmp_path / GRAPH).run(["start", "end", "answers"], {"embedded": embedded})
    for ours, theirs in zip(found[:2], expected[:2], strict=True):
        assert np.abs(ours - theirs).max() < tolerance * theirs.std() * 4
    assert np.abs(found[2] - expected[2]).max() < tolerance


def test_a_channel_of_large_numbers_does_not_cost_the_others_their_steps(
    network: ReaderNetwork, tensors: dict[str, NDArray[np.float32]], tmp_path: Path
) -> None:
    import torch

    # One neuron of a layer that says fifty times what the others say, as a trained network has some.
    loud = dict(tensors)
    loud["layers.3.up.bias"] = tensors["layers.3.up.bias"].copy()
    loud["layers.3.up.bias"][7] = 60.0
    with torch.no_grad():
        embedded = network.words(torch.arange(5, 25)[None]).numpy()
    found = {}
    apart = channels_apart(GraphWriter(loud), 12, [embedded], tmp_path)
    assert 7 in apart["layers.3.down"]
    nothing = np.zeros(0, np.int64)
    for name, given in (("plain", {}), ("apart", apart), ("together", dict.fromkeys(apart, nothing))):
        write_graph(GraphWriter(loud, eight_bits=given), 12, tmp_path / f"{name}.onnx")
        (found[name],) = opened(tmp_path / f"{name}.onnx").run(["start"], {"embedded": embedded})
    wrong = {name: float(np.abs(found[name] - found["plain"]).mean()) for name in ("apart", "together")}
    assert wrong["apart"] < 0.7 * wrong["together"]


def test_no_processor_saturates_at_the_largest_numbers(tmp_path: Path) -> None:
    width = 512
    eight, scales = in_eight_bits(np.ones((width, 32), np.float32))
    product = helper.make_graph(
        [helper.make_node("DynamicQuantizeMatMul", ["x", "ones", "scale"], ["sums"], domain="com.microsoft")],
        "sums",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", width])],
        [helper.make_tensor_value_info("sums", TensorProto.FLOAT, ["n", 32])],
        [numpy_helper.from_array(eight, "ones"), numpy_helper.from_array(scales, "scale")],
    )
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    save_model(helper.make_model(product, opset_imports=imports, ir_version=9), str(tmp_path / "sums.onnx"))
    for sign in (1, -1):
        (found,) = open_session(tmp_path / "sums.onnx").run(None, {"x": np.full((1, width), sign, np.float32)})
        assert np.allclose(found, sign * width)


def test_eight_bits_keep_a_matrix_to_a_hundredth_of_its_columns_largest() -> None:
    matrix = np.random.default_rng(0).normal(size=(40, 7)).astype(np.float32)
    eight, scales = in_eight_bits(matrix)
    assert eight.dtype == np.int8
    assert (np.abs(eight * scales - matrix) <= np.abs(matrix).max(axis=0) / 100).all()


def test_a_column_of_zeros_stays() -> None:
    eight, scales = in_eight_bits(np.zeros((3, 2), np.float32))
    assert not eight.any()
    assert np.isfinite(scales).all()
