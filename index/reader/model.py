"""Makes the reader's model once, in a cache folder: graph, word embeddings and tokenizer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx_session import open_session
from index.encoder.packaged_model import FOLDER, build_tokenizer, weight_file
from index.encoder.prepared_folder import prepare_once
from index.encoder.quantized_weights import QuantizedFile, base_tensors, read_quantized
from index.reader.graph import write_graph
from index.reader.weights import SHIPPED, SHIPPED_SUCCESSION, ReaderWeights, Tensors, read_weights
from index.types import Progress, unheard

FORMAT = 3
GRAPH, WORDS, TOKENIZER = "reader.onnx", "words.npy", "tokenizer.json"


_STEPS = 5
_PLAIN = "plain.onnx"
_DRIFT = 0.35
"""How far, in standard deviations, the 8-bit logits may lie from the float32 ones before float32 is kept."""


def prepare_reader(cache: Path, weights: Path = SHIPPED, progress: Progress | None = None) -> Path:
    """The folder of the reader's model under `cache`, written on the first call (about ten seconds, 100 MB).

    `progress` is called with (steps done, steps in all). The folder appears by one rename. Raises ModelError where
    the shipped weights or the base model are missing, altered or not made for each other, or the disk refuses.
    """
    folder = cache / "readers" / f"{FOLDER}-{_stamp(weights)}-f{FORMAT}"
    return prepare_once(folder, "the reader", lambda stage: _write(weights, stage, progress or unheard))


def prepare_comparer(cache: Path, weights: Path = SHIPPED_SUCCESSION, progress: Progress | None = None) -> Path:
    """As `prepare_reader`, for what compares an older statement with a later passage: the graph alone (30 MB).

    It shares the reader's words and tokenizer.
    """
    folder = cache / "readers" / f"{FOLDER}-{_stamp(weights)}-f{FORMAT}"
    heard = progress or unheard
    return prepare_once(
        folder,
        "the comparer",
        lambda stage: _write_graph(read_weights(weights), read_quantized(weight_file()), stage, heard),
    )


def _stamp(weights: Path) -> str:
    if not weights.is_file():
        read_weights(weights)  # raises with the remedy
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _write(weights: Path, stage: Path, progress: Progress) -> None:
    trained = read_weights(weights)
    source = read_quantized(weight_file())
    np.save(stage / WORDS, packed_words(source))
    build_tokenizer(source).save(str(stage / TOKENIZER), pretty=False)
    progress(1, _STEPS)
    _write_graph(trained, source, stage, progress)


def _write_graph(trained: ReaderWeights, source: QuantizedFile, stage: Path, progress: Progress) -> None:
    progress(2, _STEPS)
    tensors = trained.applied(base_tensors(source))
    progress(3, _STEPS)
    write_graph(tensors, source.shape.layers, stage / GRAPH, eight_bits=True)
    write_graph(tensors, source.shape.layers, stage / _PLAIN, eight_bits=False)
    progress(4, _STEPS)
    _keep_the_true_one(stage, tensors)
    progress(_STEPS, _STEPS)


def packed_words(source: QuantizedFile) -> NDArray[np.uint8]:
    """The word embeddings as they are stored, uint8 (vocabulary, bytes a row): a seventh of their float32 size."""
    _, _, _, offset, size = next(entry for entry in source.directory if entry[0] == "emb.word")
    return np.frombuffer(source.content, np.uint8, size, offset).reshape(source.shape.vocabulary, -1)


def _keep_the_true_one(stage: Path, tensors: Tensors) -> None:
    """Not every processor multiplies 8-bit numbers exactly: where the answers drift, the float32 graph stays."""
    width = len(tensors["norm.weight"])
    generator = np.random.default_rng(0)
    fed = {
        "embedded": generator.normal(0, 0.05, (4, 48, width)).astype(np.float32),
        "attention": np.ones((4, 48), np.int32),
    }
    plain, eight = (_first_output(stage / name, fed) for name in (_PLAIN, GRAPH))
    drift = float(np.abs(plain - eight).mean() / max(float(plain.std()), 1e-6))
    if drift > _DRIFT:
        (stage / _PLAIN).replace(stage / GRAPH)
    else:
        (stage / _PLAIN).unlink()


def _first_output(path: Path, fed: Mapping[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    return np.asarray(open_session(path).run(["start"], fed)[0], np.float32)
