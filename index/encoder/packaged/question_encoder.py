"""Turns a question into the vector that is searched with: the packaged encoder, trained for its questions alone.

Passages keep the vectors of the encoder as it is, so that no index is built anew for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.compiled_model import CompiledModel
from index.encoder.onnx_encoder import Network, OnnxEncoder, PackagedNetwork, unit_rows
from index.encoder.packaged.base_model import FOLDER, GRAPH, packaged_description, weight_file
from index.encoder.packaged.quantized_weights import base_tensors, packed_matrices, read_quantized
from index.encoder.packaged.trained_weights import SHIPPED_QUESTIONS, TrainedWeights, read_weights, weights_digest
from index.encoder.packaged.words import WordTable, open_table
from index.encoder.prepared_folder import prepare_once
from index.encoder.protocol import Encoder
from index.errors import ModelError
from index.types import Vectors

FORMAT = 3
"""Of the folder with the graph, and with what stands beside the network: the weights need not be unpacked again."""
TEMPERATURE = 0.02
"""What a cosine is divided by, in training, to become the logarithm of odds."""

CHANGE = "map"
"""What the weights call the change to a question's vector."""
_NOTHING = "nothing"


class QuestionEncoder:
    """Vectors of questions, to be compared with the vectors that the packaged encoder gives passages and sentences.

    Each is what the trained network makes of a question, q, moved to q + q @ `change`, of unit length again; `change`
    is float32 (dim, dim). `nothing` is the cosine that stood for "no passage answers" among those of all passages.
    """

    def __init__(self, network: Network, change: NDArray[np.float32], nothing: float) -> None:
        self._encoder = OnnxEncoder(packaged_description(), network)
        self._change = change
        self._nothing = nothing

    def __call__(self, questions: Sequence[str]) -> Vectors:
        """float32 (n, dim), rows of unit length."""
        vectors = self._encoder.encode_queries(questions)
        return unit_rows(vectors + vectors @ self._change)

    def odds(self, cosine: float) -> float:
        """The logarithm of the odds of a passage against none, for the cosine of a question with it."""
        return (cosine - self._nothing) / TEMPERATURE


class PackagedEncoder(OnnxEncoder):
    """The default model, and what turns questions into the vectors that are searched with."""

    def __init__(self, model: CompiledModel, network: Network, passages: Network, questions: QuestionEncoder) -> None:
        super().__init__(model, network, passages=passages)
        self.questions = questions


def questions_of(encoder: Encoder) -> QuestionEncoder | None:
    """What turns questions into vectors where it was trained for this encoder; None leaves it to the encoder."""
    return encoder.questions if isinstance(encoder, PackagedEncoder) else None


def open_questions(cache: Path, words: WordTable, weights: Path = SHIPPED_QUESTIONS) -> QuestionEncoder:
    """The questions' encoder of these weights; its graph is written under `cache` the first time, in some seconds.

    Raises ModelError where they or the base model are missing, altered or not made for each other.
    """
    if not weights.is_file():
        read_question_weights(weights)  # raises with the remedy
    folder = cache / "compiled" / f"questions-{FOLDER}-{weights_digest(weights)[:16]}-f{FORMAT}"
    prepare_once(folder, "the questions' model", lambda stage: _write(read_question_weights(weights), stage))
    network = PackagedNetwork(folder / GRAPH, words, packaged_description().max_tokens)
    change, nothing = (open_table(folder / f"{name}.npy") for name in (CHANGE, _NOTHING))
    return QuestionEncoder(network, change, float(nothing[0]))


def read_question_weights(path: Path) -> TrainedWeights:
    """Weights with what a questions' encoder has beside its network. Raises ModelError as `read_weights`."""
    trained = read_weights(path)
    dim = packaged_description().dim
    shapes = {CHANGE: (dim, dim), _NOTHING: (1,)}
    if any(name not in trained.changes or trained.changes[name].shape != shape for name, shape in shapes.items()):
        raise ModelError(f"{path} holds no weights of a questions' encoder; install the project again")
    return trained


def _write(trained: TrainedWeights, stage: Path) -> None:
    # Imported here alone: it brings onnx, which nothing needs that only opens a graph.
    from index.encoder.graph import GraphWriter, write_encoder_graph

    source = read_quantized(weight_file())
    tensors, adapters = trained.applied(base_tensors(source)), trained.adapters()
    packed = {name: one for name, one in packed_matrices(source).items() if f"{name}.weight" not in trained.changes}
    graph = GraphWriter(tensors, packed=packed, adapters=adapters)
    write_encoder_graph(graph, source.shape.layers, stage / GRAPH)
    for name in (CHANGE, _NOTHING):
        np.save(stage / f"{name}.npy", trained.changes[name])
