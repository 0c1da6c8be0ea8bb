"""Writes the reader as an ONNX graph out of plain arrays: no torch, and the fused operators that onnxruntime has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HEADS = 12
EPSILON = 1e-12
OUTLIERS = frozenset(f"layers.{layer}.down" for layer in (0, 3, 4, 5))
"""Matrices that stay float32: a few large inputs would leave the rest of the scale to few of 256 steps. These four
account for four fifths of what 8 bits change in the answerable logit, and take a fifth more time."""

_ZERO = 128
_MICROSOFT = "com.microsoft"

Tensors = Mapping[str, NDArray[np.float32]]
"""The network's tensors by name (`layers.0.qkv.weight`, ...), matrices as (out, in)."""


def write_graph(tensors: Tensors, layers: int, path: Path, *, eight_bits: bool) -> None:
    """Writes the graph; with `eight_bits` the layers' matrices are int8 and activations are quantized as they come.

    Inputs: `embedded` float32 (n, length, width), the word embeddings; `attention` int32 (n, length), 1 on tokens.
    Outputs: `start`, `end` float32 (n, length); `answers` float32 (n,), or (n, outcomes) where the head has several.
    """
    onnx.save(_Graph(tensors, eight_bits).build(layers), str(path))


def in_eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """`matrix` (in, out) as int8 and one scale a column: `matrix` is about `eight * scales`."""
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-12).astype(np.float32) / np.float32(127)
    return np.round(matrix / scales).astype(np.int8), scales


def _unsigned(eight: NDArray[np.int8]) -> NDArray[np.uint8]:
    """The same numbers over `_ZERO`. Processors with AVX2 and no VNNI saturate where they multiply signed 8-bit numbers
    and are exact on unsigned ones, for a tenth more time."""
    return (eight.astype(np.int16) + _ZERO).astype(np.uint8)


class _Graph:
    def __init__(self, tensors: Tensors, eight_bits: bool) -> None:
        self._tensors = tensors
        self._eight_bits = eight_bits
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self, layers: int) -> onnx.ModelProto:
        x = self._embeddings()
        for layer in range(layers):
            x = self._layer(f"layers.{layer}.", x)
        self._span_head(x)
        self._answers_head(x)
        outputs = _outputs(self._outcomes)
        graph = helper.make_graph(self._nodes, "reader", _inputs(self._width), outputs, self._constants)
        imports = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=9)

    @property
    def _width(self) -> int:
        return int(self._tensors["norm.weight"].shape[0])

    @property
    def _outcomes(self) -> int:
        return int(self._tensors["answers.bias"].shape[0])

    def _embeddings(self) -> str:
        """Adds what stands for the position and the (only) segment, then normalizes."""
        places = self._tensors["positions.weight"] + self._tensors["types.weight"][0]
        shape = self._node("Shape", ["embedded"])
        length = self._node("Gather", [shape, self._constant("one", np.array([1]))])
        table = self._constant("places", places[None].astype(np.float32))
        used = self._node("Slice", [table, self._constant("zero", np.array([0])), length, "one"])
        summed = self._node("Add", ["embedded", used])
        return self._node("LayerNormalization", [summed, *self._pair("norm")], axis=-1, epsilon=EPSILON)

    def _layer(self, name: str, x: str) -> str:
        thirds = self._dense(f"{name}qkv", x)
        parts = [f"{name}{part}" for part in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [thirds], parts, axis=2, num_outputs=3, name=f"{name}split"))
        attended = self._node(
            "MultiHeadAttention",
            [*parts, self._vector(f"{name}qkv.bias"), "attention"],
            domain=_MICROSOFT,
            num_heads=HEADS,
        )
        mixed = self._dense(f"{name}out", attended)
        x = self._add_and_norm(x, mixed, f"{name}norm1", f"{name}out.bias")
        risen = self._dense(f"{name}up", x)
        bent = self._node("BiasGelu", [risen, self._vector(f"{name}up.bias")], domain=_MICROSOFT)
        return self._add_and_norm(x, self._dense(f"{name}down", bent), f"{name}norm2", f"{name}down.bias")

    def _add_and_norm(self, x: str, change: str, norm: str, bias: str) -> str:
        return self._node(
            "SkipLayerNormalization",
            [x, change, *self._pair(norm), self._vector(bias)],
            domain=_MICROSOFT,
            epsilon=EPSILON,
        )

    def _span_head(self, x: str) -> None:
        logits = self._node("Add", [self._product("span", x), self._vector("span.bias")], name="span-add")
        axis = self._constant("last", np.array([2]))
        halves = ["start3", "end3"]
        self._nodes.append(helper.make_node("Split", [logits], halves, axis=2, num_outputs=2, name="span-split"))
        for name in ("start", "end"):
            self._nodes.append(helper.make_node("Squeeze", [f"{name}3", axis], [name], name=f"span-{name}"))

    def _answers_head(self, x: str) -> None:
        first = self._node("Gather", [x, self._constant("first", np.array(0))], axis=1)
        pooled = self._node("Tanh", [self._linear("pool", first)])
        logits = self._linear("answers", pooled)
        if self._outcomes == 1:
            self._nodes.append(helper.make_node("Squeeze", [logits, "one"], ["answers"], name="answers-squeeze"))
        else:
            self._nodes.append(helper.make_node("Identity", [logits], ["answers"], name="answers-all"))

    def _linear(self, name: str, x: str) -> str:
        return self._node("Add", [self._product(name, x), self._vector(f"{name}.bias")], name=f"{name}-add")

    def _dense(self, name: str, x: str) -> str:
        """The product with a layer's matrix, the bias left to what follows."""
        if not self._eight_bits or name in OUTLIERS:
            return self._product(name, x)
        eight, scales = in_eight_bits(np.ascontiguousarray(self._tensors[f"{name}.weight"].T))
        matrix, scale = self._constant(f"{name}.weight", _unsigned(eight)), self._constant(f"{name}.scale", scales)
        zero = self._constant(f"{name}.zero", np.full(len(scales), _ZERO, np.uint8))
        return self._node("DynamicQuantizeMatMul", [x, matrix, scale, zero], domain=_MICROSOFT)

    def _product(self, name: str, x: str) -> str:
        return self._node("MatMul", [x, self._matrix(name)], name=f"{name}-product")

    def _pair(self, name: str) -> tuple[str, str]:
        return self._vector(f"{name}.weight"), self._vector(f"{name}.bias")

    def _matrix(self, name: str) -> str:
        return self._constant(f"{name}.weight", np.ascontiguousarray(self._tensors[f"{name}.weight"].T))

    def _vector(self, name: str) -> str:
        return self._constant(name, self._tensors[name])

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def _node(
        self, kind: str, inputs: list[str], *, name: str | None = None, domain: str = "", **attributes: object
    ) -> str:
        output = f"{name or kind}:{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=name or output, domain=domain, **attributes))
        return output


def _inputs(width: int) -> list[onnx.ValueInfoProto]:
    return [
        helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["n", "length", width]),
        helper.make_tensor_value_info("attention", TensorProto.INT32, ["n", "length"]),
    ]


def _outputs(outcomes: int) -> list[onnx.ValueInfoProto]:
    return [
        helper.make_tensor_value_info("start", TensorProto.FLOAT, ["n", "length"]),
        helper.make_tensor_value_info("end", TensorProto.FLOAT, ["n", "length"]),
        helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["n"] if outcomes == 1 else ["n", outcomes]),
    ]
