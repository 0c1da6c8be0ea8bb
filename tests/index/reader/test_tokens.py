from __future__ import annotations

from index.encoder.packaged_model import BOS, EOS, PAD
from index.reader.tokens import CONTEXT_TOKENS, QUESTION_TOKENS, WINDOW_TOKENS, assemble, pad


def test_question_context_and_passage_stand_in_order_between_their_marks() -> None:
    read = assemble([10, 11], [20], [30, 31, 32])
    assert read.ids == (BOS, 10, 11, EOS, EOS, 20, 30, 31, 32, EOS)
    assert read.ids[read.first : read.first + read.length] == (30, 31, 32)


def test_the_longest_input_fits_the_body() -> None:
    read = assemble([10] * 999, [20] * 999, [30] * 999)
    assert len(read.ids) == QUESTION_TOKENS + CONTEXT_TOKENS + WINDOW_TOKENS + 4 <= 512
    assert read.length == WINDOW_TOKENS


def test_padding_is_marked() -> None:
    ids, attention = pad([assemble([10], [], [30]), assemble([10], [20, 21], [30])])
    assert ids.shape == attention.shape == (2, 8)
    assert ids[0, -2:].tolist() == [PAD, PAD]
    assert attention.sum(axis=1).tolist() == [6, 8]
