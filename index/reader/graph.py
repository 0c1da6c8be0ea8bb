"""Writes the reader as an ONNX graph: the encoder's body with heads of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.graph import GraphWriter, Tensors

_PARTS = ("qkv", "out", "up", "down")
_LARGE = 0.02
"""The share of channels that are brought down to the others; chosen by what 8 bits change in the answerable logit."""


def write_graph(
    tensors: Tensors, layers: int, path: Path, sizes: Mapping[str, NDArray[np.float32]] | None = None
) -> None:
    """Writes the graph; with `sizes`, how large each channel gets that a matrix is multiplied with, float32 (in,), the
    layers' matrices are int8 and activations are quantized as they come.

    Input: `embedded` float32 (n, length, width), the word embeddings of texts of one length.
    Outputs: `start`, `end` float32 (n, length); `answers` float32 (n,), or (n, outcomes) where the head has several.
    """
    graph = GraphWriter(tensors, {name: divisors(size) for name, size in (sizes or {}).items()})
    hidden = graph.body(layers)
    _span_head(graph, hidden)
    _answers_head(graph, hidden, int(tensors["answers.bias"].shape[0]))
    graph.save("reader", path)


def write_sizes_graph(tensors: Tensors, layers: int, path: Path) -> None:
    """Writes the graph in float32 with what `write_graph` asks for as outputs, each under its matrix's name."""
    graph = GraphWriter(tensors)
    graph.body(layers)
    for layer in range(layers):
        for part in _PARTS:
            graph.output_sizes(f"layers.{layer}.{part}")
    graph.save("sizes", path)


def divisors(size: NDArray[np.float32]) -> NDArray[np.float32]:
    """What brings the largest channels down to the others: in this network one or two of each layer are ten times as
    large as the rest, for the special tokens alone, and would leave everything else few of 256 steps."""
    usual = np.quantile(size, 1 - _LARGE)
    return np.asarray(np.maximum(size / max(float(usual), 1e-6), 1), np.float32)


def _span_head(graph: GraphWriter, hidden: str) -> None:
    halves = graph.split(graph.linear("span", hidden), ["start3", "end3"])
    axis = graph.constant("last", np.array([2]))
    for name, half in zip(("start", "end"), halves, strict=True):
        graph.output(name, graph.node("Squeeze", [half, axis], name=f"span-{name}"), ["n", "length"])


def _answers_head(graph: GraphWriter, hidden: str, outcomes: int) -> None:
    first = graph.node("Gather", [hidden, graph.constant("first", np.array(0))], axis=1)
    logits = graph.linear("answers", graph.node("Tanh", [graph.linear("pool", first)]))
    if outcomes == 1:
        graph.output("answers", graph.node("Squeeze", [logits, "one"], name="answers-squeeze"), ["n"])
    else:
        graph.output("answers", logits, ["n", outcomes])
