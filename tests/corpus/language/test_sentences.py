from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.sentences import line_sentences, opens, sentences


def divided(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mötet börjar kl. 10.30 den 3. mars i sal 2.",
        "Det gäller t.ex. Skövde, bl.a. Kärnsjukhuset och s.k. Öppna dagar.",
        "Alla utom nr. 7, dvs. Lidköping, är klara.",
        "Vi når ca. 3.7 miljoner människor, jfr. Bilaga 2.",
        "Utskicket går t.o.m. Västra Frölunda, fr.o.m. Måndag.",
        "Beslutet togs den 30 april 2020 av P. O. Ek och Eva K. Lind.",
        "This holds, e.g. Monday mornings, i.e. Not always.",
        "See fig. 3 and Dr. Smith, cf. No. 5.",
        "”Vi börjar nu. Sedan fortsätter vi”, säger hon.",
        '"We start now. Then we go on", she says.',
        "Schemat (se bilagan. Sidan 3.) gäller alla.",
        "Vad händer? undrar många.",
        "Läs mer på exempel.se.Nu",
        "Rubrik utan punkt",
        "1. Första punkten i en lista.",
        "Vi ses den 4 sep. 2021 i Borås.",
    ],
)
def test_a_sentence_stays_whole(sentence: str) -> None:
    assert divided(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nu kör vi. Det blir bra!", ["Nu kör vi.", "Det blir bra!"]),
        ("Ta med fika m.m. Sedan går vi.", ["Ta med fika m.m.", "Sedan går vi."]),
        ("De är 49 st. Alla är med.", ["De är 49 st.", "Alla är med."]),
        ("Det hände 2020. Nu är det 2021.", ["Det hände 2020.", "Nu är det 2021."]),
        ("Klart i maj. 49 kommuner är med.", ["Klart i maj.", "49 kommuner är med."]),
        ("”Det är klart.” Hon log.", ["”Det är klart.”", "Hon log."]),
        ("Är det sant? Ja.", ["Är det sant?", "Ja."]),
        ("Vi väntar... Sedan kom svaret.", ["Vi väntar...", "Sedan kom svaret."]),
        ("Det är klart. eHälsa kommer sedan.", ["Det är klart.", "eHälsa kommer sedan."]),
        ("Välj option 1. Då händer det.", ["Välj option 1.", "Då händer det."]),
        ("Det är klart. (Se bilagan.) Nu går vi.", ["Det är klart.", "(Se bilagan.)", "Nu går vi."]),
        ("It is done. Dr. Lee said so.", ["It is done.", "Dr. Lee said so."]),
        ("En ensam ( parentes. Sedan mer. Slut", ["En ensam ( parentes.", "Sedan mer.", "Slut"]),
    ],
)
def test_neighbouring_sentences_are_parted(text: str, wanted: list[str]) -> None:
    assert divided(text) == wanted


def test_no_text_has_no_sentence() -> None:
    assert sentences("") == []
    assert sentences(" \n ") == []


def test_a_long_quotation_is_divided() -> None:
    quotation = "”" + "Det här är en mening som säger något. " * 12 + "Slut.”"
    assert len(divided(quotation)) == 13


@given(st.text(alphabet=st.sampled_from('aBå1. !?"”“()«»\n-…'), max_size=80) | st.text(max_size=80))
def test_sentences_hold_all_but_white_space_in_order(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[span.start : span.end].split()) for span in spans) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Anna kom.", "Anna", True),
        ("Det tog tid. Anna kom.", "Anna", True),
        ("Han sade: ”Anna kom.”", "Anna", True),
        ("”Det tog tid.” Anna kom.", "Anna", True),
        ("Rubrik\n– Anna kom.", "Anna", True),
        ("1. Anna kommer", "Anna", True),
        ("Det gäller bl.a. Anna.", "Anna", False),
        ("Projektet ”Anna” börjar.", "Anna", False),
        ("Det är (Anna)", "Anna", False),
        ("Chefen, Ek-Anna", "Anna", False),
        ("Version 2.Anna", "Anna", False),
    ],
)
def test_a_capital_comes_from_the_place_where_a_sentence_opens(text: str, word: str, expected: bool) -> None:
    assert opens(text, text.index(word)) is expected


def test_the_sentences_of_lines_end_with_their_lines() -> None:
    text = "En rubrik\nDet börjar kl. 8. Alla kommer.\n\nSlut"
    found = [text[span.start : span.end] for span in line_sentences(text)]
    assert found == ["En rubrik", "Det börjar kl. 8.", "Alla kommer.", "Slut"]
