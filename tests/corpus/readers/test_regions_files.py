"""Files in the shapes that regions publish, whose right values were decided before they were read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import docx
import pytest

from corpus.ingest import Given, drafted
from corpus.readers.paper.pdf import read_pdf
from corpus.readers.remarks import Look, Remark, Why
from corpus.readers.text import read_text
from corpus.readers.word.docx import read_docx
from corpus.sources import file_of

MakePdf = Callable[..., bytes]

TEXT = "Från den 1 september skriver alla kliniker i norra delen av regionen sina remisser i det nya systemet."


@pytest.mark.parametrize("mark", ["*", "-", "–"])
def test_an_item_below_one_of_two_lines_is_one(mark: str) -> None:
    source = read_text(
        f"Brev\n\n{TEXT}\n\n{mark} 11 maj\n{mark} 18 maj är sista dag\n  för anmälan\n{mark} 25 maj\n"
    ).source
    assert source.endswith("- 11 maj\n- 18 maj är sista dag för anmälan\n- 25 maj\n")


def test_a_signature_is_no_heading() -> None:
    assert (
        "\n/Bo\n" in read_text(f"Brev om koder\n\n{TEXT}\n\n/Bo\n\nFrån juni gäller de nya koderna för alla.\n").source
    )


def test_words_own_subtitle_is_no_item_of_a_list_and_its_date_is_suggested() -> None:
    file, data = docx.Document(), io.BytesIO()
    told = (("Nyhetsbrev", "Title"), ("Nummer 4, 22 april 2026", "Subtitle"), ("Kort", "Heading 1"), (TEXT, None))
    for text, style in told:
        file.add_paragraph(text, style=style)
    file.save(data)
    reading = read_docx(data.getvalue())
    assert reading.source == f"Nummer 4, 22 april 2026\n\n## Kort\n\n{TEXT}\n"
    assert reading.notices == (Remark(Look.DATE_UNCLEAR, "2026-04-22"),)


def test_the_frame_of_two_pages_goes_wherever_it_is_drawn(make_paged_pdf: MakePdf) -> None:
    frame = [(60, 800, "Region Exempel", 8), (400, 800, "Protokoll 2026-04-28", 8), (60, 30, "Utdrag", 8)]
    pages = [
        [*frame, (270, 30, f"Sida {n} (2)", 8), (60, 700, text)]
        for n, text in enumerate(
            ("Starten flyttas till hösten för alla.", "Nästa möte hålls den 16 juni i Söderby."), 1
        )
    ]
    reading = read_pdf(make_paged_pdf([[(60, 760, "Styrelsens protokoll", 18), *pages[0]], pages[1]]))
    assert reading.source == (
        "<!-- page: 1 -->\n\nStarten flyttas till hösten för alla.\n\n"
        "<!-- page: 2 -->\n\nNästa möte hålls den 16 juni i Söderby.\n"
    )
    assert reading.coverage is not None
    assert [piece.begins for piece in reading.coverage.left_out if piece.why is Why.FRAME] == [
        "Region Exempel Protokoll 2026-04-28", "Utdrag Sida 1 (2)",
    ]  # fmt: skip


def test_short_lines_with_broken_words_are_columns(make_placed_pdf: MakePdf) -> None:
    left = "Ordföranden hälsar välkommen och in-|formerar om starten.|IT-|avdelningen ser över e-|postsystemet."
    right = "Utbildningen börjar den 14 septem-|ber för alla.|Nästa möte hålls i Sö-|derby den 16 juni.|Alla kallas."
    placed = [(x, 735 - 14 * row, text) for x, column in ((60, left), (320, right))
              for row, text in enumerate(column.split("|"))]  # fmt: skip
    source = read_pdf(make_placed_pdf([(60, 780, "Protokoll i maj", 18), *placed])).source
    assert "informerar om starten. IT-avdelningen ser över e-postsystemet." in source
    assert "den 14 september för alla. Nästa möte hålls i Söderby den 16 juni." in source


def test_a_list_beside_a_box_stays_a_list(make_placed_pdf: MakePdf) -> None:
    lines = [(60, 720, "Varje chef utser två användare på sin enhet före den 30 april."), (60, 692, "– Boka salar"),
             (60, 678, "– Beställ datorer"), (64, 664, "till alla platser"), (60, 650, "– Meddela facket")]  # fmt: skip
    box = [(380, 664, "Fakta"), (380, 650, "1 mars: beslut"), (380, 636, "1 maj: tester")]
    source = read_pdf(make_placed_pdf([(60, 770, "Nytt om systemet", 20), *lines, *box])).source
    assert "- Boka salar\n- Beställ datorer till alla platser\n- Meddela facket\n" in source
    assert "|" not in source


MARKED = b"".join(
    b"BT 1 0 0 1 %d %d Tm /F1 %d Tf (%s) Tj ET\n" % drawn
    for drawn in ((72, 720, 10, b"Brev om kostnaden"), (72, 700, 10, b"Kostnaden delas av 49 kommuner"),
                  (230, 704, 6, b"2"), (234, 700, 10, b" enligt avtalet."), (72, 684, 10, b"Den betalas i juni."))
)  # fmt: skip


def test_a_mark_that_is_drawn_by_itself_goes(make_drawn_pdf: MakePdf) -> None:
    assert "Kostnaden delas av 49 kommuner enligt avtalet." in read_pdf(make_drawn_pdf(MARKED)).source


def test_the_sign_that_files_write_for_a_bullet_is_one(make_pdf: MakePdf) -> None:
    lines = ["Brev om salar", "Vi bokar salar till alla kurser under hösten.", "\x7f Aulan", "\x7f Biblioteket"]
    assert read_pdf(make_pdf([lines])).source.endswith("- Aulan\n- Biblioteket\n")


def test_narrow_columns_are_read_one_after_the_other(make_placed_pdf: MakePdf) -> None:
    columns = ("Kursen i journalen|öppnar den 25 maj|för alla som|arbetar på akuten|i Norrby.",
               "Nya skrivare ställs|ut på alla vård-|avdelningar under|juni månad, sedan|hämtas de gamla.")  # fmt: skip
    placed = [(60 + 170 * at, 730 - 12 * row, text) for at, column in enumerate(columns)
              for row, text in enumerate(column.split("|"))]  # fmt: skip
    source = read_pdf(make_placed_pdf([(60, 780, "Veckobladet", 20), *placed])).source
    assert "Kursen i journalen öppnar den 25 maj för alla som arbetar på akuten i Norrby." in source
    assert "ut på alla vårdavdelningar under juni månad, sedan hämtas de gamla." in source


RAISED = (
    b"BT /F1 11 Tf 72 720 Td (Svaret tar 2,4 sekunder) Tj /F1 7 Tf 5 Ts (1) Tj 0 Ts /F1 11 Tf (, i snitt.) Tj ET\n"
    b"BT /F1 11 Tf 72 704 Td (Det fick alla som deltog veta i maj.) Tj ET\n"
    + b"\n".join(
        b"BT /F1 11 Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % cell
        for cell in ((72, 660, b"Moment"), (180, 660, b"Utfall"), (430, 660, b"Mall"),
                     (180, 645, b"Gick bra utom for tre personer som"),
                     (72, 630, b"Remiss"), (180, 630, b"saknade kort."), (430, 630, b"Ny"),
                     (72, 600, b"1"), (90, 600, b"Mallen byts."), (72, 585, b"2"), (90, 585, b"Korten delas ut."))
    )
)  # fmt: skip


def test_a_raised_mark_above_a_table_leaves_the_order_of_words(make_drawn_pdf: MakePdf) -> None:
    source = read_pdf(make_drawn_pdf(RAISED)).source
    assert "Svaret tar 2,4 sekunder, i snitt. Det fick alla som deltog veta i maj." in source


def test_what_a_cell_begins_above_its_row_goes_on_in_it(make_drawn_pdf: MakePdf) -> None:
    source = read_pdf(make_drawn_pdf(RAISED)).source
    assert "| Moment | Utfall | Mall |" in source
    assert "| Remiss | Gick bra utom for tre personer som saknade kort. | Ny |" in source


def test_bare_numbers_that_count_lines_are_those_of_a_list(make_drawn_pdf: MakePdf) -> None:
    assert read_pdf(make_drawn_pdf(RAISED)).source.endswith("1. Mallen byts.\n2. Korten delas ut.\n")


def test_a_date_in_the_head_of_a_printed_letter_is_its_date(make_placed_pdf: MakePdf) -> None:
    head = [
        (60, 800, "Region Exempel"),
        (60, 788, "Digitalisering"),
        (380, 800, "Datum: 2026-04-07"),
        (380, 788, "Dnr: 456"),
    ]
    reading = read_pdf(make_placed_pdf([*head, (60, 730, "Nya tider i servicedesk", 16), (60, 700, TEXT[:80])]))
    assert (reading.head.title, str(reading.head.published)) == ("Nya tider i servicedesk", "2026-04-07")


@pytest.mark.parametrize(("changed", "made"), [("2019-05-20", "2019-03-01"), ("2026-05-20", "None")])
def test_the_day_on_which_a_file_was_made_is_none_of_what_it_was_made_over_to(changed: str, made: str) -> None:
    file, data = docx.Document(), io.BytesIO()
    file.core_properties.created = datetime(2019, 3, 1, tzinfo=UTC)
    file.core_properties.modified = datetime.fromisoformat(changed).replace(tzinfo=UTC)
    file.add_paragraph(TEXT)
    file.save(data)
    assert str(read_docx(data.getvalue()).made) == made


def test_what_a_copied_page_asks_about_itself_is_no_text() -> None:
    foot = "Hjälpte informationen dig?\nJa Nej\nDela på Facebook\n"
    assert read_text(f"Ny rutin\n\n{TEXT}\n\n{foot}").source == f"{TEXT}\n"
    assert "Får jag gå?\n\nJa" in read_text(f"Ny rutin\n\n{TEXT}\n\nFår jag gå?\n\nJa, alla får det.\n").source


def test_the_number_of_a_laboratory_stays_and_that_of_its_head_goes() -> None:
    source = read_text(
        f"Ny rutin\n\n{TEXT}\n\nKontakt\n\nLaboratoriet\n\n010-441 30 30\n\nAnna Ek\n\n070-123 45 67\n"
    ).source
    assert "Laboratoriet\n\n010-441 30 30" in source
    assert "070" not in source


def test_a_link_to_a_letter_as_a_page_is_none_of_its_text() -> None:
    head = "Från: info@exempel.se\nSkickat: 2026-05-12\nÄmne: Brev i juni\n\n"
    source = read_text(f"{head}Kan du inte läsa brevet? Öppna det i webbläsaren: https://x/1\n\n{TEXT}\n").source
    assert source == f"{TEXT}\n"


def test_who_wrote_a_message_and_when_is_none_of_its_text() -> None:
    reading = read_text(f"Eva Lind\nden 12 maj 2026 09:14\n\n{TEXT}\n")
    assert (str(reading.head.published), reading.source) == ("2026-05-12", f"{TEXT}\n")
    letter = read_text(f"Ny rutin\nden 12 maj 2026\n\n{TEXT}\n")
    assert (letter.head.title, str(letter.head.published)) == ("Ny rutin", "2026-05-12")


def test_items_by_letters_are_lines_of_their_own(make_pdf: MakePdf) -> None:
    lines = [
        "Rutin för prov",
        "Ansvar",
        "a) Den som beställer provet bevakar svaret.",
        "b) Sekreteraren skickar brevet.",
    ]
    assert read_pdf(make_pdf([lines])).source.endswith(f"{lines[2]}\n\n{lines[3]}\n")


def test_bullets_in_the_column_to_the_right_are_bullets(make_placed_pdf: MakePdf) -> None:
    left = "Från oktober används en ge-|mensam lista i hela regionen. Den|ersätter tre äldre system som|stängs i höst."
    right = (
        "\x7f Läkare gör provet i augusti.|\x7f Andra gör det i september och|  de sista i oktober.|\x7f Vikarier sist."
    )
    placed = [(x, 735 - 14 * row, text) for x, column in ((50, left), (310, right))
              for row, text in enumerate(column.split("|"))]  # fmt: skip
    source = read_pdf(make_placed_pdf([(50, 780, "Nytt om läkemedel", 20), *placed])).source
    assert "- Läkare gör provet i augusti.\n- Andra gör det i september och de sista i oktober.\n- Vikarier" in source


def test_items_by_letters_do_not_go_on_with_the_heading_above_them() -> None:
    assert read_text(f"Rutin\n\n{TEXT}\n\nÖvrigt\na) Lokaler bokas.\nb) Kaffe finns.\n").source.endswith(
        "## Övrigt\n\na) Lokaler bokas.\n\nb) Kaffe finns.\n"
    )


def test_the_number_of_a_press_desk_stays() -> None:
    assert "010-222 44 00" in read_text(f"Avtal\n\n{TEXT}\n\nPresstjänsten, 010-222 44 00\n").source


def test_a_date_in_a_letterhead_is_suggested_before_the_day_of_the_template() -> None:
    file, data = docx.Document(), io.BytesIO()
    table = file.add_table(rows=2, cols=2)
    for at, text in enumerate(("Region Exempel", "MINNESANTECKNINGAR", "Programkontoret", "2026-04-28")):
        table.cell(at // 2, at % 2).text = text
    file.add_heading("Styrgruppen", 1)
    file.add_paragraph(TEXT)
    file.save(data)
    read = drafted(file_of("brev.docx", data.getvalue()), Given())
    assert read.document.head.published is None
    assert Remark(Look.DATE_UNCLEAR, "2026-04-28") in read.notices


def test_a_box_to_tick_begins_no_heading() -> None:
    read = read_text(f"Brev\n\n{TEXT}\n\n☐ Lista inlämnad\n\n☒ Introduktion klar\n\nAlla kryssar själva i sin lista.\n")
    assert "#" not in read.source
    assert "\n☒ Introduktion klar\n" in read.source
