"""Makes the reader's model once, in a cache folder: its graph, over the words that it shares with the encoder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder.packaged.base_model import FOLDER, weight_file
from index.encoder.packaged.quantized_weights import base_tensors, read_quantized
from index.encoder.packaged.trained_weights import (
    SHIPPED,
    SHIPPED_SUCCESSION,
    TrainedWeights,
    read_weights,
    weights_digest,
)
from index.encoder.packaged.words import WordTable, prepare_words, shared_words
from index.encoder.prepared_folder import prepare_once
from index.errors import ModelError
from index.reader.probes import probe_windows
from index.reader.tokens import ReaderInput
from index.reader.windows import GRAPH, WindowScorer
from index.types import Progress, unheard

FORMAT = 7

_STEPS = 5
_PLAIN = "plain"
_DRIFT = 0.35
"""How far, in standard deviations, the 8-bit logits may lie from the float32 ones before float32 is kept."""


def prepare_reader(cache: Path, weights: Path = SHIPPED, progress: Progress | None = None) -> Path:
    """The folder of the reader's graph under `cache`, written on the first call (some seconds, 30 MB) with the words
    that it shares with the encoder.

    `progress` is called with (steps done, steps in all). The folder appears by one rename. Raises ModelError where
    the shipped weights or the base model are missing, altered or not made for each other, or the disk refuses.
    """
    return _prepared(cache, weights, "the reader", progress or unheard)


def prepare_comparer(cache: Path, weights: Path = SHIPPED_SUCCESSION, progress: Progress | None = None) -> Path:
    """As `prepare_reader`, for what compares an older statement with a later passage: the graph alone (30 MB)."""
    return _prepared(cache, weights, "the comparer", progress or unheard)


def _prepared(cache: Path, weights: Path, what: str, progress: Progress) -> Path:
    folder = _folder(cache, weights)
    words = prepare_words(cache)
    return prepare_once(folder, what, lambda stage: _write(weights, shared_words(words), stage, progress))


def _folder(cache: Path, weights: Path) -> Path:
    return cache / "readers" / f"{FOLDER}-{_stamp(weights)}-f{FORMAT}"


def _stamp(weights: Path) -> str:
    if not weights.is_file():
        _read(weights)  # raises with the remedy
    return weights_digest(weights)[:16]


def _read(weights: Path) -> TrainedWeights:
    try:
        return read_weights(weights)
    except ModelError as error:
        raise ModelError(f"{error}, or set FVM_READER=none to answer without the reader") from error


def _write(weights: Path, words: WordTable, stage: Path, progress: Progress) -> None:
    # Imported here alone: it brings onnx, which nothing needs that only opens a graph.
    from index.encoder.eight_bits import channels_apart
    from index.encoder.graph import GraphWriter
    from index.reader.graph import write_graph

    trained = _read(weights)
    source = read_quantized(weight_file())
    progress(1, _STEPS)
    tensors, layers = trained.applied(base_tensors(source)), source.shape.layers
    progress(2, _STEPS)
    plain = stage / _PLAIN
    plain.mkdir()
    probes = probe_windows(words)
    embedded = (words.embedded(np.array([one.ids])) for one in probes)
    apart = channels_apart(GraphWriter(tensors), layers, embedded, plain)
    progress(3, _STEPS)
    write_graph(GraphWriter(tensors, eight_bits=apart), layers, stage / GRAPH)
    write_graph(GraphWriter(tensors), layers, plain / GRAPH)
    progress(4, _STEPS)
    _keep_the_true_one(stage, words, probes)
    progress(_STEPS, _STEPS)


def _keep_the_true_one(stage: Path, words: WordTable, probes: Sequence[ReaderInput]) -> None:
    """Not every processor multiplies 8-bit numbers exactly: where the answers drift, the float32 graph stays."""
    plain, eight = (np.concatenate([one.start for one in WindowScorer(folder, words).score(probes)])
                    for folder in (stage / _PLAIN, stage))  # fmt: skip
    drift = float(np.abs(plain - eight).mean() / max(float(plain.std()), 1e-6))
    if drift > _DRIFT:
        for path in (stage / _PLAIN).glob(f"{Path(GRAPH).stem}.*"):
            path.replace(stage / path.name)
    shutil.rmtree(stage / _PLAIN)
