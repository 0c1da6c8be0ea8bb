from __future__ import annotations

from pathlib import Path

import pytest

from corpus.types import Passage, Span
from index.errors import ModelError
from index.reader.onnx_reader import OnnxReader
from index.types import ScoredSpan


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


def test_each_sentence_has_a_best_answer_of_its_own_inside_it(folder: Path) -> None:
    text, starts = "Karin leder arbetet . Berg vem ? Karin .", (0, 22, 33)
    sentences = tuple(Span(start, end) for start, end in zip(starts, (*starts[1:], len(text)), strict=True))
    moved = tuple(Span(100 + one.start, 100 + one.end) for one in sentences)
    (reading,) = OnnxReader(folder).read("vem leder?", [Passage("b", (), text, 100, 100 + len(text), "", moved)])
    assert len(reading.in_sentences) == 3
    for sentence, found in zip(sentences, reading.in_sentences, strict=True):
        assert found is not None
        assert sentence.start <= found.span.start < found.span.end <= sentence.end
        assert found.score <= reading.span_score
        if sentence.start <= reading.span.start and reading.span.end <= sentence.end:
            assert found == ScoredSpan(reading.span, reading.span_score)


def test_a_sentence_behind_the_window_has_no_answer(folder: Path) -> None:
    text = "Karin . " * 300
    spans = (Span(0, 8), Span(len(text) - 8, len(text)))
    (reading,) = OnnxReader(folder).read("vem?", [Passage("b", (), text, 0, len(text), "", spans)])
    assert reading.in_sentences[0] is not None
    assert reading.in_sentences[1] is None


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


def test_an_english_question_is_read_with_the_swedish_words_for_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Who is in charge of the board meeting?"
    held, other = passage("Karin leder styrelsen ."), passage("Karin leder arbetet .")
    reader = OnnxReader(folder)
    plain = OnnxReader(folder)
    with_words = reader.read(asked, [held, other])
    monkeypatch.setattr("index.reader.onnx_reader.glosses", lambda *_: ())
    without = plain.read(asked, [held, other])
    assert with_words[0] != without[0]
    assert with_words[1] == without[1]


def test_a_text_longer_than_the_window_is_read_up_to_it(folder: Path) -> None:
    (reading,) = OnnxReader(folder).read("vem? " * 500, [passage("Karin Berg . " * 900, "Berg " * 300)])
    assert reading.span.end < 392 * 7


def test_a_folder_that_is_no_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxReader(tmp_path)
