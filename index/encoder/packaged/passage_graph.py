"""Writes the graph that embeds passages: 8 bits, tried against float32 on the spot."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.encoder.eight_bits import channels_apart, measured_sizes
from index.encoder.graph import GraphWriter, write_encoder_graph
from index.encoder.onnx_encoder import OnnxEncoder, PackagedNetwork
from index.encoder.packaged.base_model import GRAPH, packaged_description, weight_file
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
_PLAIN = "plain"
AGREEMENT = 0.999
"""The least cosine with float32 that 8 bits may give; the shipped weights give .9995 where products are exact."""


def write_passage_graph(words: WordTable, stage: Path, agreement: float = AGREEMENT) -> None:
    """Writes the graph into `stage`: of 8 bits, or of float32 where 8 bits give a lesser cosine with it than
    `agreement`, as on a processor that does not multiply them exactly.

    Raises ModelError where the base model is missing or altered.
    """
    source = read_quantized(weight_file())
    tensors, layers = base_tensors(source), source.shape.layers
    exact = GraphWriter(tensors, packed=packed_matrices(source))
    plain = stage / _PLAIN
    plain.mkdir()
    write_encoder_graph(exact, layers, plain / GRAPH, with_sizes=True)
    probes = PackagedNetwork(plain, words, packaged_description().max_tokens).tokens(_PROBES)
    apart = channels_apart(measured_sizes(plain / GRAPH, layers, words, probes))
    write_encoder_graph(GraphWriter(tensors, eight_bits=apart), layers, stage / GRAPH)
    if _least_cosine(plain, stage, words) < agreement:
        write_encoder_graph(GraphWriter(tensors, packed=packed_matrices(source)), layers, stage / GRAPH)
    shutil.rmtree(plain)


def _least_cosine(plain: Path, eight: Path, words: WordTable) -> float:
    model = packaged_description()
    exact, rounded = (
        OnnxEncoder(model, PackagedNetwork(folder, words, model.max_tokens)).encode_passages(_PROBES)
        for folder in (plain, eight)
    )
    return float((exact * rounded).sum(axis=1).min())
