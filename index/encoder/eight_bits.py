"""Which channels stay float32 where a network's matrices become 8 bits: the few that are far larger than the others.

In this network one or two channels of each layer are ten times as large as the rest, for the special tokens alone.
Quantized with the others they would leave these few of 256 steps (as LLM.int8() tells of larger networks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.graph import layer_matrices
from index.encoder.onnx_session import open_session
from index.encoder.packaged.words import WordTable

_APART = 0.01
"""The share of channels that stay float32; chosen by what 8 bits change in vectors and in the answerable logit. Twice
as many change a tenth less and cost 4 to 16 % more."""


def measured_sizes(
    path: Path, layers: int, words: WordTable, texts: Sequence[Sequence[int]]
) -> dict[str, NDArray[np.float32]]:
    """The largest that each channel gets of what a matrix is multiplied with, float32 (in,), by matrix, over some
    texts' ids: from the graph at `path`, which has them as outputs (`GraphWriter.output_sizes`)."""
    session = open_session(path)
    names = list(layer_matrices(layers))
    found = [session.run(names, {"embedded": words.embedded(np.array([ids]))}) for ids in texts]
    return {name: np.max(sizes, axis=0) for name, sizes in zip(names, zip(*found, strict=True), strict=True)}


def channels_apart(sizes: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.int64]]:
    """The channels that stay float32, int64 (few,), by matrix: the largest of each."""
    return {name: _largest(size) for name, size in sizes.items()}


def _largest(size: NDArray[np.float32]) -> NDArray[np.int64]:
    few = max(1, round(len(size) * _APART))
    return np.sort(np.argsort(-size)[:few]).astype(np.int64)
