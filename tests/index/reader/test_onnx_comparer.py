from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.graph import GraphWriter
from index.reader.graph import write_graph
from index.reader.onnx_comparer import OnnxComparer
from index.reader.onnx_reader import OnnxReader
from index.reader.windows import GRAPH
from index.types import Comparison, Excerpt
from tests.index.reader.conftest import SHAPES

OLDER = Excerpt("arbetet", "Karin leder arbetet .")


@pytest.fixture(scope="module")
def comparer(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxComparer:
    """A graph with three outcomes and random weights, over the small reader's words."""
    made = tmp_path_factory.mktemp("comparer")
    width = SHAPES["norm.weight"][0]
    shapes = SHAPES | {"answers.weight": (3, width), "answers.bias": (3,)}
    random = np.random.default_rng(5)
    tensors = {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes.items()}
    write_graph(GraphWriter(tensors), 1, made / GRAPH)
    return OnnxComparer(made, OnnxReader(folder).words)


def outcomes(one: Comparison) -> tuple[float, float, float]:
    return one.other, one.same, one.changed


def test_every_pair_gets_its_own_comparison_in_its_place(comparer: OnnxComparer) -> None:
    later = [Excerpt("", text) for text in ("Berg leder arbetet .", "Karin " * 90, "arbetet Karin", "Berg")]
    together = comparer.compare("vem leder?", [(OLDER, each) for each in later])
    for excerpt, one in zip(later, together, strict=True):
        (alone,) = comparer.compare("vem leder?", [(OLDER, excerpt)])
        assert outcomes(alone) == pytest.approx(outcomes(one), abs=1e-4)
        assert alone.span == one.span
        assert sum(outcomes(one)) == pytest.approx(1.0)
        assert 0 <= one.span.start < one.span.end <= len(excerpt.text)


def test_question_older_statement_and_both_contexts_are_read(comparer: OnnxComparer) -> None:
    seen = {
        outcomes(comparer.compare(question, [(Excerpt(context, text), Excerpt(above, "Berg leder ."))])[0])
        for question in ("vem?", "Karin?")
        for context in ("", "arbetet")
        for text in ("Karin leder .", "Berg leder .")
        for above in ("", "Karin")
    }
    assert len(seen) == 16


@pytest.mark.parametrize("text", ["", " ", "\N{ZERO WIDTH SPACE}"])
def test_a_later_text_without_words_is_compared_too(comparer: OnnxComparer, text: str) -> None:
    (one,) = comparer.compare("vem?", [(OLDER, Excerpt("", text))])
    assert one.span.start == one.span.end or text[one.span.start : one.span.end]


def test_nothing_to_compare_gives_nothing(comparer: OnnxComparer) -> None:
    assert comparer.compare("vem?", []) == []


def test_longer_texts_than_the_windows_are_read_up_to_them(comparer: OnnxComparer) -> None:
    long = Excerpt("Berg " * 300, "Karin Berg . " * 900)
    (one,) = comparer.compare("vem? " * 500, [(long, long)])
    assert one.span.end < 200 * 7
