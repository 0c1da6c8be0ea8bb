"""A bulletin has one age: in an answer, beside its quotes, in the timeline and in the report."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.administration.reporting.report import Asked, usage_report
from bot.answering.answerer import Answerer, Searcher
from bot.answering.as_json import answer_object
from bot.answering.choosing.extraction import Extractor
from bot.answering.types import NoticeKind
from corpus.types import Bulletin, PartialDate
from index.testing import WordEncoder

MakeSearcher = Callable[[Sequence[Bulletin]], Searcher]
QUESTION = "Vem leder kören?"


@pytest.fixture
def choir(make_page: Callable[..., Bulletin]) -> Bulletin:
    page = make_page("Ulla Öst leder kören.", "choir", title="Kören", published="2020-04")
    return replace(page, updated=PartialDate(2025, 2))


@pytest.mark.parametrize(("year", "old"), [(2025, False), (2027, True)])
def test_a_bulletin_of_2020_that_was_updated_in_2025_is_as_old_in_the_answer_as_in_the_report(
    choir: Bulletin, make_searcher: MakeSearcher, extractor: Extractor, year: int, old: bool
) -> None:
    today = datetime.date(year, 6, 1)
    answer = Answerer(make_searcher([choir]), extractor, today=lambda: today).answer(QUESTION)
    cited = Asked(0.0, 1.0, True, QUESTION, ("choir",), None)
    found = usage_report([cited], (), [choir], WordEncoder().encode_queries, today)
    assert answer.answers[0].citation.date == PartialDate(2025, 2)
    assert '"published": "2025-02"' in str(answer_object(answer)).replace("'", '"')
    assert (answer.notice is not None and answer.notice.kind is NoticeKind.OLD) is old
    assert bool(found.stale) is old


def test_an_updated_bulletin_is_newer_than_one_that_was_published_in_between(
    choir: Bulletin, make_page: Callable[..., Bulletin], make_searcher: MakeSearcher, extractor: Extractor
) -> None:
    between = make_page("Bo Alm leder kören.", "between", title="Kören", published="2023-01")
    answerer = Answerer(make_searcher([between, choir]), extractor, today=lambda: datetime.date(2025, 6, 1))
    answer = answerer.answer(QUESTION)
    assert [quoted.citation.bulletin_id for quoted in answer.answers] == ["choir"]
    assert [(value.text, value.citation.bulletin_id) for value in answer.answers[0].before] == [("Bo Alm", "between")]
