"""Pages in the shapes that regions' sites have; each file names the facts of its markup and where they were read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.readers.webpage.html import read_html
from corpus.types import PartialDate

SHAPES = Path(__file__).with_name("shapes")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page must give, in this order, and what must not stand in its text."""

    title: str
    published: PartialDate
    updated: PartialDate | None
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


EXPECTED = {
    "sitevision": Shape(
        "Nytt journalstöd i höst",
        PartialDate(2026, 5, 12),
        PartialDate(2026, 5, 20),
        (
            "Alla vårdcentraler i länet byter journalstöd den 14 september 2026.",
            "## Utbildning",
            "Grundkurs: två timmar på webben, klar senast den 1 september.",
            "Superanvändare",
            "En heldag i Borås eller Skövde.",
            "Dagar",
            "| Borås | 24 augusti |",
            "| Borås | 25 augusti |",
            "| Skövde | 27 augusti |",
            "Anmälan görs i kursportalen.",
            "### Vad händer med gamla anteckningar?",
            "Anteckningar från de senaste tio åren förs över före bytet.",
            "### Hur loggar jag in?",
            "Med Siths-kort, som i dag.",
            "## Support",
            "010-123 45 67",
        ),
        (
            "kakor",
            "Brödsmulor",
            "På sidan",
            "annan webbplats",
            "Andersson",
            "070-",
            "Relaterad",
            "Kungälv",
            "växel",
            "Start",
            "Senast ändrad",
        ),
    ),
    "optimizely": Shape(
        "Så fungerar pilotdriften",
        PartialDate(2026, 3, 3),
        PartialDate(2026, 4, 9),
        (
            "Tre vårdcentraler provar det nya arbetssättet före sommaren.",
            "Pilotdriften pågår mellan den 7 april och den 12 juni 2026 i Kungälv, Alingsås och Mariestad.",
            "## Vem gör vad?",
            "- Verksamhetschefen utser två superanvändare.",
            "### Viktigt att veta",
            "Remisser skickas som vanligt under pilotdriften.",
            "### Vad händer vid driftstopp?",
            "Använd reservrutinen på papper och ring 010-555 10 00.",
            "| Start | 7 april |",
            "| Slut | 12 juni |",
        ),
        ("Eva Ek", "073-", "tolkar", "Nyheter", "Om kakor", "Publicerad"),
    ),
    "sharepoint": Shape(
        "Ny rutin för provsvar",
        PartialDate(2026, 5, 12),
        None,
        (
            "Från och med den 8 juni 2026 skickas provsvar bara elektroniskt.",
            "## Vad gäller?",
            "- Akuta svar rings in, som tidigare.",
            "- Pappersremisser tas emot till den 31 augusti.",
            "| Lidköping | 8 juni |",
            "## Frågor och svar",
            "### Vem ser svaren?",
            "Den som har beställt provet och patientens vårdcentral.",
        ),
        (
            "Appstartare",
            "Följer",
            "Dokument",
            "Redigera",
            "Snabblänkar",
            "Olle",
            "Kommentarer",
            "Karin",
            "Verksamhetsutvecklare",
        ),
    ),
    "wordpress": Shape(
        "Supporten flyttar",
        PartialDate(2026, 4, 1),
        PartialDate(2026, 4, 14),
        (
            "Supporten finns från den 20 april på plan 3 i Falköping.",
            "## Öppettider",
            "Vardagar 7.30–16.30.",
            "## Telefon",
            "Supporten nås på 0500-12 34 56.",
            "| Måndag | 4 |",
            "| Fredag |",
            "Bemanning i april",
            "### Var parkerar jag?",
            "På baksidan, med tillstånd från vakten.",
        ),
        ("Hoppa", "Om oss", "Redaktionen", "Publicerat", "KartaLadda", "Nya kurser", "Bra att veta", "Drivs med"),
    ),
}


def test_every_shape_is_held_to_what_it_must_give() -> None:
    assert {path.stem for path in SHAPES.glob("*.html")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_of_a_regions_site_comes_in_whole_and_alone(name: str) -> None:
    wanted = EXPECTED[name]
    reading = read_html((SHAPES / f"{name}.html").read_text(encoding="utf-8"), f"https://www.exempel.se/nyheter/{name}")
    head = reading.head
    assert (head.title, head.published, head.updated) == (wanted.title, wanted.published, wanted.updated)
    places = [reading.source.find(words) for words in wanted.holds]
    assert [words for words, at in zip(wanted.holds, places, strict=True) if at < 0] == []
    assert places == sorted(places)
    assert [words for words in wanted.lacks if words in reading.source] == []
