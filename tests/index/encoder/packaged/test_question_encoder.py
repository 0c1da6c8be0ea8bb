from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from corpus.types import Bulletin
from index.encoder.model_cache import open_encoder
from index.encoder.onnx_encoder import unit_rows
from index.encoder.packaged.question_encoder import QuestionEncoder, questions_of, read_question_weights
from index.encoder.packaged.trained_weights import SHIPPED, SHIPPED_QUESTIONS
from index.encoder.protocol import Encoder
from index.errors import ModelError
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder

DIM = 384
QUESTIONS = ["Vem leder införandet?", "When does the design work resume after the summer break in the region?"]


class Pointing:
    """A network that reads nothing: every text becomes the same direction."""

    def __init__(self, direction: int) -> None:
        self._direction = direction

    def count(self, text: str) -> int:
        return len(text.split())

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [[0] * self.count(text) for text in texts]

    def runs(self, ids: Sequence[list[int]]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        for row in range(len(ids)):
            yield [row], 3 * np.eye(DIM, dtype=np.float32)[[self._direction]]


def test_a_questions_vector_is_moved_and_of_unit_length() -> None:
    change = np.zeros((DIM, DIM), np.float32)
    change[0, 1] = 1.0
    vectors = QuestionEncoder(Pointing(0), change, 0.2)(QUESTIONS)
    assert vectors[:, :2] == pytest.approx(np.sqrt(0.5))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)


def test_the_odds_are_even_at_the_cosine_that_stands_for_none() -> None:
    questions = QuestionEncoder(Pointing(0), np.zeros((DIM, DIM), np.float32), 0.2)
    assert questions.odds(0.2) == 0.0
    assert questions.odds(0.3) > 0 > questions.odds(0.1)


def test_the_shipped_one_reads_questions_in_other_ways_than_the_encoder_and_alone_as_among_others(
    real_encoder: Encoder,
) -> None:
    questions = questions_of(real_encoder)
    assert questions is not None
    together, alone = questions(QUESTIONS), np.concatenate([questions([one]) for one in QUESTIONS])
    assert (together * alone).sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert ((together * real_encoder.encode_queries(QUESTIONS)).sum(axis=1) < 0.99).all()


def test_with_other_prompts_the_encoder_reads_its_own_questions(real_encoder: Encoder, tmp_path: Path) -> None:
    from bot import settings

    other = open_encoder(None, settings.load().cache, query_prompt="fråga: ")
    assert questions_of(other) is None
    assert questions_of(WordEncoder()) is None


def test_what_is_missing_or_other_weights_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install the project again"):
        read_question_weights(tmp_path / "none.safetensors")
    (tmp_path / "damaged.safetensors").write_bytes(b"no tensors, but long enough to be read as some header")
    with pytest.raises(ModelError, match="install the project again"):
        read_question_weights(tmp_path / "damaged.safetensors")
    save_file({"map": np.zeros((DIM, 3), np.float16)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="format"):
        read_question_weights(tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="no weights of a questions' encoder"):
        read_question_weights(SHIPPED)
    assert read_question_weights(SHIPPED_QUESTIONS).label


def test_the_search_goes_by_the_questions_own_vectors_and_tells_the_odds(
    tmp_path: Path, make_bulletin: Callable[..., Bulletin]
) -> None:
    encoder = WordEncoder(dim=DIM)
    build([make_bulletin("one", "Boats sail."), make_bulletin("two", "Trains run.")], encoder, tmp_path)
    boats, trains = encoder.encode_queries(["boats", "trains"])

    class Turning(QuestionEncoder):
        def __init__(self) -> None:
            super().__init__(Pointing(0), np.zeros((DIM, DIM), np.float32), 0.5)

        def __call__(self, questions: Sequence[str]) -> NDArray[np.float32]:
            return unit_rows(np.stack([trains for _ in questions]))

    plain = Retriever(tmp_path, encoder).search("boats", 2)
    turned = Retriever(tmp_path, encoder, Turning()).search("boats", 2)
    assert max(plain, key=lambda hit: hit.dense).bulletin.id == "one"
    assert max(turned, key=lambda hit: hit.dense).bulletin.id == "two"
    assert [hit.odds for hit in plain] == [None, None]
    assert [hit.odds for hit in turned] == [pytest.approx((hit.dense - 0.5) / 0.02) for hit in turned]
    assert boats.shape == (DIM,)
