from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.types import Passage
from index.errors import ModelError
from index.reader.graph import write_graph
from index.reader.model import GRAPH, TOKENIZER, WORDS
from index.reader.onnx_reader import OnnxReader

WIDTH = 96
VOCABULARY = ["<s>", "<pad>", "</s>", "<unk>", "query", ":", "vem", "leder", "Karin", "Berg", "arbetet", ".", "?"]


def passage(text: str, context: str = "") -> Passage:
    return Passage("b", (), text, 0, len(text), context)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader of one layer with random weights: it knows nothing, but everything about it is real."""
    made = tmp_path_factory.mktemp("reader")
    random = np.random.default_rng(4)
    write_graph(
        {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in SHAPES.items()},
        1,
        made / GRAPH,
        eight_bits=False,
    )
    scales = np.full((len(VOCABULARY), WIDTH // 32, 1), 0.1, "<f2").view(np.uint8)
    nibbles = random.integers(0, 256, (len(VOCABULARY), WIDTH // 32, 16), np.uint8)
    np.save(made / WORDS, np.concatenate([scales, nibbles], axis=2).reshape(len(VOCABULARY), -1))
    tokenizer = Tokenizer(models.WordLevel({piece: row for row, piece in enumerate(VOCABULARY)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(made / TOKENIZER))
    return made


SHAPES = {
    "positions.weight": (512, WIDTH), "types.weight": (2, WIDTH), "norm.weight": (WIDTH,), "norm.bias": (WIDTH,),
    "layers.0.qkv.weight": (3 * WIDTH, WIDTH), "layers.0.qkv.bias": (3 * WIDTH,),
    "layers.0.out.weight": (WIDTH, WIDTH), "layers.0.out.bias": (WIDTH,),
    "layers.0.norm1.weight": (WIDTH,), "layers.0.norm1.bias": (WIDTH,),
    "layers.0.up.weight": (4 * WIDTH, WIDTH), "layers.0.up.bias": (4 * WIDTH,),
    "layers.0.down.weight": (WIDTH, 4 * WIDTH), "layers.0.down.bias": (WIDTH,),
    "layers.0.norm2.weight": (WIDTH,), "layers.0.norm2.bias": (WIDTH,),
    "span.weight": (2, WIDTH), "span.bias": (2,), "pool.weight": (WIDTH, WIDTH), "pool.bias": (WIDTH,),
    "answers.weight": (1, WIDTH), "answers.bias": (1,),
}  # fmt: skip


def test_every_passage_gets_a_reading_in_its_place(folder: Path) -> None:
    texts = ["Karin Berg leder arbetet.", "arbetet", "Karin " * 90 + ".", "Berg leder Karin . arbetet ?"]
    together = OnnxReader(folder).read("vem leder arbetet?", [passage(text, "arbetet") for text in texts])
    for text, reading in zip(texts, together, strict=True):
        (alone,) = OnnxReader(folder).read("vem leder arbetet?", [passage(text, "arbetet")])
        assert alone.span == reading.span
        assert alone.score == pytest.approx(reading.score, abs=1e-3)
        assert 0 <= reading.span.start < reading.span.end <= len(text)
        assert text[reading.span.start : reading.span.end].strip() == text[reading.span.start : reading.span.end]


def test_no_passages_give_no_readings(folder: Path) -> None:
    assert OnnxReader(folder).read("vem?", []) == []


@pytest.mark.parametrize("text", ["", "   ", "\N{ZERO WIDTH SPACE}"])
def test_a_passage_without_words_has_no_span(folder: Path, text: str) -> None:
    (reading,) = OnnxReader(folder).read("vem leder?", [passage(text)])
    assert reading.span.start == reading.span.end or text[reading.span.start : reading.span.end]


def test_question_and_context_change_the_score(folder: Path) -> None:
    reader = OnnxReader(folder)
    scores = {
        reader.read(question, [passage("Karin leder arbetet .", context)])[0].score
        for question in ("vem leder?", "Karin?")
        for context in ("", "Berg")
    }
    assert len(scores) == 4


def test_a_text_longer_than_the_window_is_read_up_to_it(folder: Path) -> None:
    (reading,) = OnnxReader(folder).read("vem? " * 500, [passage("Karin Berg . " * 900, "Berg " * 300)])
    assert reading.span.end < 392 * 7


def test_a_folder_that_is_no_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxReader(tmp_path)
