"""How probable a change is by all that is known of a quote and a later statement."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from bot.answering.answerer import Searcher
from bot.answering.changing.weighing import (
    FEATURES,
    WEIGHTS,
    ComparedPair,
    change_features,
    probability_of_change,
)
from bot.answering.choosing.extraction import Candidate
from corpus.types import Bulletin, Span
from index.types import Comparison

TEXTS = ("Bo Alm leder bygget.", "Cia Dal leder bygget.", "Fikat i bygget kostar tio kronor.")

Read = Callable[..., list[Candidate]]


@pytest.fixture
def read(make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]) -> Read:
    """A candidate of each of TEXTS, with these scores."""

    def candidates(*scores: float) -> list[Candidate]:
        pages = [
            make_page(text, str(number), title="Nytt", published=f"202{number}-03") for number, text in enumerate(TEXTS)
        ]
        hits = sorted(make_searcher(pages).search("bygget", top_k=9, language="sv"), key=lambda hit: hit.bulletin.id)
        return [
            Candidate(hit, Span(0, len(hit.bulletin.body)), score, score)
            for hit, score in zip(hits, scores, strict=True)
        ]

    return candidates


def comparison(changed: float, same: float = 0.0) -> Comparison:
    return Comparison(Span(0, 3), 1.0 - same - changed, same, changed)


def pair(candidates: Sequence[Candidate], changed: float = 0.6, *, place: int = 1, read: bool = True) -> ComparedPair:
    later = candidates[place]
    return ComparedPair(candidates, later.hit, later if read else None, comparison(changed, 0.1))


def test_a_change_is_the_likelier_the_better_the_later_statement_answers(read: Read) -> None:
    near, far = (probability_of_change(pair(read(0.6, score, 0.01))) for score in (0.35, 0.05))
    assert near > far


def test_a_change_is_the_likelier_the_surer_the_comparison_and_the_longer_the_time_between(read: Read) -> None:
    candidates = read(0.6, 0.3, 0.3)
    plain = probability_of_change(pair(candidates))
    assert probability_of_change(pair(candidates, 0.85)) > plain
    assert probability_of_change(pair(candidates, place=2)) > plain


def test_what_was_not_read_counts_as_hardly_answering(read: Read) -> None:
    candidates = read(0.6, 0.3, 0.05)
    seen, unseen = change_features(pair(candidates)), change_features(pair(candidates, read=False))
    assert seen["rival"] == pytest.approx(math.log(0.3 / 0.6))
    assert unseen["rival"] == pytest.approx(math.log(0.001 / 0.6))
    assert unseen["second"] == seen["second"]


def test_features_are_those_that_have_weights_and_finite_at_the_edges(read: Read) -> None:
    candidates = read(0.0, 0.0, 0.0)
    for changed in (0.0, 0.9):
        found = change_features(pair(candidates, changed))
        assert set(found) == set(FEATURES) == set(WEIGHTS) - {"intercept"}
        assert all(math.isfinite(value) for value in found.values())
    alone = ComparedPair(candidates[:1], candidates[1].hit, None, comparison(0.0))
    assert 0.0 <= probability_of_change(alone) <= 1.0
