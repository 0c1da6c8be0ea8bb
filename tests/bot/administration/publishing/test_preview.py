"""Pinned answers that the bulletins now speak against are told before publishing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.administration.pins import Pin, new_pin
from bot.administration.publishing.preview import contradictions
from bot.answering.answerer import Answerer, Searcher
from bot.answering.choosing.extraction import Extractor
from corpus.types import Bulletin, PartialDate

MakePage = Callable[..., Bulletin]
TODAY = datetime.date(2026, 11, 29)
ASKED = "Vem leder skolbygget?"


@pytest.fixture
def answerer(
    make_page: MakePage, make_searcher: Callable[[Sequence[Bulletin]], Searcher], extractor: Extractor
) -> Answerer:
    page = make_page("Bo Al leder skolbygget.\n\nBygget är i Kil.", "Skolbygget")
    return Answerer(make_searcher([replace(page, published=PartialDate(2026, 12, 1))]), extractor)


def pinned(text: str, made: datetime.date | None = TODAY, expires: datetime.date | None = None) -> Pin:
    return replace(new_pin(["Vad?", ASKED], text, [], "U1", expires), made=made)


def test_a_pin_is_contradicted_by_a_later_bulletin_with_another_value(answerer: Answerer) -> None:
    (found,) = contradictions([pinned("Anna Ek leder skolbygget.")], answerer, TODAY)
    assert found.question == ASKED
    assert found.answer.quote.startswith("Bo Al leder skolbygget.")


@pytest.mark.parametrize(
    "pin",
    [
        pinned("Bo Al leder skolbygget."),
        pinned("Anna Ek leder skolbygget.", made=datetime.date(2026, 12, 2)),
        pinned("Anna Ek leder skolbygget.", made=None),
        pinned("Anna Ek leder skolbygget.", expires=datetime.date(2026, 11, 1)),
        pinned("Fråga programkontoret."),
    ],
)
def test_the_same_value_a_newer_pin_and_an_expired_one_are_left_alone(answerer: Answerer, pin: Pin) -> None:
    assert not list(contradictions([pin], answerer, TODAY))
