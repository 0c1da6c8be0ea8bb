"""Writes the reader as an ONNX graph: the encoder's body with heads of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.encoder.graph import GraphWriter, Tensors

OUTLIERS = frozenset(f"layers.{layer}.down" for layer in (0, 3, 4, 5))
"""Matrices that stay float32: a few large inputs would leave the rest of the scale to few of 256 steps. These four
account for four fifths of what 8 bits change in the answerable logit, and take a fifth more time."""

_PARTS = ("qkv", "out", "up", "down")


def write_graph(tensors: Tensors, layers: int, path: Path, *, eight_bits: bool) -> None:
    """Writes the graph; with `eight_bits` the layers' matrices are int8 and activations are quantized as they come.

    Inputs: `embedded` float32 (n, length, width), the word embeddings; `attention` int32 (n, length), 1 on tokens.
    Outputs: `start`, `end` float32 (n, length); `answers` float32 (n,), or (n, outcomes) where the head has several.
    """
    matrices = {f"layers.{layer}.{part}" for layer in range(layers) for part in _PARTS} - OUTLIERS
    graph = GraphWriter(tensors, matrices if eight_bits else ())
    hidden = graph.body(layers)
    _span_head(graph, hidden)
    _answers_head(graph, hidden, int(tensors["answers.bias"].shape[0]))
    graph.save("reader", path)


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
