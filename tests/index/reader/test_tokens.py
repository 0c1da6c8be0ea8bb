from __future__ import annotations

from index.encoder.packaged.base_model import BOS, EOS
from index.reader.tokens import CONTEXT_TOKENS, QUESTION_TOKENS, WINDOW_TOKENS, assemble


def test_question_context_and_passage_stand_in_order_between_their_marks() -> None:
    read = assemble([10, 11], [20], [30, 31, 32])
    assert read.ids == (BOS, 10, 11, EOS, EOS, 20, 30, 31, 32, EOS)
    assert read.ids[read.first : read.first + read.length] == (30, 31, 32)


def test_the_longest_input_fits_the_body() -> None:
    read = assemble([10] * 999, [20] * 999, [30] * 999)
    assert len(read.ids) == QUESTION_TOKENS + CONTEXT_TOKENS + WINDOW_TOKENS + 4 <= 512
    assert read.length == WINDOW_TOKENS
