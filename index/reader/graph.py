"""Writes the reader as an ONNX graph: the encoder's body with heads of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.encoder.graph import GraphWriter


def write_graph(graph: GraphWriter, layers: int, path: Path) -> None:
    """Writes the graph.

    Input: `embedded` float32 (n, length, width), the word embeddings of texts of one length.
    Outputs: `start`, `end` float32 (n, length); `answers` float32 (n,), or (n, outcomes) where the head has several.
    """
    hidden = graph.body(layers)
    _span_head(graph, hidden)
    _answers_head(graph, hidden)
    graph.save("reader", path)


def _span_head(graph: GraphWriter, hidden: str) -> None:
    halves = graph.split(graph.linear("span", hidden), ["start3", "end3"])
    axis = graph.constant("last", np.array([2]))
    for name, half in zip(("start", "end"), halves, strict=True):
        graph.output(name, graph.node("Squeeze", [half, axis], name=f"span-{name}"), ["n", "length"])


def _answers_head(graph: GraphWriter, hidden: str) -> None:
    first = graph.node("Gather", [hidden, graph.constant("first", np.array(0))], axis=1)
    logits = graph.linear("answers", graph.node("Tanh", [graph.linear("pool", first)]))
    outcomes = graph.rows("answers.bias")
    if outcomes == 1:
        graph.output("answers", graph.node("Squeeze", [logits, "one"], name="answers-squeeze"), ["n"])
    else:
        graph.output("answers", logits, ["n", outcomes])
