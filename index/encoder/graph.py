"""Writes a BERT body as an ONNX graph out of plain arrays: no torch, and the fused operators that onnxruntime has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.encoder.packaged.quantized_weights import FourBits
from index.encoder.packaged.trained_weights import Adapter

HEADS = 12
EPSILON = 1e-12

_WITHIN = 1024
"""Bytes of a constant that stays inside the graph."""
_MICROSOFT = "com.microsoft"
_STEPS = 64
"""The largest number of an int8 matrix. A processor with AVX2 and no VNNI adds two products with unsigned bytes in 16
bits, which end at 32,767: 2 * 255 * 64 still fits, so that every processor gives the same sums."""
_IN_FLOAT = 1
"""What `MatMulNBits` calls reckoning in float32."""

Tensors = Mapping[str, NDArray[np.float32]]
"""A network's tensors by name (`layers.0.qkv.weight`, ...), matrices as (out, in)."""


def layer_matrices(layers: int) -> Iterator[str]:
    """The names of the layers' matrices."""
    return (f"layers.{layer}.{part}" for layer in range(layers) for part in ("qkv", "out", "up", "down"))


def write_encoder_graph(graph: GraphWriter, layers: int, path: Path) -> None:
    """Writes the graph of an encoder that takes the mean of its tokens.

    Input: `embedded` float32 (n, length, width), the word embeddings of texts of one length.
    Output: `vector` float32 (n, width), of no particular length.
    """
    hidden = graph.body(layers)
    mean = graph.node("ReduceMean", [hidden, graph.constant("middle", np.array([1]))], keepdims=0)
    graph.output("vector", mean, ["n", graph.width])
    graph.save("encoder", path)


class GraphWriter:
    """Gathers the nodes and constants of one graph.

    Of the layers' matrices those in `packed` stay in the 4 bits in which they are stored and are reckoned in float32,
    and those in `adapters` change by these. Those in `eight_bits` become int8, and what they are multiplied with is
    quantized as it comes, but for the channels that are named there, int64 (few,): these stay float32.
    """

    def __init__(
        self,
        tensors: Tensors,
        *,
        packed: Mapping[str, FourBits] | None = None,
        adapters: Mapping[str, Adapter] | None = None,
        eight_bits: Mapping[str, NDArray[np.int64]] | None = None,
    ) -> None:
        self._tensors = tensors
        self._packed = packed or {}
        self._adapters = adapters or {}
        self._eight_bits = eight_bits or {}
        self._multiplied: dict[str, str] = {}
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    @property
    def width(self) -> int:
        return self.rows("norm.weight")

    def rows(self, tensor: str) -> int:
        return len(self._tensors[tensor])

    def save(self, name: str, path: Path) -> None:
        """Writes the graph, for the body's inputs and the outputs that were named, and its weights beside it:
        onnxruntime maps these, where weights inside would be read into memory twice."""
        onnx.save_model(
            self._whole(name),
            str(path),
            save_as_external_data=True,
            location=f"{path.stem}.bin",
            size_threshold=_WITHIN,
        )

    def _whole(self, name: str) -> onnx.ModelProto:
        inputs = [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["n", "length", self.width])]
        graph = helper.make_graph(self._nodes, name, inputs, self._outputs, self._constants)
        imports = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=9)

    def output(self, name: str, value: str, shape: list[str | int]) -> None:
        """Name a float32 value as an output."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=f"output-{name}"))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def output_sizes(self, layers: int) -> None:
        """Name as an output for each matrix of the layers, under its name, float32 (in,), the largest that each channel
        gets of what it is multiplied with."""
        axes = self.constant("tokens", np.array([0, 1]))
        for matrix in layer_matrices(layers):
            size = self.node("Abs", [self._multiplied[matrix]])
            self.output(matrix, self.node("ReduceMax", [size, axes], keepdims=0), [f"{matrix}.width"])

    def body(self, layers: int) -> str:
        """The last layer's tokens, float32 (n, length, width)."""
        x = self._embeddings()
        for layer in range(layers):
            x = self._layer(f"layers.{layer}.", x)
        return x

    def _embeddings(self) -> str:
        """Adds what stands for the position and the (only) segment, then normalizes."""
        places = self._tensors["positions.weight"] + self._tensors["types.weight"][0]
        shape = self.node("Shape", ["embedded"])
        length = self.node("Gather", [shape, self.constant("one", np.array([1]))])
        table = self.constant("places", places[None].astype(np.float32))
        used = self.node("Slice", [table, self.constant("zero", np.array([0])), length, "one"])
        summed = self.node("Add", ["embedded", used])
        return self.node("LayerNormalization", [summed, *self._pair("norm")], axis=-1, epsilon=EPSILON)

    def _layer(self, name: str, x: str) -> str:
        thirds = self._dense(f"{name}qkv", x)
        parts = self.split(thirds, [f"{name}{part}" for part in ("query", "key", "value")])
        attended = self.node(
            "MultiHeadAttention",
            [*parts, self.vector(f"{name}qkv.bias")],
            domain=_MICROSOFT,
            num_heads=HEADS,
        )
        x = self._add_and_norm(x, self._dense(f"{name}out", attended, has_bias=True), f"{name}norm1")
        risen = self._dense(f"{name}up", x)
        bent = self.node("BiasGelu", [risen, self.vector(f"{name}up.bias")], domain=_MICROSOFT)
        return self._add_and_norm(x, self._dense(f"{name}down", bent, has_bias=True), f"{name}norm2")

    def _add_and_norm(self, x: str, change: str, norm: str) -> str:
        """In two steps: onnxruntime's fused one takes half as long again."""
        return self.node(
            "LayerNormalization", [self.node("Add", [x, change]), *self._pair(norm)], axis=-1, epsilon=EPSILON
        )

    def _pair(self, name: str) -> tuple[str, str]:
        return self.vector(f"{name}.weight"), self.vector(f"{name}.bias")

    def _dense(self, name: str, x: str, *, has_bias: bool = False) -> str:
        """The product with a layer's matrix; without `has_bias` the bias is left to what follows."""
        self._multiplied[name] = x
        bias = [self.vector(f"{name}.bias")] if has_bias else []
        if name in self._packed:
            product = self._packed_product(name, x, self._packed[name], bias)
            return self._adapted(name, x, product) if name in self._adapters else product
        if name in self._eight_bits:
            return self._eight_bit_product(name, x, self._eight_bits[name], bias)
        product = self._product(name, x)
        return self.node("Add", [product, *bias]) if bias else product

    def _packed_product(self, name: str, x: str, packed: FourBits, bias: list[str]) -> str:
        """Unpacked block by block as it is multiplied: a seventh of the memory that the matrix takes in float32."""
        rows, blocks, half = packed.values.shape
        matrix = self.constant(f"{name}.weight", packed.values)
        scales = self.constant(f"{name}.scale", packed.scales.reshape(-1))
        sizes = {"K": blocks * 2 * half, "N": rows, "bits": 4, "block_size": 2 * half}
        inputs = [x, matrix, scales, *(["", "", *bias] if bias else [])]
        return self.node("MatMulNBits", inputs, domain=_MICROSOFT, accuracy_level=_IN_FLOAT, **sizes)

    def _adapted(self, name: str, x: str, product: str) -> str:
        lower, upper = self._adapters[name]
        low = self.node("MatMul", [x, self.constant(f"{name}.lower", np.ascontiguousarray(lower.T))])
        return self.node("Add", [product, self.node("MatMul", [low, self.constant(f"{name}.upper", upper)])])

    def _eight_bit_product(self, name: str, x: str, apart: NDArray[np.int64], bias: list[str]) -> str:
        matrix = np.ascontiguousarray(self._tensors[f"{name}.weight"].T)
        near = np.ones(len(matrix), np.float32)
        near[apart] = 0
        eight, scales = in_eight_bits(matrix * near[:, None])
        most = self.node("Mul", [x, self.constant(f"{name}.near", near)])
        inputs = [most, self.constant(f"{name}.weight", eight), self.constant(f"{name}.scale", scales)]
        product = self.node("DynamicQuantizeMatMul", inputs + (["", *bias] if bias else []), domain=_MICROSOFT)
        few = self.node("Gather", [x, self.constant(f"{name}.apart", apart)], axis=2)
        rest = self.node("MatMul", [few, self.constant(f"{name}.rest", matrix[apart])])
        return self.node("Add", [product, rest])

    def linear(self, name: str, x: str) -> str:
        """The product with a head's matrix, and its bias."""
        return self.node("Add", [self._product(name, x), self.vector(f"{name}.bias")], name=f"{name}-add")

    def _product(self, name: str, x: str) -> str:
        matrix = self.constant(f"{name}.weight", np.ascontiguousarray(self._tensors[f"{name}.weight"].T))
        return self.node("MatMul", [x, matrix], name=f"{name}-product")

    def split(self, x: str, names: list[str]) -> list[str]:
        """Equal parts of the last of three axes, under `names`."""
        self._nodes.append(helper.make_node("Split", [x], names, axis=2, num_outputs=len(names), name=f"{x}-split"))
        return names

    def vector(self, name: str) -> str:
        """The network's own tensor of that name."""
        return self.constant(name, self._tensors[name])

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def node(
        self, kind: str, inputs: list[str], *, name: str | None = None, domain: str = "", **attributes: object
    ) -> str:
        """The only output of a new node."""
        output = f"{name or kind}:{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=name or output, domain=domain, **attributes))
        return output


def in_eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """`matrix` (in, out) as int8 of at most `_STEPS` and one scale a column: `matrix` is about `eight * scales`."""
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-12).astype(np.float32) / np.float32(_STEPS)
    return np.round(matrix / scales).astype(np.int8), scales
