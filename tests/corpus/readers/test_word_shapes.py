"""Shapes that Word documents and workbooks of offices have: what is their title, their date, a table, a heading."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import docx
import openpyxl
from docx.document import Document

from corpus.ingest import Given, drafted
from corpus.readers.document import Document as Read
from corpus.readers.remarks import Look, Remark
from corpus.sources import file_of
from corpus.types import PartialDate

TEXT = "Regionen inför ett nytt vårdinformationsstöd under hösten, och alla som dokumenterar går en utbildning."


def word(fill: Callable[[Document], object]) -> Read:
    document, out = docx.Document(), io.BytesIO()
    fill(document)
    document.save(out)
    return drafted(file_of("dokument.docx", out.getvalue()), Given()).document


def test_the_one_heading_over_all_others_is_the_title_of_a_document_without_a_title() -> None:
    def fill(document: Document) -> None:
        document.add_heading("Ny tidplan", 1)
        document.add_paragraph("Starten är 10 mars.")
        document.add_heading("Mottagningen", 2)
        document.add_paragraph(TEXT)

    read = word(fill)
    assert read.head.title == "Ny tidplan"
    assert read.source.startswith("Starten är 10 mars.\n\n### Mottagningen")


def test_a_line_above_several_headings_is_the_title() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("PM om tidplanen")
        for heading in ("Bakgrund", "Förslag"):
            document.add_heading(heading, 1)
            document.add_paragraph(TEXT)

    read = word(fill)
    assert read.head.title == "PM om tidplanen"
    assert "## Bakgrund" in read.source


def test_the_table_over_a_letter_tells_its_date() -> None:
    def fill(document: Document) -> None:
        table = document.add_table(rows=2, cols=3)
        for row, texts in enumerate((("Datum", "Diarienummer", "Handläggare"), ("2024-04-02", "RS 2024-12", "Eva Ek"))):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        document.add_paragraph("Information till chefer", style="Title")
        document.add_paragraph(TEXT)

    assert word(fill).head.published == PartialDate(2024, 4, 2)


def test_lines_with_tabs_are_rows_of_a_table_and_items_are_none() -> None:
    def fill(document: Document) -> None:
        document.add_heading("Tider", 0)
        document.add_paragraph(TEXT)
        for line in ("Dag\tTid\tLokal", "Måndag\t08–10\tEken", "Tisdag\t10–12\tAsken"):
            document.add_paragraph(line)
        document.add_paragraph("Kom\ti tid.")
        for line in ("•\tTa med kort", "•\tTa med penna"):
            document.add_paragraph(line)

    rows = "| Dag | Tid | Lokal |\n|---|---|---|\n| Måndag | 08–10 | Eken |\n| Tisdag | 10–12 | Asken |"
    assert word(fill).source == f"{TEXT}\n\n{rows}\n\nKom i tid.\n\n- Ta med kort\n- Ta med penna\n"


def test_neither_a_greeting_nor_a_line_of_an_address_is_a_heading() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Nytt om kursen")
        document.add_paragraph(TEXT)
        document.add_paragraph("Tid: 13–15")
        document.add_paragraph("Plats: Aulan")
        document.add_paragraph("Välkommen till kursen, som är öppen för alla.")
        document.add_paragraph("Med vänlig hälsning")
        document.add_paragraph("Vi som arbetar med införandet i hela regionen.")

    assert "#" not in word(fill).source


def test_the_date_under_the_title_of_a_workbook_is_its_own_and_a_later_making_is_a_copys() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Breddinförande"
    for row in (["Tidplan"], ["Uppdaterad 2024-02-11"], [], ["Ort", "Start"], ["Borås", datetime.date(2024, 9, 7)]):
        book.active.append(row)
    book.save(out)
    head = drafted(file_of("plan.xlsx", out.getvalue()), Given()).document.head
    assert (head.title, head.published, head.updated) == ("Tidplan", None, PartialDate(2024, 2, 11))


def test_a_workbook_of_several_parts_is_not_named_after_the_first() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Borås"
    for sheet in (book.active, book.create_sheet("Skövde")):
        sheet.append(["Dag", "Tid"])
        sheet.append(["Måndag", "08–10"])
    book.save(out)
    read = drafted(file_of("starttider.xlsx", out.getvalue()), Given()).document
    assert read.head.title == "Starttider"
    assert "## Borås" in read.source


def test_what_stands_over_a_memo_is_neither_its_title_nor_a_heading() -> None:
    def fill(document: Document) -> None:
        for line in (
            "PROMEMORIA",
            "2024-05-04",
            "Till: Verksamhetschefer",
            "Från: Eva Ek",
            "Nya regler för jour",
            TEXT,
        ):
            document.add_paragraph(line)
        document.add_paragraph("Gäller från: 1 juni 2024")
        document.add_paragraph("Jouren har egna tider, och de gäller alla som arbetar i huset.")

    read = word(fill)
    assert (read.head.title, read.head.published) == ("Nya regler för jour", PartialDate(2024, 5, 4))
    assert "#" not in read.source


def test_a_table_of_contents_stays_out_and_a_date_beside_a_version_is_a_suggestion() -> None:
    document, out = docx.Document(), io.BytesIO()
    document.styles.add_style("TOC 1", 1)
    document.add_heading("Införandeplan", 0)
    document.add_paragraph("Version 1.2, 2024-03-04")
    for line in ("1 Bakgrund\t3", "2 Tidplan\t4"):
        document.add_paragraph(line, style="TOC 1")
    document.add_heading("1 Bakgrund", 1)
    document.add_paragraph(TEXT)
    document.save(out)
    read = drafted(file_of("plan.docx", out.getvalue()), Given())
    assert read.document.source == f"Version 1.2, 2024-03-04\n\n## 1 Bakgrund\n\n{TEXT}\n"
    assert read.document.head.published is None
    assert Remark(Look.DATE_UNCLEAR, "2024-03-04") in read.notices
    assert read.coverage is not None
    assert [piece.begins for piece in read.coverage.left_out] == ["1 Bakgrund 3", "2 Tidplan 4"]
