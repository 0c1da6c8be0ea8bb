"""What stands within a line and is not said by it: struck text, marks of footnotes, text for screen readers."""

from __future__ import annotations

import pytest

from corpus.language.characters import joined
from corpus.readers.decode import decode
from corpus.readers.webpage.html import read_html

_LEAD = "Programmet har under våren arbetat vidare med förberedelserna, och många medarbetare har bidragit till dem."


def read(text: str) -> str:
    page = f"<html lang='sv'><body><main><h1>Nytt</h1><p>{_LEAD}</p><p>{text}</p></main></body></html>"
    return read_html(page).source.split("\n\n")[1].strip()


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("Start i november 2026<sup>1</sup> för 49<sup>[2]</sup> kommuner.", "Start i november 2026 för 49 kommuner."),
        ("Lokalen är 120 m<sup>2</sup> stor i år.", "Lokalen är 120 m² stor i år."),
        ("Starten sker <del>i mars</del><s>i april</s> i maj.", "Starten sker i maj."),
        ("Anmäl i <a href='/x'>portalen<span class='visually-hidden'> (nytt fönster)</span></a> nu.",
         "Anmäl i portalen nu."),
        ("Skövde<sup>a</sup> har 250<sup>b</sup> platser i länet<sup>a, b</sup>.", "Skövde har 250 platser i länet."),
        ("Öppet kl. 8<sup>00</sup>–16<sup>30</sup> i 10<sup>-3</sup> g.", "Öppet kl. 8.00–16.30 i 10⁻³ g."),
        ("Det finns 49<sup>12</sup> kommuner.", "Det finns 49 kommuner."),
        ("Den 1<sup>a</sup> gången var x<sup>n</sup> störst.", "Den 1a gången var xn störst."),
    ],
)  # fmt: skip
def test_only_what_a_line_says_is_kept(html: str, wanted: str) -> None:
    assert read(html) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("informa-\ntionen", "informationen"),
        ("IT-\navdelningen", "IT-avdelningen"),
        ("e-\npostsystemet", "e-postsystemet"),
        ("2026-\n2027", "2026-2027"),
        ("Sahl-\ngrenska", "Sahlgrenska"),
        ("Ann-\nSofi", "Ann-Sofi"),
        ("in-\noch ut", "in- och ut"),
        ("pdf-\nfilen", "pdf-filen"),
        ("Ett Siths-\nkort är ett Siths-kort.", "Ett Siths-kort är ett Siths-kort."),
        ("sjuk\u00ad\nhuset", "sjukhuset"),
    ],
)
def test_a_words_own_hyphen_at_the_lines_end_stays(lines: str, wanted: str) -> None:
    assert joined(lines) == wanted


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii"])
def test_a_label_means_what_browsers_take_it_for(label: str) -> None:
    assert decode("den 1–3 april, ”ja”".encode("cp1252"), label) == "den 1–3 april, ”ja”"
