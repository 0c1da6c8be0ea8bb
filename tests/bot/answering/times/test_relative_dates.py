from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.times.calendar_words import without_year
from bot.answering.times.relative_dates import explained
from bot.answering.times.relative_words import told_from_day
from corpus.types import Bulletin, Language, PartialDate, Span
from tests.examples import examples


def told(text: str, published: str | None, language: Language = Language.SV, *, bulletin: str = "sv",
         updated: str | None = None, title: str = "Nytt", before: str = "") -> dict[str, str]:  # fmt: skip
    dates = [None if date is None else PartialDate.parse(date) for date in (published, updated)]
    page = Bulletin(
        id="nytt", title=title, body=text, blocks=(), published=dates[0], updated=dates[1], language=bulletin
    )
    return {each.words: each.meaning for each in explained(page, Span(0, len(text)), language, before)}


@pytest.mark.parametrize(
    ("text", "published", "meant"),
    [
        ("Avtal kunde tecknas till och med den 30 april.", "2020-04", {"den 30 april": "2020"}),
        ("Efter sommaren återupptas arbetet, i mitten av augusti.", "2020-04",
         {"Efter sommaren": "sommaren 2020", "i mitten av augusti": "2020"}),
        ("I höst börjar utbildningen.", "2020-04", {"I höst": "hösten 2020"}),
        ("Kurserna hålls i höst.", "2020-11-20", {"i höst": "hösten 2020"}),
        ("Hon slutade i våras.", "2020-10", {"i våras": "våren 2020"}),
        ("Hon slutade i höstas.", "2021-03", {"i höstas": "hösten 2020"}),
        ("Kraven prövas i vinter.", "2024-09-12", {"i vinter": "vintern 2024/2025"}),
        ("Testet görs nästa vecka.", "2020-04-22", {"nästa vecka": "vecka 18, 27 april–3 maj 2020"}),
        ("Den väntas nästa månad.", "2020-12", {"nästa månad": "januari 2021"}),
        ("Hon började i fredags.", "2023-04-03", {"i fredags": "31 mars 2023"}),
        ("Han börjar på måndag.", "2021-11-30", {"på måndag": "6 december 2021"}),
        ("Tre startar i år och fyra nästa år.", "2023-05", {"i år": "2023", "nästa år": "2024"}),
        ("Anmäl dig senast den 15 januari.", "2018-11-21", {"den 15 januari": "2019"}),
        ("Mötet hålls den 3, 10 och 17 oktober.", "2024-09-26", {"den 3, 10 och 17 oktober": "2024"}),
        ("Supporten stänger vecka 28.", "2023-06-20", {"vecka 28": "2023"}),
        ("Hon går i pension vid årsskiftet.", "2020-11-19", {"vid årsskiftet": "2020/2021"}),
        ("När tiden gick ut vid årsskiftet hade tre svarat.", "2021-03", {"vid årsskiftet": "2020/2021"}),
        ("Det ska vara klart före jul.", "2022-09", {"före jul": "2022"}),
        ("Höstens kurser är fulla.", "2020-08", {"Höstens": "hösten 2020"}),
        ("Systemet är i drift sedan den 12 november.", "2025-02-14", {"den 12 november": "2024"}),
        ("Arbetet ska täppas till under hösten.", "2020-08", {"under hösten": "hösten 2020"}),
    ],
)  # fmt: skip
def test_words_take_the_year_from_the_bulletins_date(text: str, published: str, meant: dict[str, str]) -> None:
    assert told(text, published) == meant


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Den 30 april är sista dagen.", None),
        ("Den 30 april är sista dagen, i höst börjar arbetet.", "2020"),
        ("Den 30 april 2019 var sista dagen.", "2020-04"),
        ("Beslutet togs 2018. Den 3 maj kom det första brevet.", "2018-11"),
        ("Det var känt redan i mars.", "2020-11-19"),
        ("Liksom i februari reserverade sig oppositionen.", "2022-10-18"),
        ("Besöket gjordes i augusti.", "2021-02"),
        ("Träffar hålls i mars, maj och september.", "2023-02-08"),
        ("Revisorerna kommer varje år i april.", "2022-03"),
        ("Det är sagt i vår verksamhetsplan.", "2022-02"),
        ("Starten blir i oktober.", "2020-04"),
        ("Under hösten görs ett försök.", "2021-04"),
        ("Hon slutade i våras.", "2020-05"),
        ("Hon börjar nästa höst.", "2020-04"),
        ("Testet görs nästa vecka.", "2020-04"),
        ("Kursen ges på måndagar och på fredagen.", "2020-04-22"),
        ("Den är klar före årets slut.", "2020-12-30"),
        ("Fredagen den 11 mars stängs allt.", "2021-03"),
        ("De tre majoritetspartierna marscherar till julgranen.", "2020-04"),
        ("Delegationen kom den 31 februari.", "2020-02"),
        ("Den 29 februari är lediga dagen.", "2021-02"),
    ],
)
def test_nothing_is_guessed_where_the_year_is_not_certain(text: str, published: str | None) -> None:
    assert told(text, published) == {}


def test_a_year_named_before_the_quote_decides_against_another() -> None:
    text = "Den 3 maj antogs planen."
    assert told(text, "2020-06", before="Så gick det 2018.\n") == {}
    assert told(text, "2020-06", title="Årsrapport 2019") == {}
    assert told(text, "2020-06", title="Läget juni 2020") == {"Den 3 maj": "2020"}


def test_a_year_in_the_quote_leaves_what_is_told_from_the_day_of_writing() -> None:
    assert told("Starten flyttas från 2023 till i höst.", "2022-04") == {"i höst": "hösten 2022"}
    assert told("I år, alltså 2022, händer inget.", "2022-04") == {}


def test_a_year_told_beside_a_month_is_the_months() -> None:
    assert told("Besöket på ön var i augusti förra året.", "2021-04-22") == {"förra året": "2020"}


def test_spring_is_told_from_in_our() -> None:
    assert told("I vår börjar vi om, i vår egen takt.", "2022-02") == {"I vår": "våren 2022"}


def test_an_updated_page_explains_only_what_both_days_say() -> None:
    assert told("I höst börjar kursen.", "2020-04", updated="2020-06") == {"I höst": "hösten 2020"}
    assert told("I höst börjar kursen.", "2020-04", updated="2021-06") == {}
    assert told("I höst börjar kursen.", "2020-04", updated="2020") == {}


def test_an_english_asker_is_told_in_english_and_in_full() -> None:
    text = "Efter sommaren, i mitten av augusti, före årsskiftet eller senast den 30 november vecka 40."
    assert told(text, "2020-09-02", Language.EN) == {
        "Efter sommaren": "summer 2020",
        "i mitten av augusti": "the middle of August 2020",
        "före årsskiftet": "the turn of the year 2020/2021",
        "den 30 november": "30 November 2020",
        "vecka 40": "week 40, 2020",
    }


@pytest.mark.parametrize(
    ("text", "published", "meant"),
    [
        ("Work starts on 30 April.", "2020-04", {"30 April": "2020"}),
        ("Work starts on April 30th, after the summer or next year.", "2020-04",
         {"April 30th": "2020", "after the summer": "summer 2020", "next year": "2021"}),
        ("You may apply in early May.", "2020-04", {"in early May": "2020"}),
        ("Courses begin this autumn.", "2020-04", {"this autumn": "autumn 2020"}),
        ("They began last autumn.", "2021-02", {"last autumn": "autumn 2020"}),
        ("They may march on.", "2020-04", {}),
        ("It was known in March.", "2020-11-19", {}),
    ],
)  # fmt: skip
def test_english_bulletins_are_read_too(text: str, published: str, meant: dict[str, str]) -> None:
    assert told(text, published, Language.EN, bulletin="en") == meant


@examples(300)
@given(text=st.text() | st.lists(st.sampled_from(
    "den 30 99 april maj May 5 i höst vår våras nästa vecka 53 förra året efter sommaren till jul vid årsskiftet på "
    "måndag i fredags . , – 2020 varje month next by the end of".split())).map(" ".join),
       day=st.dates(datetime.date(1901, 1, 1), datetime.date(2999, 12, 31)))  # fmt: skip
def test_every_place_that_is_found_lies_in_the_text(text: str, day: datetime.date) -> None:
    for span, meant in (*told_from_day(text, day), *without_year(text, day)):
        assert 0 <= span.start < span.end <= len(text)
        assert all(abs(year - day.year) <= 2 for year in meant.years)
        assert meant.meaning(Language.SV, understood=False)
        assert meant.meaning(Language.EN, understood=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Training takes place in the last week of August.", Language.EN),
        ("The last month of the project is for handover.", Language.EN),
        ("The next week after go-live is quiet.", Language.EN),
        ("Stödet finns nästa vecka efter påsk.", Language.SV),
        ("Stödet finns nästa vecka i mars.", Language.SV),
        ("Stödet finns nästa vecka i början av juni.", Language.SV),
        ("Stödet finns nästa vecka i sommar.", Language.SV),
        ("Stödet finns nästa vecka i vår.", Language.SV),
        ("Stödet finns nästa vecka i 2021 års plan.", Language.SV),
    ],
)
def test_a_week_or_month_of_something_else_is_not_explained(text: str, language: Language) -> None:
    said = told(text, "2020-04-14", language, bulletin=language.value)
    assert not {"last week", "last month", "next week", "nästa vecka"} & set(said)


@pytest.mark.parametrize("place", ["i Göteborg", "i vår lokal", "i marschen", "i sommarhuset"])
def test_a_week_at_a_place_is_the_next(place: str) -> None:
    assert told(f"Vi ses nästa vecka {place}.", "2020-04-22") == {"nästa vecka": "vecka 18, 27 april–3 maj 2020"}


@pytest.mark.parametrize(
    "text", ["Öppet på lördag varje vecka.", "Vi brukar ses på fredag.", "Alla kurser börjar på måndag i augusti."]
)
def test_a_weekday_that_comes_again_and_again_is_not_one_day(text: str) -> None:
    assert told(text, "2020-04-22") == {}


@pytest.mark.parametrize(("text", "published"), [("Vi ses i morgon.", "9999-12-31"), ("Vi sågs i går.", "0001-01-01")])
def test_the_edges_of_the_calendar_give_nothing(text: str, published: str) -> None:
    assert told(text, published) == {}


@pytest.mark.parametrize("part", ["the review of unit 1 by the 30 April, ", "och den 30 april, ", "1 och 2 april "])
def test_a_sentence_of_many_times_is_read_in_a_moment(part: str) -> None:
    text = part * (3600 // len(part))
    started = time.process_time()
    assert len(list(without_year(text, datetime.date(2020, 4, 1)))) >= 90
    assert time.process_time() - started < 0.4


@pytest.mark.parametrize(
    ("text", "is_past"),
    [("They opened the house in October.", True), ("The house opened in October.", True),
     ("Huset hyrdes ut i oktober.", True), ("Wedded in October.", False), ("I need it by October.", False),
     ("Huset öppnade i oktober.", True), ("Huset öppnar i oktober.", False)],
)  # fmt: skip
def test_the_past_tense_looks_back(text: str, is_past: bool) -> None:
    years = [found.years for _, found in without_year(text, datetime.date(2021, 1, 15))]
    assert years == ([(2020,)] if is_past else [])


def test_an_endless_sentence_is_not_explained() -> None:
    assert told("the review of unit 1 by the 30 April, " * 80, "2020-04-14", Language.EN, bulletin="en") == {}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Kursen hålls den 1 och 2 maj.", {"den 1 och 2 maj": "1, 2 May 2024"}),
        ("Kursen hålls 5–7 maj.", {"5–7 maj": "5–7 May 2024"}),
    ],
)
def test_every_day_of_a_pair_or_range_is_in_the_meaning(text: str, meant: dict[str, str]) -> None:
    assert told(text, "2024-04", Language.EN) == meant


def test_a_week_that_the_year_does_not_have_is_not_invented() -> None:
    assert told("Vi stängde vecka 53.", "2026-01-10") == {}
