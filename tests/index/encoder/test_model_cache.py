"""Any sentence-transformers folder: compiled once, verified, or run as it is with the reason said."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from bot.cli.main import fvm
from index.encoder.model_cache import open_encoder
from index.encoder.onnx_encoder import OnnxEncoder
from index.encoder.packaged.question_encoder import questions_of
from index.encoder.protocol import Encoder
from index.errors import ModelError

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "train", "leaves", "a", "ferry", "sinks", "q", "p", ":")
TEXTS = ["the train leaves", "a ferry sinks", "the ferry leaves the train"]


def _body(folder: Path) -> None:
    """A BERT of one layer with random weights and a tokenizer of thirteen words."""
    import torch
    import transformers  # seconds, which every worker would lose that only collects this module

    tokenizer = Tokenizer(WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    fast.model_max_length = 32
    fast.save_pretrained(folder)
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=32, initializer_range=1.0,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Seconds, which every worker would lose that only collects this module.
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    body, whole = tmp_path_factory.mktemp("body"), tmp_path_factory.mktemp("model")
    _body(body)
    words = Transformer(str(body))
    pooling = Pooling(16, pooling_mode="cls")
    model = SentenceTransformer(modules=[words, pooling, Normalize()], prompts={"query": "q : ", "document": "p : "})
    model.save(str(whole))
    return whole


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def compiled(folder: Path, cache: Path) -> OnnxEncoder:
    encoder = open_encoder(str(folder), cache)
    assert isinstance(encoder, OnnxEncoder)
    return encoder


def test_a_compiled_model_gives_the_originals_vectors(folder: Path, compiled: OnnxEncoder) -> None:
    from index.encoder.sentence_encoder import SentenceEncoder  # as above

    plain = SentenceEncoder(str(folder))
    assert compiled.encode_passages(TEXTS) == pytest.approx(plain.encode_passages(TEXTS), abs=1e-4)
    assert compiled.encode_queries(TEXTS) == pytest.approx(plain.encode_queries(TEXTS), abs=1e-4)


def test_compiled_and_plain_say_the_same_of_themselves(folder: Path, compiled: OnnxEncoder) -> None:
    from index.encoder.sentence_encoder import SentenceEncoder  # as above

    plain = SentenceEncoder(str(folder))
    assert (compiled.name, compiled.dim, compiled.max_tokens) == (plain.name, plain.dim, plain.max_tokens)
    assert compiled.prompts == plain.prompts
    assert compiled.count_tokens("the train leaves") == plain.count_tokens("the train leaves") == 3


def test_the_models_own_prompts_are_taken(compiled: OnnxEncoder) -> None:
    assert (compiled.prompts.query, compiled.prompts.passage) == ("q : ", "p : ")


def test_a_second_opening_compiles_nothing_and_a_changed_folder_does(
    folder: Path, cache: Path, compiled: OnnxEncoder
) -> None:
    steps: list[int] = []

    def progress(done: int, total: int) -> None:
        steps.append(done * 100 // total)

    assert open_encoder(str(folder), cache, progress=progress).name == compiled.name
    assert steps == []
    added = folder / "added.md"
    added.write_text("touched")
    open_encoder(str(folder), cache, progress=progress)
    assert (steps[-1], steps) == (100, sorted(steps))
    # The folder is the one that the other tests have compiled again.
    added.unlink()
    steps.clear()
    assert open_encoder(str(folder), cache, progress=progress).name == compiled.name
    assert steps == []


def test_a_model_that_cannot_be_compiled_runs_as_it_is_and_the_log_says_why(
    folder: Path, cache: Path, compiled: OnnxEncoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from index.encoder.sentence_encoder import SentenceEncoder  # as above

    shutil.copytree(cache, tmp_path, dirs_exist_ok=True)
    for description in tmp_path.glob("compiled/*/encoder.json"):
        description.write_text(json.dumps(json.loads(description.read_text()) | {"failure": "it is too odd"}))
    with caplog.at_level(logging.WARNING, logger="index"):
        encoder = open_encoder(str(folder), tmp_path)
    assert isinstance(encoder, SentenceEncoder)
    assert "it is too odd" in caplog.text
    assert np.linalg.norm(encoder.encode_queries(TEXTS), axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_model_that_is_nowhere_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="leave the setting empty"):
        open_encoder(str(tmp_path / "nowhere"), tmp_path)
    assert list(tmp_path.glob("compiled/*/")) == []


def test_the_exported_folder_gives_the_vectors_that_are_searched_with(tmp_path: Path, real_encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer  # as above

    done = CliRunner().invoke(fvm, ["model", "export", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    loaded = SentenceTransformer(str(tmp_path / "out"), device="cpu")
    encode = questions_of(real_encoder)
    assert encode is not None
    questions = encode(TEXTS)
    passages = real_encoder.encode_passages(TEXTS)
    assert ((loaded.encode_query(TEXTS) * questions).sum(axis=1) > 0.9999).all()
    # Passages are embedded in 8 bits, which the exported folder knows nothing of.
    assert ((loaded.encode_document(TEXTS) * passages).sum(axis=1) > 0.999).all()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    again = CliRunner().invoke(fvm, ["model", "export", str(tmp_path / "out")])
    assert isinstance(again.exception, ModelError)
