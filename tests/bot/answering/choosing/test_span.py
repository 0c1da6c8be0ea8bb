from __future__ import annotations

import pytest

from bot.answering.choosing.span import answer_span, evidence
from bot.answering.question.asked import answer_kind
from bot.answering.question.terms import weighed_terms
from corpus.language import names, patterns


def answering(question: str, quote: str) -> str | None:
    span = answer_span(answer_kind(question), quote, weighed_terms(question, [quote]), quote)
    return None if span is None else quote[span.start : span.end]


CHIEF = "Rektor Anna-Lisa Åberg har utsett Per Öhman som ansvarig för att leda flytten till Nya skolan."
DATES = "Anmälan ska vara inne senast den 5 juni inför höstens kurs som startar i mitten av augusti efter ett uppehåll."
COUNTS = "Alla 49 skolor väntas ta val 1, medan 3,7 miljoner kronor går till drygt 300 lärare i 21 klasser."


@pytest.mark.parametrize(("question", "quote", "expected"), [
    ("vem leder flytten?", CHIEF, "Per Öhman"),
    ("vem utsåg Per Öhman?", CHIEF, "Anna-Lisa Åberg"),
    ("när ska anmälan vara inne?", DATES, "den 5 juni"),
    ("när startar kursen?", DATES, "i mitten av augusti"),
    ("hur många skolor?", COUNTS, "49"),
    ("hur många lärare är med", COUNTS, "drygt 300"),
    ("vad kostar det i kronor", COUNTS, "3,7 miljoner kronor"),
    ("when is it?", "Efter sommaren börjar kursen, i mitten av augusti.", "i mitten av augusti"),
    ("när är det?", "Kursen börjar efter sommaruppehållet.", "efter sommaruppehållet"),
    ("var hålls mötet?", "Mötet hålls i Nya Kyrkbyn den 3 maj.", "Nya Kyrkbyn"),
    ("where is the meeting?", "The meeting is held in New Town on 3 May.", "New Town"),
    ("when is the meeting?", "The meeting is held in New Town on 3 May 2021.", "3 May 2021"),
    ("vad är ett möte?", CHIEF, None),
    ("vem leder?", "Flytten leds av en rektor.", None),
    ("hur många val finns det?", "Det gäller val 2.", None),
])  # fmt: skip
def test_the_part_that_answers_is_marked(question: str, quote: str, expected: str | None) -> None:
    assert answering(question, quote) == expected


@pytest.mark.parametrize("text", [
    "den 30 april", "30 april 2020", "april 2020", "2020-04-30", "våren 2020", "i mitten av augusti", "kl. 13.30",
    "hösten 2024", "vecka 34", "30 April 2020", "12 november", "kvartal 3", "2023–2024", "in the middle of August",
])  # fmt: skip
def test_dates_are_found_whole(text: str) -> None:
    sentence = f"Det sker {text}, heter det."
    assert [sentence[span.start : span.end] for span in patterns.dates(sentence)] == [text]


@pytest.mark.parametrize("text", ["marsipan", "majoritet", "mars-expedition", "option 1", "120 personer"])
def test_what_resembles_a_date_is_none(text: str) -> None:
    assert patterns.dates(f"Det gäller {text}.") == ()


@pytest.mark.parametrize("text", ["49", "3,7 miljarder kronor", "14 procent", "nio", "1 200", "drygt 300", "40 %"])
def test_numbers_are_found_whole(text: str) -> None:
    sentence = f"Det blev {text} till slut."
    assert [sentence[span.start : span.end] for span in patterns.numbers(sentence)] == [text]


def test_a_first_word_is_no_name_but_a_title_before_one_is_left_out() -> None:
    text = "Kommunen väntar. Regiondirektör Eva Ek och Bo Alm, von Platen samt Ulla-Britt Öst svarar."
    assert [text[span.start : span.end] for span in names.full_names(text)] == ["Eva Ek", "Bo Alm", "Ulla-Britt Öst"]


def test_evidence_is_whole_for_a_full_name_and_half_for_a_lone_one() -> None:
    kind = answer_kind("vem leder?")
    assert evidence(kind, "Arbetet leds av Eva Ek.", ()) == 1.0
    assert evidence(kind, "Arbetet leds av Skolverket.", ()) == 0.5
    assert evidence(kind, "Arbetet leds av en rektor.", ()) == 0.0
