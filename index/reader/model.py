"""Makes the reader's model once, in a cache folder: its graph, over the words that it shares with the encoder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx_session import open_session
from index.encoder.packaged_model import FOLDER, weight_file
from index.encoder.prepared_folder import prepare_once
from index.encoder.quantized_weights import base_tensors, read_quantized
from index.encoder.words import prepare_words
from index.reader.weights import SHIPPED, SHIPPED_SUCCESSION, Tensors, read_weights
from index.types import Progress, unheard

FORMAT = 4
GRAPH = "reader.onnx"

_STEPS = 4
_PLAIN = "plain"
_DRIFT = 0.35
"""How far, in standard deviations, the 8-bit logits may lie from the float32 ones before float32 is kept."""


def prepare_reader(cache: Path, weights: Path = SHIPPED, progress: Progress | None = None) -> Path:
    """The folder of the reader's graph under `cache`, written on the first call (some seconds, 30 MB) with the words
    that it shares with the encoder.

    `progress` is called with (steps done, steps in all). The folder appears by one rename. Raises ModelError where
    the shipped weights or the base model are missing, altered or not made for each other, or the disk refuses.
    """
    folder = _folder(cache, weights)
    prepare_words(cache)
    return prepare_once(folder, "the reader", lambda stage: _write(weights, stage, progress or unheard))


def prepare_comparer(cache: Path, weights: Path = SHIPPED_SUCCESSION, progress: Progress | None = None) -> Path:
    """As `prepare_reader`, for what compares an older statement with a later passage: the graph alone (30 MB)."""
    folder = _folder(cache, weights)
    return prepare_once(folder, "the comparer", lambda stage: _write(weights, stage, progress or unheard))


def _folder(cache: Path, weights: Path) -> Path:
    return cache / "readers" / f"{FOLDER}-{_stamp(weights)}-f{FORMAT}"


def _stamp(weights: Path) -> str:
    if not weights.is_file():
        read_weights(weights)  # raises with the remedy
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _write(weights: Path, stage: Path, progress: Progress) -> None:
    # Imported here alone: it brings onnx, which nothing needs that only opens a graph.
    from index.reader.graph import write_graph

    trained = read_weights(weights)
    source = read_quantized(weight_file())
    progress(1, _STEPS)
    tensors = trained.applied(base_tensors(source))
    progress(2, _STEPS)
    (stage / _PLAIN).mkdir()
    write_graph(tensors, source.shape.layers, stage / GRAPH, eight_bits=True)
    write_graph(tensors, source.shape.layers, stage / _PLAIN / GRAPH, eight_bits=False)
    progress(3, _STEPS)
    _keep_the_true_one(stage, tensors)
    progress(_STEPS, _STEPS)


def _keep_the_true_one(stage: Path, tensors: Tensors) -> None:
    """Not every processor multiplies 8-bit numbers exactly: where the answers drift, the float32 graph stays."""
    width = len(tensors["norm.weight"])
    generator = np.random.default_rng(0)
    fed = {
        "embedded": generator.normal(0, 0.05, (4, 48, width)).astype(np.float32),
        "attention": np.ones((4, 48), np.int32),
    }
    plain, eight = (_first_output(folder / GRAPH, fed) for folder in (stage / _PLAIN, stage))
    drift = float(np.abs(plain - eight).mean() / max(float(plain.std()), 1e-6))
    if drift > _DRIFT:
        for path in (stage / _PLAIN).iterdir():
            path.replace(stage / path.name)
    shutil.rmtree(stage / _PLAIN)


def _first_output(path: Path, fed: Mapping[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    return np.asarray(open_session(path).run(["start"], fed)[0], np.float32)
