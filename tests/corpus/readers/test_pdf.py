from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest

from corpus.errors import Code, ReadError
from corpus.readers.document import DateSource
from corpus.readers.markdown import read_markdown
from corpus.readers.paper.pdf import read_pdf
from corpus.readers.remarks import Look, Remark

MakePdf = Callable[..., bytes]

FIRST = [
    "Förvaltningens brev",
    "Nytt om lokalerna",
    "Flytten av verksamheten till det nya huset börjar i maj och leds av en grupp som direk-",
    "tören har utsett. Gruppen består av Ann-",
    "Sofi Ek och fyra andra.",
    "Tidplan för flytten",
    "Det första huset flyttar den 3 maj. Det andra huset flyttar en vecka senare, när alla kablar är",
    "dragna och provade av den som ska använda dem. Till sist flyttar det tredje huset, där många ar-",
    "1 (3)",
]
SECOND = [
    "Förvaltningens brev",
    "betar i dag, och då är hela flytten klar.",
    "• Stolar kommer i maj och ställs upp av oss",
    "• Bord kommer i juni",
    "2 (3)",
]
THIRD = ["Förvaltningens brev", "Avslutning", "Vi återkommer med mer information om flytten när den är klar.", "3 (3)"]


def shown(source: str) -> list[tuple[str, int | None, str]]:
    return [(part.kind.name, part.page, part.text) for part in read_markdown(source)]


def test_text_comes_out_as_blocks_with_their_pages(make_pdf: MakePdf) -> None:
    reading = read_pdf(make_pdf([FIRST, SECOND, THIRD], "Microsoft Word - brev.docx", "D:20200430101500+02'00'"))
    assert reading.head.title == "Nytt om lokalerna"
    assert shown(reading.source) == [
        (
            "PARAGRAPH",
            1,
            "Flytten av verksamheten till det nya huset börjar i maj och leds av en grupp som direktören har utsett. "
            "Gruppen består av Ann-Sofi Ek och fyra andra.",
        ),
        ("HEADING", 1, "Tidplan för flytten"),
        (
            "PARAGRAPH",
            1,
            "Det första huset flyttar den 3 maj. Det andra huset flyttar en vecka senare, när alla kablar är dragna "
            "och provade av den som ska använda dem. Till sist flyttar det tredje huset, där många arbetar i dag, och "
            "då är hela flytten klar.",
        ),
        ("LIST_ITEM", 2, "Stolar kommer i maj och ställs upp av oss"),
        ("LIST_ITEM", 2, "Bord kommer i juni"),
        ("HEADING", 3, "Avslutning"),
        ("PARAGRAPH", 3, "Vi återkommer med mer information om flytten när den är klar."),
    ]


def test_a_date_on_the_page_is_its_own_and_that_of_the_files_making_is_told_apart(make_pdf: MakePdf) -> None:
    created = "D:20210203101500"
    plain = read_pdf(make_pdf([THIRD], "", created))
    titled = read_pdf(make_pdf([THIRD], "Brev april 2020", created))
    labelled = read_pdf(make_pdf([["Brev", "Publicerad: 2019-05-06", *THIRD[2:3]]], "", created))
    assert (plain.head.published, str(plain.made), plain.notices) == (None, "2021-02-03", ())
    assert (titled.head.title, titled.head.published) == ("Brev april 2020", None)
    assert (str(labelled.head.published), labelled.head.date_source) == ("2019-05-06", DateSource.PAGE)


def test_a_locked_file_is_refused(make_pdf: MakePdf) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([THIRD])))
    writer.encrypt("hemligt", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(ReadError, match="locked with a password") as caught:
        read_pdf(locked.getvalue())
    assert caught.value.code is Code.LOCKED


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="damaged"):
        read_pdf(data)


def test_a_file_without_text_is_refused(make_pdf: MakePdf) -> None:
    with pytest.raises(ReadError, match="holds no text"):
        read_pdf(make_pdf([[], []]))


def test_a_file_cut_in_half_is_read_or_refused(make_pdf: MakePdf) -> None:
    whole = make_pdf([FIRST, SECOND, THIRD])
    with pytest.raises(ReadError):
        read_pdf(whole[: len(whole) // 8])


def test_pages_beyond_the_limit_are_left_out_with_a_notice(make_pdf: MakePdf) -> None:
    lines = [f"Det här är en sida om {chr(97 + n % 26) * (1 + n // 26)} och inget annat." for n in range(502)]
    reading = read_pdf(make_pdf([["Brev", line] for line in lines]))
    assert reading.notices[0] == Remark(Look.PAGES_LEFT_OUT, "2")
    assert shown(reading.source)[-1][1] == 500


LEFT = (
    "Utbildningen börjar den 14|september och alla chefer ska|anmäla sina medarbetare senast den|15 augusti i år.||"
    "Kursen tar fyra timmar och|ges i Borås."
)
RIGHT = "Driften tas över av förvaltningen|i november, då journalsystemet|stängs för nya anteckningar under|två dygn."


def test_columns_are_read_one_after_the_other(make_placed_pdf: MakePdf) -> None:
    columns = [(x, 740 - 14 * row, line) for x, column in ((72, LEFT), (320, RIGHT))
               for row, line in enumerate(column.split("|")) if line]  # fmt: skip
    placed = [(72, 780, "Nyhetsbrev i två spalter"), *columns, (72, 560, "Det här stycket går över hela sidans bredd.")]
    reading = read_pdf(make_placed_pdf(sorted(placed, key=lambda each: (-each[1], each[0]))))
    assert [text for _, _, text in shown(reading.source)] == [
        "Utbildningen börjar den 14 september och alla chefer ska anmäla sina medarbetare senast den 15 augusti i år.",
        "Kursen tar fyra timmar och ges i Borås.",
        "Driften tas över av förvaltningen i november, då journalsystemet stängs för nya anteckningar under två dygn.",
        "Det här stycket går över hela sidans bredd.",
    ]


def test_a_table_comes_out_as_rows(make_placed_pdf: MakePdf) -> None:
    rows = (("Sjukhus", "Kursen börjar", "Ort"), ("Södra", "12 maj 2026", "Borås"), ("Norra", "3 juni 2026", "Skövde"))
    cells = [(72 + 170 * at, 700 - 15 * row, cell) for row, told in enumerate(rows) for at, cell in enumerate(told)]
    reading = read_pdf(make_placed_pdf([(72, 770, "Tidplan"), (72, 740, "Kurserna ges på två orter."), *cells,
                                        (72, 620, "Frågor tas upp på mötet.")]))  # fmt: skip
    assert shown(reading.source) == [
        ("PARAGRAPH", 1, "Kurserna ges på två orter."),
        *(("TABLE_ROW", 1, " | ".join(row)) for row in rows),
        ("PARAGRAPH", 1, "Frågor tas upp på mötet."),
    ]


def test_what_stands_in_the_largest_letters_is_the_title(make_placed_pdf: MakePdf) -> None:
    data = make_placed_pdf([
        (72, 800, "Region Exempel", 9), (400, 800, "2024-04-16", 9), (72, 760, "Beslut om en ny tidplan för", 20),
        (72, 736, "hela regionen", 20), (72, 700, "Nämnden beslutade att starten flyttas till hösten."),
        (72, 684, "Skälet är att arbetet tar längre tid än väntat.")])  # fmt: skip
    reading = read_pdf(data)
    assert reading.head.title == "Beslut om en ny tidplan för hela regionen"
    assert Remark(Look.DATE_UNCLEAR, "2024-04-16") in reading.notices


def test_a_date_under_the_title_is_no_part_of_the_text_and_dashes_are_bullets(make_pdf: MakePdf) -> None:
    lines = ["Nyhetsbrev i vår", "2024-04-16", "Vi har testat systemet på tre sjukhus, och resultatet är gott.",
             "– Utskrift", "– Etiketter"]  # fmt: skip
    reading = read_pdf(make_pdf([lines]))
    assert str(reading.head.published) == "2024-04-16"
    assert [(kind, text) for kind, _, text in shown(reading.source)] == [
        ("PARAGRAPH", lines[2]), ("LIST_ITEM", "Utskrift"), ("LIST_ITEM", "Etiketter"),
    ]  # fmt: skip


RAISED = (
    b"BT /F1 11 Tf 72 700 Td (Starten sker i november 2026) Tj /F1 7 Tf 5 Ts (1) Tj 0 Ts /F1 11 Tf ( i 49 orter) Tj "
    b"/F1 7 Tf 5 Ts (2) Tj 0 Ts /F1 11 Tf (.) Tj ET\n"
    b"BT /F1 11 Tf 72 684 Td (Lokalen har 120 m) Tj /F1 7 Tf 0 4 Td (2) Tj /F1 11 Tf 0 -4 Td ( golv och CO) Tj "
    b"/F1 7 Tf 0 -3 Td (2) Tj /F1 11 Tf 0 3 Td ( renas bort.) Tj ET"
)


def test_marks_of_notes_go_and_powers_stay_on_printed_pages(make_drawn_pdf: MakePdf) -> None:
    source = read_pdf(make_drawn_pdf(RAISED)).source
    assert "november 2026 i 49 orter." in source
    assert "120 m² golv och CO2 renas bort." in source


def test_a_table_whose_letters_shift_its_gaps_keeps_its_cells(make_placed_pdf: MakePdf) -> None:
    rows = [
        ("Enhet", "Jan", "Feb", "Mars"),
        ("Akuten", "12", "9", "140"),
        ("Barnmottagningen", "8", "11", "7"),
        ("Ögon", "3", "5"),
    ]
    placed = [(x, 640 - 16 * at, cell) for at, row in enumerate(rows)
              for x, cell in zip((72, 250 + 9 * at, 330 - 9 * at, 410 + 5 * at), row, strict=False)]  # fmt: skip
    head = [(72, 720, "Besök i mars", 20), (72, 690, "Så många kom till enheterna under årets första månader.")]
    source = read_pdf(make_placed_pdf([*head, *placed])).source
    assert "| Akuten | 12 | 9 | 140 |\n| Barnmottagningen | 8 | 11 | 7 |\n| Ögon | 3 | 5 |" in source


def test_running_heads_are_told_and_headings_that_are_counted_are_none(make_pdf: MakePdf) -> None:
    texts = ("Huset flyttar i maj och alla får hjälp av flyttfirman.", "Kablarna dras i juni, som det var sagt i mars.",
             "Till sist städas allting av den firma som har upphandlats.")  # fmt: skip
    reading = read_pdf(make_pdf([[f"Del {n}", text, "Dnr RS 2025-00345"] for n, text in enumerate(texts, 1)]))
    assert [text for _, _, text in shown(reading.source) if text.startswith("Del")] == ["Del 2", "Del 3"]
    assert reading.coverage is not None
    assert [(piece.begins, piece.words) for piece in reading.coverage.left_out] == [("Dnr RS 2025-00345", 9)]
