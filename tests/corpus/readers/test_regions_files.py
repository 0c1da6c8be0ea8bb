"""Files in the shapes that regions publish, whose right values were decided before they were read."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from corpus.readers.paper.pdf import read_pdf
from corpus.readers.remarks import Look, Remark, Why
from corpus.readers.text import read_text
from corpus.readers.word.docx import read_docx

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
