from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.answering.answerer import Searcher
from bot.answering.changing.likeness import (
    FEATURES,
    LEAST_COMPARED,
    MOST,
    WEIGHTS,
    likeliest,
    likeness_features,
)
from corpus.types import Bulletin
from index.types import Hit

QUESTION = "Vem leder bygget av bron i Vik?"
QUOTE = "Bo Alm leder bygget av bron i Vik."

Find = Callable[..., list[Hit]]


@pytest.fixture
def find(make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]) -> Find:
    def found(*texts: str) -> list[Hit]:
        pages = [make_page(text, str(number), title="Nytt") for number, text in enumerate(texts)]
        hits = make_searcher(pages).search(QUESTION, top_k=9, language="sv")
        return sorted(hits, key=lambda hit: hit.bulletin.id)

    return found


def ordered(hits: Sequence[Hit], most: int = MOST) -> list[str]:
    found = likeliest(QUOTE, hits, max(hit.score for hit in hits), most)
    return [hit.bulletin.id for hit in found]


def test_what_repeats_the_quotes_words_is_likelier_than_what_only_fits_the_question(find: Find) -> None:
    hits = find("Vem leder? Ring växeln.", "Cia Dal leder nu bygget av bron, som Bo Alm gjorde.", "Kaffet är gratis.")
    assert ordered(hits)[0] == "1"


def test_words_in_one_sentence_count_for_more_than_words_all_over_the_passage(find: Find) -> None:
    hits = find("Alm är ett träd. Bron är röd. Bygget står. I Vik regnar det.", "Bygget av bron i Vik är Alms.")
    spread, together = likeness_features(QUOTE, hits, 1.0)
    assert spread["share"] >= together["share"]
    assert spread["sentence_share"] < together["sentence_share"]


def test_only_the_likely_ones_are_given_and_at_most_so_many(find: Find) -> None:
    others = [f"Kaffet på plats {number} är gratis." for number in range(5)]
    hits = find(*others, QUOTE, "Bo Alm leder bygget av bron i Vik än.", "Bygget av bron i Vik leds av Bo Alm.")
    assert set(ordered(hits)) == {"5", "6", "7"}
    assert len(ordered(hits, most=1)) == 1
    assert len(ordered(hits[:5])) == LEAST_COMPARED
    assert len(ordered(hits[:4])) == 4


def test_a_quote_without_words_of_its_own_is_compared_by_the_search_alone(find: Find) -> None:
    hits = find("Bygget av bron i Vik.", "Kaffet är gratis.")
    features = likeness_features("Det är så.", hits, 1.0)
    assert {each["share"] for each in features} == {0.0}
    assert likeness_features(QUOTE, [], 1.0) == []


def test_the_weights_are_of_the_features_that_there_are() -> None:
    assert set(WEIGHTS) == {"intercept", *FEATURES}
