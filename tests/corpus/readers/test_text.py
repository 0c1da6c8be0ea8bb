from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers.document import DateSource
from corpus.readers.markdown import read_markdown
from corpus.readers.text import read_text
from corpus.split import split
from corpus.types import BlockKind, Bulletin
from tests.corpus.rendered import render

REAL = Path(__file__).parents[4] / "shared" / "fvm" / "000_7e93148dcf6f22c2.txt"

BODY = """Lokalerna byts, stolarna byts och borden byts. Det är några ämnen den här månaden.

Flytten går som planerat

Flytten till det nya huset fortsätter som planerat under våren. Alla avdelningar är med.

Klart med flyttledare


Direktören har utsett en flyttledare. Uppdraget börjar genast.

Mer om huset på förvaltningens sidor

Övrigt på gång

  • Nya stolar till hösten
    Just nu väljs stolar. De ska vara på plats den 5 juni.
  • Utvärdering i halvtid
    I september samlas alla chefer.

    Dagen handlar om hur flytten har gått. Mer information kommer.
"""

HEADS = [
    "",
    "Din webbläsare är gammal och stöds inte av den här sidan. Byt till en nyare.\nHoppa till innehållet\n\n",
    "Webbplatsen fungerar dåligt i din webbläsare, eftersom den är föråldrad.\n\nTill huvudinnehåll\n\nTillsammans "
    "för bättre lokaler\nMENY\nSök\n",
    "This site uses cookies. By using the site you accept our cookies.\nSkip to main content\nMenu\n\n",
    "Gå direkt till huvudinnehållet\nHem / Nyheter / Brev\nLyssna\n\n",
]
LABELS = [
    ("Publicerad: Uppdaterad:\n", None, None),
    ("Uppdaterad:\nPublicerad:\n", None, None),
    ("Publicerad: 2020-04-30 Uppdaterad: 2020-05-02\n", "2020-04-30", "2020-05-02"),
    ("Uppdaterad: 2 maj 2020 | Publicerad: 30 april 2020\n", "2020-04-30", "2020-05-02"),
    ("Publicerad:\n2020-04-30\nUppdaterad:\n", "2020-04-30", None),
    ("Published: April 30, 2020\n", "2020-04-30", None),
    ("30 april 2020\n", "2020-04-30", None),
    ("", None, None),
]
ENDS = [
    ("", None),
    ("Publicerad:", None),
    ("Senast uppdaterad: 2020-06-01 13:15", "2020-06-01"),
    ("Dela\nSkriv ut\nTill toppen", None),
]


def page(head: str = "", labels: str = "", end: str = "") -> str:
    return f"{head}Brev om lokaler april 2020\n\n{labels}\n{BODY}{end}\n"


def headings(source: str) -> list[str]:
    return [part.text for part in read_markdown(source) if part.kind is BlockKind.HEADING]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("labels", "published", "updated"), LABELS)
@pytest.mark.parametrize(("end", "last_updated"), ENDS)
def test_title_headings_and_text_come_out_of_every_variant(
    head: str, labels: str, published: str | None, updated: str | None, end: str, last_updated: str | None
) -> None:
    reading = read_text(page(head, labels, end))
    assert reading.head.title == "Brev om lokaler april 2020"
    assert reading.source == read_text(page()).source
    assert str(reading.head.published) == str(published)
    assert str(reading.head.updated) == str(updated or last_updated)
    assert reading.head.date_source is (DateSource.PAGE if published else None)


def test_structure_becomes_markdown() -> None:
    source = read_text(page()).source
    assert headings(source) == ["Flytten går som planerat", "Klart med flyttledare", "Övrigt på gång"]
    assert source.endswith(
        "## Övrigt på gång\n\n- **Nya stolar till hösten**\n\n"
        "  Just nu väljs stolar. De ska vara på plats den 5 juni.\n\n"
        "- **Utvärdering i halvtid**\n\n  I september samlas alla chefer.\n\n"
        "  Dagen handlar om hur flytten har gått. Mer information kommer.\n"
    )
    assert "Mer om huset" not in source


def test_a_sentence_about_browsers_in_the_text_stays() -> None:
    reading = read_text(page() + "\nSystemet öppnas i en webbläsare. Journalen kräver ingen installation.\n")
    assert "Systemet öppnas i en webbläsare." in reading.source


def test_contact_details_are_left_out_and_the_rest_stays() -> None:
    reading = read_text(
        "Nytt avtal klart\n\nAvtalet gäller från den 1 maj. Det löper i tio år.\n\n"
        "Presskontakt\n\nEva Ek, pressansvarig\n070-123 45 67, eva.ek@exempel.se\n\n"
        "Frågor besvaras av Bo Ek på 0701234567 hela dagen. Avtalet ses över årligen.\n"
    )
    assert reading.source == "Avtalet gäller från den 1 maj. Det löper i tio år.\n\nAvtalet ses över årligen.\n"


@pytest.mark.parametrize(
    "number",
    ["070-123 45 67", "0701234567", "+46 70 123 45 67", "+46(0)70-1234567", "0046 73 123 45 67", "076–123 45 67"],
)
def test_mobile_numbers_never_reach_the_text(number: str) -> None:
    reading = read_text(f"Titel på sidan\n\nDet här är en mening. Ring oss på {number} om du undrar över något.\n")
    assert reading.source == "Det här är en mening.\n"


def test_numbers_that_are_no_telephone_numbers_stay() -> None:
    text = "Avtalet är på 0,5 miljarder för 2020-04-30 till 2021-05-01, diarienummer 2019-07023 med 3 700 000 kronor."
    assert read_text(f"Titel\n\n{text}\n").source.replace("\\", "") == f"{text}\n"


def test_wrapped_lines_are_made_whole() -> None:
    text = (
        "Nytt om huset\n\nDet här stycket är brutet vid en fast bredd, som i ett brev från\n"
        "förr, och fortsätter därför på nästa rad utan att något nytt stycke\nhar börjat, tills punkten kommer här.\n\n"
        "Nästa stycke är också brutet vid en fast bredd så att man ser att\n"
        "det är samma sorts text som ovan, rad för rad\nända till slut.\n"
    )
    assert [len(part.text.split()) for part in read_markdown(read_text(text).source)] == [32, 27]


def test_days_as_headings_stay_headings() -> None:
    text = "Läget just nu\n\n12 mars 2021\n\nVi byter system i natt.\n\n3 mars 2021\n\nVi börjar förbereda bytet.\n"
    reading = read_text(text)
    assert headings(reading.source) == ["12 mars 2021", "3 mars 2021"]
    assert reading.head.published is None


def test_numbered_and_dashed_lines_are_lists_and_spoken_lines_are_not() -> None:
    text = "Så gör du\n\nTre steg väntar:\n\n1. Öppna dörren\n2. Gå in\n\n- ett\n- två\n\n– Vi är glada, säger hon.\n"
    kinds = [(part.kind.name, part.shown) for part in read_markdown(read_text(text).source)][1:]
    assert kinds == [
        ("LIST_ITEM", "1. Öppna dörren"), ("LIST_ITEM", "2. Gå in"), ("LIST_ITEM", "ett"), ("LIST_ITEM", "två"),
        ("PARAGRAPH", "– Vi är glada, säger hon."),
    ]  # fmt: skip


def test_a_bullet_alone_on_its_line_takes_the_next() -> None:
    source = read_text("Titel\n\nVi behöver följande saker:\n\n•\nStolar\n•\nBord\n").source
    assert source == "Vi behöver följande saker:\n\n- Stolar\n- Bord\n"


def test_a_caption_that_stands_twice_is_kept_once() -> None:
    text = "Titel\n\nDet nya huset i kvarteret\nDet nya huset i kvarteret\n\nHär kommer en längre mening om huset.\n"
    assert read_text(text).source.count("Det nya huset i kvarteret") == 1


def test_lines_with_tabs_are_rows_of_a_table() -> None:
    text = (
        "Titel\n\nKurserna ges på två orter i länet.\n\nOrt\tDag\nBorås\t3 maj\nSkövde\t4 maj\nVälkommen dit allihop.\n"
    )
    assert read_text(text).source.endswith("| Ort | Dag |\n|---|---|\n| Borås | 3 maj |\n| Skövde | 4 maj |\n\n"
                                           "Välkommen dit allihop.\n")  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n", "MENY\nSök\nPublicerad:", "Bara en rubrik"])
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_text(text)


@given(st.text(max_size=300) | st.text(alphabet=st.sampled_from("aB å.\n\t•-1):?"), max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_text(text)
    except ReadError:
        return
    assert render(reading.source)[0]


@pytest.mark.skipif(not REAL.is_file(), reason="the real bulletin is not here: shared/fvm is absent")
def test_the_real_bulletin_is_read_as_a_person_reads_it() -> None:
    reading = read_text(REAL.read_text(encoding="utf-8"))
    body, blocks = render(reading.source)
    assert reading.head.title == "Summering FVM april 2020"
    assert len(headings(reading.source)) == 4
    assert not any(word in body.lower() for word in ("webbläsare", "huvudinnehåll", "publicerad", "uppdaterad"))
    items = [[b for b in blocks if b.item == item] for item in (0, 1)]
    assert [len(item) for item in items] == [2, 3]
    bulletin = Bulletin(id="april", title=reading.head.title, body=body, blocks=blocks, source=reading.source)
    listed = [p for p in split(bulletin, lambda text: len(text.split()), 400) if p.start >= items[0][0].start]
    assert [(p.start, p.end) for p in listed] == [(item[0].start, item[-1].end) for item in items]


def test_words_that_were_broken_at_a_fixed_width_are_whole() -> None:
    lines = """Under april har vi genomfört tester av läkemedelsmodulen på tre
sjukhus. Resultatet är gott, men två fel återstår att rätta innan
driftstarten den 7 september. Felen gäller utskrift av etiketter och
visning av allergier i översikten, och testerna fortsätter vecka 19-
20 med fokus på remisser och provsvar, och till sist även pro-
visorier. Därefter tas beslut om resten av höstens tester."""
    source = read_text(f"Nytt i vår\n\n{lines}").source
    assert "vecka 19-20 med" in source
    assert "även provisorier." in source


def test_underlined_headings_bullets_of_one_letter_and_rows_with_tabs_are_told_apart() -> None:
    text = (
        "Nytt i vår\n==========\n\nKort\n----\nBeställ kort hos chefen.\n\n"
        "• Beställ kort\n   o hos chefen\n   o i maj\n\n"
        "§ 12\tTidplan\n\nStarten flyttas till hösten.\n\nOrt\tStart\nBorås\t3 maj\n"
    )
    assert read_text(text).source == (
        "## Kort\n\nBeställ kort hos chefen.\n\n- Beställ kort\n  - hos chefen\n  - i maj\n\n"
        "## § 12 Tidplan\n\nStarten flyttas till hösten.\n\n| Ort | Start |\n|---|---|\n| Borås | 3 maj |\n"
    )
