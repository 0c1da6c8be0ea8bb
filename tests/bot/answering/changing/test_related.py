from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

import pytest

from bot.answering.answerer import Answerer, Searcher
from bot.answering.changing.related import ComparedStatements
from bot.answering.choosing.extraction import Extractor
from bot.answering.types import Answer, NoticeKind
from corpus.types import Bulletin, Span
from index.types import Comparison, Excerpt

QUESTION = "Vem leder bygget av bron?"
SHELF: dict[str | None, str] = {
    "2020-03": "Ada Berg leder bygget av bron.",
    "2021-05": "Bo Alm leder bygget av bron.",
    "2023-02": "Bron invigs snart.\n\nCia Dal efterträder honom den 1 mars. Kaffet är gratis.",
    "2024": "Fikat i bygget av bron kostar tio kronor.",
}
NAMES = ("Ada Berg", "Bo Alm", "Cia Dal")

Ask = Callable[..., Answer]


class ToldComparer:
    """Finds the names of `NAMES`: another name than the older one's has changed with the told probability."""

    def __init__(self, changed: Mapping[str, float]) -> None:
        self.changed = changed
        self.compared: list[tuple[str, str]] = []

    def compare(self, question: str, pairs: Sequence[tuple[Excerpt, Excerpt]]) -> list[Comparison]:
        self.compared += [(older.text, later.text) for older, later in pairs]
        return [self._comparison(older.text, later.text) for older, later in pairs]

    def _comparison(self, older: str, later: str) -> Comparison:
        name = next((name for name in NAMES if name in later), None)
        if name is None:
            return Comparison(Span(0, 1), 1.0, 0.0, 0.0)
        start = later.find(name)
        span = Span(start, start + len(name))
        if name in older:
            return Comparison(span, 0.1, 0.9, 0.0)
        changed = self.changed.get(name, 0.9)
        return Comparison(span, 1.0 - changed, 0.0, changed)


@pytest.fixture
def ask(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher], extractor: Extractor
) -> Ask:
    def answer(
        question: str = QUESTION,
        shelf: Mapping[str | None, str] = SHELF,
        today: datetime.date = datetime.date(2024, 6, 1),
        **changed: float,
    ) -> Answer:
        pages = [make_page(text, str(date), published=date, title="Bron") for date, text in shelf.items()]
        told = ToldComparer({name.replace("_", " "): share for name, share in changed.items()})
        answerer = Answerer(
            make_searcher(pages),
            extractor,
            ComparedStatements(told, lambda pair: pair.comparison.changed),
            max_error=1.0,
            today=lambda: today,
        )
        return answerer.answer(question)

    return answer


def values(answer: Answer) -> tuple[list[str], list[str]]:
    (first, *_) = answer.answers
    return [one.text for one in first.before], [one.text for one in first.after]


def test_what_holds_now_comes_first_however_it_is_worded_and_what_held_before_is_told(ask: Ask) -> None:
    answer = ask()
    assert answer.answers[0].quote == "Cia Dal efterträder honom den 1 mars."
    assert answer.answers[0].span_text == "Cia Dal"
    assert values(answer) == (["Bo Alm", "Ada Berg"], [])
    assert not any(name in quoted.quote for quoted in answer.answers[1:] for name in NAMES)


@pytest.mark.parametrize(("question", "first", "before", "after"), [
    ("Vem ledde bygget av bron 2022?", "Bo Alm", ["Ada Berg"], ["Cia Dal"]),
    ("Vem ledde bygget av bron 2020?", "Ada Berg", [], ["Bo Alm", "Cia Dal"]),
    ("Vem ledde bygget av bron 2019?", "Ada Berg", [], ["Bo Alm", "Cia Dal"]),
    ("Vem ledde bygget av bron från början?", "Ada Berg", [], ["Bo Alm", "Cia Dal"]),
])  # fmt: skip
def test_what_held_then_comes_first_where_it_is_asked_for(
    ask: Ask, question: str, first: str, before: list[str], after: list[str]
) -> None:
    answer = ask(question)
    assert answer.answers[0].span_text == first
    assert values(answer) == (before, after)
    assert answer.notice is None


def test_a_likely_change_is_told_and_the_older_value_stays_first(ask: Ask) -> None:
    answer = ask(Cia_Dal=0.4)
    assert answer.answers[0].span_text == "Bo Alm"
    assert answer.notice is not None
    assert answer.notice.kind is NoticeKind.NEWER
    assert answer.notice.citation is not None
    assert answer.notice.citation.bulletin_id == "2023-02"
    assert "Cia Dal" in answer.notice.text


def test_an_unlikely_change_is_not_told(ask: Ask) -> None:
    answer = ask(Cia_Dal=0.1)
    assert answer.answers[0].span_text == "Bo Alm"
    assert answer.notice is None or answer.notice.kind is not NoticeKind.NEWER


@pytest.mark.parametrize("dates", [(None, "2021-05"), ("2021-05", None), ("2021", "2021-05"), ("2021-05", "2021-05")])
def test_a_bulletin_that_is_not_surely_later_replaces_nothing(
    ask: Ask, dates: tuple[str | None, str | None], make_page: Callable[..., Bulletin]
) -> None:
    shelf = dict(zip(dates, ("Bo Alm leder bygget av bron.", "Cia Dal leder bygget av bron."), strict=True))
    if len(shelf) == 2:
        assert values(ask(shelf=shelf)) == ([], [])


def test_a_value_that_came_back_is_not_listed_as_an_earlier_one(ask: Ask) -> None:
    shelf = {
        "2020-03": "Ada Berg leder bygget av bron.",
        "2021-05": "Bo Alm leder bygget av bron.",
        "2022-01": "Ada Berg leder bygget av bron igen.",
    }
    answer = ask(shelf=shelf)
    assert answer.answers[0].span_text == "Ada Berg"
    assert values(answer) == (["Bo Alm"], [])


@pytest.mark.parametrize(("today", "first"), [("2024-05-31", "Bo Alm"), ("2024-06-01", "Cia Dal")])
def test_what_takes_effect_on_a_day_holds_from_that_day_on_and_is_told_before(ask: Ask, today: str, first: str) -> None:
    shelf = {
        "2021-05": "Bo Alm leder bygget av bron.",
        "2024-05": "Från den 1 juni leder Cia Dal bygget av bron.",
    }
    answer = ask(shelf=shelf, today=datetime.date.fromisoformat(today))
    assert answer.answers[0].span_text == first
    assert ("Cia Dal" in (answer.notice.text if answer.notice else "")) is (first == "Bo Alm")
    assert values(answer) == (["Bo Alm"] if first == "Cia Dal" else [], [])


def test_another_place_than_the_one_asked_about_changes_nothing(ask: Ask) -> None:
    shelf: dict[str | None, str] = {
        "2021-05": "Bo Alm leder bygget av bron i Vik.",
        "2023-02": "Cia Dal leder bygget av bron i Lerum.",
    }
    assert ask("Vem leder bygget av bron i Vik?", shelf).answers[0].span_text == "Bo Alm"
    assert ask("Vem leder bygget av bron?", shelf).answers[0].span_text == "Cia Dal"


def test_the_same_value_in_more_words_is_no_change(ask: Ask) -> None:
    shelf: dict[str | None, str] = {
        "2021-05": "Bo Alm leder bygget av bron.",
        "2023-02": "Bygget av bron leds av Bo Alm.",
    }
    answer = ask(shelf=shelf)
    assert values(answer) == ([], [])
    assert answer.notice is None or answer.notice.kind is not NoticeKind.NEWER
