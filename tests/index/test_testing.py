from __future__ import annotations

import math

import pytest

from index.testing import WordEncoder


def test_the_cosine_is_the_share_of_common_words() -> None:
    encoder = WordEncoder()
    query, passage = encoder.encode_queries(["green ferry"])[0], encoder.encode_passages(["The green train"])[0]
    assert float(query @ passage) == pytest.approx(1 / math.sqrt(2 * 3))


def test_what_was_asked_for_is_remembered() -> None:
    encoder = WordEncoder()
    encoder.encode_queries(["one"])
    encoder.encode_passages(["two", "three"])
    assert encoder.calls == [("one",), ("two", "three")]
