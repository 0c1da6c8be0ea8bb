"""What embeds passages: 8 bits, or float32 on a processor that gives other vectors with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.onnx_encoder import OnnxEncoder, PackagedNetwork
from index.encoder.packaged.base_model import GRAPH, packaged_description
from index.encoder.packaged.passage_graph import AGREEMENT, write_graphs
from index.encoder.packaged.words import prepare_words, shared_words
from index.encoder.protocol import Encoder

TEXTS = (
    "Tidplan\nProvdriften börjar den 3 mars och pågår i sex veckor vid två vårdcentraler.",
    "The pilot starts on 3 March.",
    "nej",
    "Ort | Dag\nSkövde | 3 mars\nBorås | 17 mars",
    "Utbildningen är två timmar lång och hålls digitalt. " * 20,
)


@pytest.fixture(scope="module")
def exact(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    """The encoder as it is written where no agreement is good enough."""
    folder = tmp_path_factory.mktemp("exact")
    words = shared_words(prepare_words(model_cache))
    write_graphs(words, folder, agreement=1.1)
    assert {path.name for path in folder.iterdir()} == {GRAPH, "encoder.bin"}
    return OnnxEncoder(packaged_description(), PackagedNetwork(folder / GRAPH, words, 512))


def test_eight_bits_turn_a_passage_by_less_than_they_are_allowed_to(real_encoder: Encoder, exact: OnnxEncoder) -> None:
    cosines = (real_encoder.encode_passages(TEXTS) * exact.encode_passages(TEXTS)).sum(axis=1)
    assert cosines.min() > AGREEMENT
    assert cosines.max() < 0.99999  # they are other numbers, so 8 bits were in use


def test_what_is_like_what_stays_so(real_encoder: Encoder, exact: OnnxEncoder) -> None:
    ours, theirs = real_encoder.encode_passages(TEXTS), exact.encode_passages(TEXTS)
    assert np.abs(ours @ ours.T - theirs @ theirs.T).max() < 0.01


def test_passages_side_by_side_get_the_very_vectors_that_each_gets_alone(real_encoder: Encoder) -> None:
    together = real_encoder.encode_passages(TEXTS * 3)
    alone = np.concatenate([real_encoder.encode_passages([text]) for text in TEXTS])
    assert np.array_equal(together, np.tile(alone, (3, 1)))


def test_what_is_asked_is_read_in_float32(real_encoder: Encoder, exact: OnnxEncoder) -> None:
    assert real_encoder.encode_queries(TEXTS) == pytest.approx(exact.encode_queries(TEXTS), abs=1e-6)
