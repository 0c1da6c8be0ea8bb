from __future__ import annotations

from pathlib import Path

import pytest

from corpus.types import Passage
from index.errors import ModelError
from index.reader.onnx_reader import OnnxReader


def passage(text: str, context: str = "") -> Passage:
    return Passage("b", (), text, 0, len(text), context)


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
