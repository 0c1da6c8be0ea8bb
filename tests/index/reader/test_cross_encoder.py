"""Another cross-encoder judges the passages, with the spans of our own reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.types import Passage
from index.encoder.packaged.base_model import prepare_packaged
from index.errors import ModelError
from index.reader.model import prepare_reader
from index.reader.onnx_reader import OnnxReader

ASKED = "Vem leder bygget?"
PASSAGES = [Passage("a", (), text, 0, len(text), "Bygget") for text in ("Anna Ek leder bygget.", "Vädret är fint.")]


def a_model(folder: Path, base: Path, labels: int) -> Path:
    """An untrained cross-encoder of one narrow layer over our base model's words."""
    # Seconds, which every worker would lose that only collects this module.
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(3)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(base)
    shape = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        num_labels=labels,
    )  # fmt: skip
    BertForSequenceClassification(shape).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def own(model_cache: Path) -> OnnxReader:
    return OnnxReader(prepare_reader(model_cache))


def test_scores_are_the_other_models_and_spans_our_own(own: OnnxReader, model_cache: Path, tmp_path: Path) -> None:
    from index.reader.cross_encoder import CrossEncoderReader  # as above

    reader = CrossEncoderReader(str(a_model(tmp_path, prepare_packaged(model_cache), 1)), own)
    found, ours = reader.read(ASKED, PASSAGES), own.read(ASKED, PASSAGES)
    assert [one.span for one in found] == [one.span for one in ours]
    assert all(one.answerable == one.score for one in found)
    assert [one.score for one in found] != [one.score for one in ours]
    assert found[0].score != found[1].score
    assert reader.read(ASKED, []) == []
    assert reader.words is own.words


def test_a_model_with_several_scores_is_refused(own: OnnxReader, model_cache: Path, tmp_path: Path) -> None:
    from index.reader.cross_encoder import CrossEncoderReader  # as above

    folder = a_model(tmp_path, prepare_packaged(model_cache), 3)
    with pytest.raises(ModelError, match="gives 3 scores for a pair, wanted one"):
        CrossEncoderReader(str(folder), own)


def test_what_is_no_model_is_refused_with_what_to_give(own: OnnxReader, tmp_path: Path) -> None:
    from index.reader.cross_encoder import CrossEncoderReader  # as above

    with pytest.raises(ModelError, match="give a folder or a hub name"):
        CrossEncoderReader(str(tmp_path), own)
