"""Presentations, workbooks and OpenDocument texts: what a reader sees comes in, and files that would harm do not."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest

from corpus.errors import Code, ReadError
from corpus.ingest import draft
from corpus.readers.document import PageReading
from corpus.readers.office.cells import told_value
from corpus.readers.office.formats import read_office
from corpus.readers.remarks import Look
from corpus.sources import Format, file_of
from corpus.types import PartialDate

_NAMES = {"office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style"}
_NAMESPACES = " ".join(
    [f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES.items()]
    + ['xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"']
)
LEAD = "<text:p>Programmet har arbetat vidare i vår.</text:p>"


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def odt(body: str, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed(**{"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def deck() -> Any:
    pytest.importorskip("pptx", reason="python-pptx is not installed (fvm-svar[office])")
    import pptx

    return pptx.Presentation()


def workbook() -> Any:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed (fvm-svar[office])")
    book = openpyxl.Workbook()
    book.active.title = "Utrullning"
    return book


def slides(document: Any) -> PageReading:
    return read_office(saved(document), Format.PPTX)


def sheets(book: Any) -> PageReading:
    return read_office(saved(book), Format.XLSX)


def looks(reading: PageReading) -> dict[Look, str]:
    return {notice.look: notice.detail for notice in reading.notices}


def slide(document: Any, layout: int, title: str = "", *texts: str) -> Any:
    new = document.slides.add_slide(document.slide_layouts[layout])
    if title:
        new.shapes.title.text = title
    if texts:
        new.placeholders[1].text = "\n".join(texts)
    return new


def test_the_first_slide_gives_title_and_date_and_the_others_are_sections() -> None:
    document = deck()
    slide(document, 0, "Nytt arbetssätt i vården", "2026-05-12")
    slide(document, 1, "Tidplan", "Borås börjar i mars", "Skövde börjar i maj")
    reading = slides(document)
    assert (reading.head.title, reading.head.published) == ("Nytt arbetssätt i vården", PartialDate(2026, 5, 12))
    assert reading.source == "## Tidplan\n\n- Borås börjar i mars\n- Skövde börjar i maj\n"


def test_boxes_of_a_slide_are_read_from_above_and_from_the_left() -> None:
    document = deck()
    from pptx.util import Inches

    slide(document, 0, "Nytt", "Våren")
    new = slide(document, 6)
    for left, top, text in [(5, 1, "Höger ruta om supporten."), (1, 1.2, "Vänster ruta om starten."),
                            (1, 4, "Under dem står en tredje ruta.")]:  # fmt: skip
        new.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1)).text_frame.text = text
    source = slides(document).source
    assert source.index("Vänster") < source.index("Höger") < source.index("tredje")


def test_a_slides_table_and_chart_are_rows_and_merged_cells_go_on_downwards() -> None:
    document = deck()
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    new = slide(document, 5, "Orter")
    table = new.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, text in enumerate(["Ort", "Dag", "Borås", "3 juni", "", "4 juni"]):
        table.cell(at // 2, at % 2).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    drawn = CategoryChartData()
    drawn.categories = ["2025", "2026"]
    drawn.add_series("Användare", (1200, 2300.5))
    place = (Inches(1), Inches(4), Inches(4), Inches(2))
    new.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, drawn)
    source = slides(document).source
    assert "| Borås | 3 juni |\n| Borås | 4 juni |" in source
    assert "| 2026 | 2300,5 |" in source


def test_hidden_slides_stay_out_and_speakers_notes_and_slides_of_pictures_are_told() -> None:
    document = deck()
    slide(document, 1, "Nytt", "Kursen börjar i augusti.")
    hidden = slide(document, 1, "Dold", "Detta är inte bestämt än.")
    hidden.element.set("show", "0")
    spoken = slide(document, 1, "Mer", "Supporten svarar varje dag.")
    spoken.notes_slide.notes_text_frame.text = "Säg att det är preliminärt."
    slide(document, 6)
    reading = slides(document)
    assert "bestämt" not in reading.source
    assert "preliminärt" not in reading.source
    assert looks(reading) == {Look.NOTES_LEFT_OUT: "1", Look.SLIDES_OF_PICTURES: "1"}


def test_each_sheet_is_a_table_under_its_name_and_cells_show_what_excel_shows() -> None:
    book = workbook()
    sheet = book.active
    sheet["A1"] = "Utrullning 2026"
    sheet.append([])
    sheet.append(["Ort", "Dag", "Andel", "Kostnad"])
    sheet.append(["Borås", datetime.date(2026, 6, 3), 0.25, 12500.5])
    sheet.append(["", datetime.datetime(2026, 6, 4, 13, 30), None, 7])
    sheet.merge_cells("A4:A5")
    sheet["C4"].number_format, sheet["D4"].number_format = "0%", '#,##0.00 "kr"'
    book.create_sheet("Kontakt")["A1"] = "Supporten svarar varje dag."
    reading = sheets(book)
    assert reading.head.title == "Utrullning 2026"
    assert reading.source == (
        "## Utrullning\n\n| Ort | Dag | Andel | Kostnad |\n|---|---|---|---|\n"
        "| Borås | 2026-06-03 | 25 % | 12 500,50 kr |\n| Borås | 2026-06-04 13:30 |  | 7 |\n\n"
        "## Kontakt\n\nSupporten svarar varje dag.\n"
    )


def test_hidden_sheets_rows_and_columns_stay_out_and_are_told() -> None:
    book = workbook()
    sheet = book.active
    for row in (["Ort", "Dag", "Internt"], ["Borås", "3 juni", "hemligt"], ["Skövde", "4 juni", "hemligt"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("Underlag")
    hidden["A1"], hidden.sheet_state = "utkast", "hidden"
    reading = sheets(book)
    assert not any(word in reading.source for word in ("Skövde", "hemligt", "utkast"))
    assert looks(reading) == {Look.SHEETS_LEFT_OUT: "1", Look.ROWS_HIDDEN: "1"}


def test_struck_cells_and_words_and_marks_of_footnotes_of_a_workbook_stay_out() -> None:
    book = workbook()
    from openpyxl.styles import Font

    sheet = book.active
    for row in (["Ort", "Start"], ["Borås", "STRUCK"], ["Mark", "i mars"], ["Ale", "RAISED"], ["Tjörn", "i april"]):
        sheet.append(row)
    for cell in (sheet["A3"], sheet["B3"], sheet["B5"]):
        cell.font = Font(strike=True)
    shared = (
        "<r><t xml:space='preserve'>nu </t></r><r><rPr><strike/></rPr><t>i mars</t></r><r><t> i maj</t></r>",
        "<r><t>2026</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>",
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode()
            for at, word in enumerate(("STRUCK", "RAISED")):
                data = data.replace(f't="inlineStr"><is><t>{word}</t></is>', f't="s"><v>{at}</v>')
            told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            new.writestr(name, data.replace("</Types>", told))
        strings = "".join(f"<si>{each}</si>" for each in shared)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
    reading = read_office(file.getvalue(), Format.XLSX)
    assert "| Ort | Start |\n|---|---|\n| Borås | nu i maj |\n| Ale | 2026 |\n| Tjörn |  |" in reading.source


def test_a_cell_that_holds_its_own_words_in_pieces_is_told_as_it_shows() -> None:
    book = workbook()
    for row in (["Ort", "Start"], ["Borås", "PIECES"], ["Ale", "i april"]):
        book.active.append(row)
    pieces = (
        "<r><t>3 mars</t></r><r><rPr><strike/></rPr><t xml:space='preserve'> 2025</t></r>"
        "<r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).decode().replace("<t>PIECES</t>", pieces))
    assert "| Borås | 3 mars |" in read_office(file.getvalue(), Format.XLSX).source


def test_formulas_that_nobody_has_reckoned_are_told() -> None:
    book = workbook()
    for row in (["Ort", "Antal"], ["Borås", 4], ["Summa", "=SUM(B2:B2)"]):
        book.active.append(row)
    assert looks(sheets(book)) == {Look.FORMULAS_LEFT_OUT: "1"}


def test_a_cell_merged_over_a_whole_sheet_costs_nothing() -> None:
    book = workbook()
    for row in (["Ort", "Dag"], ["Borås", "3 juni"]):
        book.active.append(row)
    data = saved(book)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    whole = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", whole)
    assert "| Borås | 3 juni |" in read_office(packed(**parts), Format.XLSX).source


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [(1500, "General", "1500"), (1500, "#,##0", "1 500"), (0.125, "0.0%", "12,5 %"), (3.0, "General", "3"),
     (2.5, "0.00", "2,50"), (True, "General", "SANT"), (datetime.time(8, 30), "h:mm", "08:30"),
     (datetime.datetime(2026, 5, 12), "yyyy-mm-dd", "2026-05-12"), (datetime.timedelta(hours=30), "[h]:mm", "30:00"),
     (1200, '#,##0\\ "kr"', "1 200 kr"), (-5, "0;-0", "-5")],
)  # fmt: skip
def test_a_value_is_written_as_its_format_says(value: object, how: str, text: str) -> None:
    assert told_value(value, how) == text


def test_an_open_document_keeps_headings_lists_tables_and_boxes() -> None:
    body = (
        '<text:p text:style-name="Title">Nytt i maj</text:p><text:p>Publicerad: 2026-05-12</text:p>'
        '<text:h text:outline-level="1">Utbildning</text:h>' + LEAD + "<text:list><text:list-item>"
        "<text:p>Anmäl dig</text:p><text:list><text:list-item><text:p>hos chefen</text:p></text:list-item></text:list>"
        "</text:list-item></text:list><text:p><draw:frame><draw:text-box><text:p>Rutan säger mer.</text:p>"
        "</draw:text-box></draw:frame></text:p><table:table><table:table-row>"
        '<table:table-cell table:number-rows-spanned="2"><text:p>Borås</text:p></table:table-cell><table:table-cell>'
        '<text:p>3 juni</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/>'
        "</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>4 juni</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    reading = read_office(odt(body), Format.ODT)
    assert (reading.head.title, reading.head.published) == ("Nytt i maj", PartialDate(2026, 5, 12))
    assert reading.source == (
        "## Utbildning\n\nProgrammet har arbetat vidare i vår.\n\n- Anmäl dig\n  - hos chefen\n\nRutan säger mer.\n\n"
        "| Borås | 3 juni |\n|---|---|\n| Borås | 4 juni |\n"
    )


def test_deleted_struck_and_hidden_text_and_marks_of_notes_of_an_open_document_stay_out() -> None:
    styles = (
        '<style:style style:name="S"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="U"><style:text-properties style:text-position="super 58%"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:p>borttaget</text:p></text:changed-region>"
        '</text:tracked-changes><text:p>Kursen börjar <text:span text:style-name="S">inte </text:span>i augusti '
        '2026<text:span text:style-name="U">1</text:span><text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Utom Borås, som börjar i juni.</text:p></text:note-body></text:note>.</text:p>"
        '<text:p text:style-name="H">dolt</text:p><text:section text:display="none"><text:p>dolt</text:p>'
        "</text:section>"
        '<table:table><table:table-row table:visibility="collapse"><table:table-cell><text:p>dold rad</text:p>'
        "</table:table-cell></table:table-row></table:table>" + LEAD
    )
    source = read_office(odt(body, styles), Format.ODT).source
    assert "Kursen börjar i augusti 2026." in source
    assert source.endswith("Utom Borås, som börjar i juni.\n")
    assert not any(word in source for word in ("borttaget", "dolt", "dold"))


@pytest.mark.parametrize("kind", [Format.ODT, Format.XLSX, Format.PPTX])
def test_bombs_entities_and_damaged_files_are_refused_in_words(kind: Format) -> None:
    name = {Format.ODT: "content.xml", Format.XLSX: "xl/workbook.xml", Format.PPTX: "ppt/presentation.xml"}[kind]
    if kind is not Format.ODT:
        pytest.importorskip("pptx" if kind is Format.PPTX else "openpyxl", reason="fvm-svar[office] is not installed")
    grown = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
    for data in (packed(**{name: b"<a>" + b" " * 200_000_000}), packed(**{name: grown}), packed(**{name: b"<a"}),
                 b"PK\x03\x04 kaputt", packed(other=b"<a/>")):  # fmt: skip
        with pytest.raises(ReadError):
            read_office(data, kind)


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [("brev.msg", ole("__substg1.0_0037001F"), Code.SAVE_AS, "Outlook .* EML"),
     ("brev.doc", ole(""), Code.SAVE_AS, "DOCX"),
     ("plan", ole("Workbook"), Code.SAVE_AS, "XLSX"), ("bilder.ppt", ole(""), Code.SAVE_AS, "PPTX"),
     ("brev.txt", b"{\\rtf1 hej", Code.SAVE_AS, "DOCX"),
     ("plan.docx", ole("EncryptedPackage"), Code.LOCKED, "password"),
     ("a.ods", packed(mimetype=b""), Code.SAVE_AS, "XLSX")],
)  # fmt: skip
def test_what_is_not_read_is_refused_with_the_way_out(name: str, data: bytes, code: Code, words: str) -> None:
    with pytest.raises(ReadError, match=words) as refused:
        file_of(name, data)
    assert refused.value.code is code


def test_a_workbook_is_known_whatever_it_is_called() -> None:
    assert file_of("fel.docx", saved(workbook())).format is Format.XLSX


def test_a_packed_file_is_known_by_what_is_in_it() -> None:
    assert file_of("utan ändelse", odt(LEAD)).format is Format.ODT
    assert draft(file_of("plan.odt", odt("<text:p>Nytt</text:p>" + LEAD))).document.head.title == "Nytt"
