"""The compiled encoder: batches, prompts, window, and the modules that it does without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder.compiled_model import DESCRIPTION, CompiledModel
from index.encoder.model_cache import open_encoder
from index.encoder.onnx_encoder import CompiledNetwork, batches, unit_rows
from index.encoder.packaged.words import LATIN, prepare_words
from index.encoder.protocol import Encoder
from index.errors import ModelError


@given(st.lists(st.integers(1, 40)), st.integers(1, 120))
def test_batches_hold_every_row_once_and_keep_the_budget(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(row for batch in found for row in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or max(lengths[row] for row in batch) * len(batch) <= budget


def test_rows_become_unit_length_and_zeros_stay() -> None:
    assert unit_rows(np.array([[3, 4], [0, 0]], np.float32)) == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))


def test_vectors_are_unit_rows_of_float32(real_encoder: Encoder) -> None:
    vectors = real_encoder.encode_passages(["Ett tåg går.", "A train leaves."])
    assert vectors.shape == (2, real_encoder.dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(real_encoder: Encoder) -> None:
    texts = ["kort", "Ett tåg går till norr. " * 30, "En mening av vanlig längd om ett tåg."]
    together = real_encoder.encode_passages(texts)
    alone = np.concatenate([real_encoder.encode_passages([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)


def test_a_question_lies_nearest_to_its_answer_across_languages(real_encoder: Encoder) -> None:
    question = real_encoder.encode_queries(["when does the train leave?"])[0]
    passages = real_encoder.encode_passages(["Tåget avgår klockan åtta.", "Kakan bakas med socker.", "Hunden är brun."])
    assert int(np.argmax(passages @ question)) == 0


def test_queries_and_passages_carry_different_prompts(real_encoder: Encoder) -> None:
    text = ["Tåget avgår klockan åtta."]
    assert float(real_encoder.encode_queries(text)[0] @ real_encoder.encode_passages(text)[0]) < 0.999


def test_own_prompts_change_vectors_and_name(real_encoder: Encoder, model_cache: Path) -> None:
    own = open_encoder(None, model_cache, query_prompt="fråga: ", passage_prompt="text: ")
    assert own.name != real_encoder.name
    cosine = float(own.encode_queries(["tåg"])[0] @ real_encoder.encode_queries(["tåg"])[0])
    assert cosine < 0.999


def test_what_lies_beyond_the_window_is_not_read(real_encoder: Encoder) -> None:
    long = "tåg " * 600
    whole, more = real_encoder.encode_passages([long, long + "kaka " * 600])
    assert float(whole @ more) == pytest.approx(1.0, abs=1e-5)


def test_tokens_are_counted_beyond_the_window_and_without_prompt(real_encoder: Encoder) -> None:
    one = real_encoder.count_tokens("tåg")
    assert real_encoder.count_tokens(" ".join(["tåg"] * 1000)) == 1000 * one > real_encoder.max_tokens


def test_no_texts_give_no_rows(real_encoder: Encoder) -> None:
    assert real_encoder.encode_queries([]).shape == (0, real_encoder.dim)


def test_progress_ends_at_the_total(real_encoder: Encoder) -> None:
    events: list[tuple[int, int]] = []
    real_encoder.encode_passages(["tåg " * length for length in range(1, 60)], lambda *event: events.append(event))
    assert events[-1] == (59, 59)
    assert [done for done, _ in events] == sorted(done for done, _ in events)


def test_a_question_is_encoded_without_torch_and_transformers(model_cache: Path, real_encoder: Encoder) -> None:
    script = (
        "import sys, pathlib\n"
        "from index.encoder.model_cache import open_encoder\n"
        f"open_encoder(None, pathlib.Path({str(model_cache)!r})).encode_queries(['tåg'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"torch", "transformers", "sentence_transformers", "scipy"}.isdisjoint(run.stdout.split())
    assert real_encoder.dim == 384


@pytest.mark.parametrize("content", ["{", "[]", '{"label": "m", "unknown": 1}', '{"label": "m", "format": 99}'])
def test_a_damaged_description_is_refused_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / DESCRIPTION).write_text(content)
    with pytest.raises(ModelError, match="remove the folder"):
        CompiledModel.read(tmp_path)


def test_a_damaged_tokenizer_or_graph_is_refused_with_the_remedy(tmp_path: Path, model_cache: Path) -> None:
    described = CompiledModel(label="m", dim=2, max_tokens=8)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer.*remove"):
        CompiledNetwork(tmp_path, described)
    shutil.copyfile(prepare_words(model_cache) / LATIN, tmp_path / "tokenizer.json")
    (tmp_path / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"compiled model.*remove"):
        CompiledNetwork(tmp_path, described)
