"""Which channels stay float32 where a network's matrices become 8 bits: the few that are far larger than the others.

In this network one or two channels of each layer are ten times as large as the rest, for the special tokens alone.
Quantized with the others they would leave these few of 256 steps (as LLM.int8() tells of larger networks).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from index.encoder.graph import GraphWriter, layer_matrices
from index.encoder.onnx_session import open_session

_APART = 0.01
"""The share of channels that stay float32; chosen by what 8 bits change in vectors and in the answerable logit. Twice
as many change a tenth less and cost 4 to 16 % more."""


def channels_apart(
    graph: GraphWriter, layers: int, embedded: Iterable[NDArray[np.float32]], folder: Path
) -> dict[str, NDArray[np.int64]]:
    """The channels that stay float32, int64 (few,), by matrix: those that get the largest numbers in some texts.

    `graph` is a new one of the network in float32; `embedded` are the texts' word embeddings, each (1, length, width).
    Nothing is left in `folder`, which holds the graph meanwhile.
    """
    graph.body(layers)
    graph.output_sizes(layers)
    names = list(layer_matrices(layers))
    with TemporaryDirectory(dir=folder) as held:
        path = Path(held) / "sizes.onnx"
        graph.save("sizes", path)
        session = open_session(path)
        found = [session.run(names, {"embedded": each}) for each in embedded]
    return {name: _largest(np.max(sizes, axis=0)) for name, sizes in zip(names, zip(*found, strict=True), strict=True)}


def _largest(size: NDArray[np.float32]) -> NDArray[np.int64]:
    few = max(1, round(len(size) * _APART))
    return np.sort(np.argsort(-size)[:few]).astype(np.int64)
