"""Writes the packaged encoder's graphs: in float32, and for passages in 8 bits, tried against float32 on the spot."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.encoder.eight_bits import channels_apart
from index.encoder.graph import GraphWriter, write_encoder_graph
from index.encoder.onnx_encoder import OnnxEncoder, PackagedNetwork
from index.encoder.packaged.base_model import GRAPH, PASSAGE_GRAPH, packaged_description, weight_file
from index.encoder.packaged.quantized_weights import base_tensors, packed_matrices, read_quantized
from index.encoder.packaged.words import WordTable

_PROBES = (
    "Byggstart, mars 2021\nKarin Berg är projektledare sedan den 1 mars. Hon leder en styrgrupp på sju personer.",
    "Biblioteket öppnar måndagen den 14 augusti 2023 kl. 10.00, tre veckor senare än sagt, och kostar 42,5 mkr.",
    "Plan 1 | 120 platser | 35 datorer\nPlan 2 | 64 platser | 0\nFrågor: 010-123 45 67, info@example.org.",
    "The opening has been put off until 2 October because of the heating.",
    "ja",
    "En längre text om ett införande som har flera delar, flera datum och flera som ansvarar. " * 8,
)
AGREEMENT = 0.999
"""The least cosine with float32 that 8 bits may give; the shipped weights give .9995 where products are exact."""


def write_graphs(words: WordTable, stage: Path, agreement: float = AGREEMENT) -> None:
    """Writes into `stage` the encoder's graph, reckoned in float32, and that of 8 bits for passages: not this where it
    gives a lesser cosine than `agreement`, as on a processor that does not multiply 8 bits exactly.

    Raises ModelError where the base model is missing or altered.
    """
    source = read_quantized(weight_file())
    tensors, packed, layers = base_tensors(source), packed_matrices(source), source.shape.layers
    write_encoder_graph(GraphWriter(tensors, packed=packed), layers, stage / GRAPH)
    probes = [words.embedded(np.array([ids])) for ids in _network(stage / GRAPH, words).tokens(_PROBES)]
    apart = channels_apart(GraphWriter(tensors, packed=packed), layers, probes, stage)
    write_encoder_graph(GraphWriter(tensors, eight_bits=apart), layers, stage / PASSAGE_GRAPH)
    if _least_cosine(stage, words) < agreement:
        for path in stage.glob(f"{Path(PASSAGE_GRAPH).stem}.*"):
            path.unlink()


def _network(graph: Path, words: WordTable) -> PackagedNetwork:
    return PackagedNetwork(graph, words, packaged_description().max_tokens)


def _least_cosine(folder: Path, words: WordTable) -> float:
    exact, rounded = (
        OnnxEncoder(packaged_description(), _network(folder / name, words)).encode_passages(_PROBES)
        for name in (GRAPH, PASSAGE_GRAPH)
    )
    return float((exact * rounded).sum(axis=1).min())
