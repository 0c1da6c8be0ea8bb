from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest

from corpus.errors import ReadError
from corpus.readers.document import DateSource
from corpus.readers.word.docx import read_docx
from corpus.types import PartialDate

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(body: bytes, **others: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
        for name, data in others.items():
            archive.writestr(name, data)
    return file.getvalue()


def paragraphs(*texts: str) -> bytes:
    inner = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f"<w:document {_NAMESPACE}><w:body>{inner}</w:body></w:document>".encode()


@pytest.fixture
def bulletin() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Mall för brev"
    document.add_heading("Nytt i maj 2024", 0)
    document.add_paragraph("Publicerad: 2024-05-17")
    document.add_heading("Utbildning", 1)
    document.add_paragraph("Utbildningen börjar i augusti och alla får en plats.")
    document.add_paragraph("Anmälan görs hos chefen.", style="List Bullet")
    document.add_paragraph("Kursen tar två dagar.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Ort", "Dag", "Borås", "3 juni"), strict=True):
        cell.text = text
    return word_file(document)


def test_headings_lists_and_tables_keep_their_shape(bulletin: bytes) -> None:
    reading = read_docx(bulletin)
    assert reading.head.title == "Nytt i maj 2024"
    assert reading.source == (
        "## Utbildning\n\nUtbildningen börjar i augusti och alla får en plats.\n\n- Anmälan görs hos chefen.\n"
        "- Kursen tar två dagar.\n\n| Ort | Dag |\n|---|---|\n| Borås | 3 juni |\n"
    )


def test_the_label_on_the_page_is_the_date(bulletin: bytes) -> None:
    reading = read_docx(bulletin)
    assert (reading.head.published, reading.head.date_source) == (PartialDate(2024, 5, 17), DateSource.PAGE)


def test_the_date_of_the_files_making_is_told_apart() -> None:
    document = docx.Document()
    document.add_heading("Om utbildning", 0)
    document.add_paragraph("Utbildningen börjar efter sommaren och pågår länge.")
    reading = read_docx(word_file(document))
    assert (reading.head.published, reading.head.date_source) == (None, None)
    assert (reading.made, reading.notices) == (PartialDate(2013, 12, 23), ())


def test_deleted_text_and_field_codes_are_left_out() -> None:
    body = paragraphs("Kvar står detta i dokumentet.").replace(
        b"</w:p>", b"<w:del><w:r><w:t>Struket.</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert read_docx(packed(body)).source == "Kvar står detta i dokumentet.\n"


def test_a_zip_bomb_is_refused_before_it_is_unpacked_whole() -> None:
    bomb = packed(b"<w:document>" + b" " * 200_000_000)
    start = time.monotonic()
    with pytest.raises(ReadError, match="larger than"):
        read_docx(bomb)
    assert time.monotonic() - start < 5
    assert len(bomb) < 300_000


def test_entities_that_grow_are_refused() -> None:
    grown = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(ReadError, match="document type"):
        read_docx(packed(grown + paragraphs("&b;")))


@pytest.mark.parametrize("data", [b"PK\x03\x04 kaputt", b"", packed(b"<w:document"), packed(b"<a/>")])
def test_a_damaged_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ReadError):
        read_docx(data)


def test_a_part_that_is_locked_is_refused(bulletin: bytes) -> None:
    at = bulletin.find(b"PK\x01\x02")
    locked = bytearray(bulletin)
    while at >= 0:
        locked[at + 8] |= 1
        at = bulletin.find(b"PK\x01\x02", at + 1)
    with pytest.raises(ReadError):
        read_docx(bytes(locked))


def test_an_outside_file_is_never_read() -> None:
    body = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + paragraphs("&x;")
    with pytest.raises(ReadError, match="document type"):
        read_docx(packed(body))


def runs(*parts: str) -> str:
    """A paragraph of runs, each its properties and its text divided by a bar."""
    made = (part.rpartition("|") for part in parts)
    return "<w:p>" + "".join(f"<w:r><w:rPr>{how}</w:rPr>{text}</w:r>" for how, _, text in made) + "</w:p>"


def told(*elements: str) -> str:
    body = f"<w:document {_NAMESPACE}><w:body>{''.join(elements)}</w:body></w:document>"
    return read_docx(packed(body.encode())).source


LEAD = "<w:p><w:r><w:t>Nytt</w:t></w:r></w:p><w:p><w:r><w:t>Programmet har arbetat vidare i vår.</w:t></w:r></w:p>"


def test_hidden_and_struck_text_and_marks_of_footnotes_stay_out() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    source = told(
        LEAD,
        runs("|<w:t>Starten sker </w:t>", "<w:strike/>|<w:t>i mars </w:t>", "|<w:t>i maj 2026</w:t>",
             f"{raised}|<w:t>1</w:t>", "<w:vanish/>|<w:t> utkast</w:t>", "|<w:t> på 20 m</w:t>",
             f"{raised}|<w:t>2</w:t>", "|<w:t>.</w:t>"),
    )  # fmt: skip
    assert source.endswith("Starten sker i maj 2026 på 20 m².\n")


def test_lines_broken_by_hand_are_lines_and_make_lists() -> None:
    broken = runs("|<w:t>Kommuner som är klara:</w:t>", "|<w:br/>", "|<w:t>Borås</w:t>", "|<w:br/>", "|<w:t>Mark</w:t>")
    wrapped = runs("|<w:t>Det här är en rad som</w:t>", "|<w:br/>", "|<w:t>går vidare på nästa.</w:t>")
    assert told(LEAD, broken, wrapped).endswith(
        "Kommuner som är klara:\n\n- Borås\n- Mark\n\nDet här är en rad som går vidare på nästa.\n"
    )


def test_a_text_box_is_read_once_where_it_is_anchored() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Driftstart är den 2 november.</w:t></w:r></w:p></w:txbxContent>"
    copy = ('<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
            f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>")  # fmt: skip
    assert told(LEAD, f"<w:p><w:r>{copy}</w:r></w:p>").count("Driftstart är den 2 november.") == 1


def test_a_cell_that_is_merged_downwards_stands_in_each_of_its_rows() -> None:
    def cell(text: str, merged: str = "") -> str:
        return f"<w:tc><w:tcPr>{merged}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows = ((cell("SÄS", '<w:vMerge w:val="restart"/>'), cell("3 maj")), (cell("", "<w:vMerge/>"), cell("4 maj")))
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    assert "| SÄS | 3 maj |\n|---|---|\n| SÄS | 4 maj |" in told(LEAD, f"<w:tbl>{table}</w:tbl>")


def test_a_date_alone_under_the_title_is_that_of_the_letter() -> None:
    document = docx.Document()
    document.add_heading("Nyhetsbrev", 0)
    document.add_paragraph("Torsdag 12 mars 2026")
    document.add_paragraph("Programmet har arbetat vidare i vår.")
    reading = read_docx(word_file(document))
    assert (reading.head.published, reading.head.date_source) == (PartialDate(2026, 3, 12), DateSource.PAGE)
    assert reading.source == "Programmet har arbetat vidare i vår.\n"


STYLES = f"""<w:styles {_NAMESPACE}>
<w:style w:styleId="Dold"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="Dold2"><w:basedOn w:val="Dold"/></w:style>
<w:style w:styleId="Ring"><w:basedOn w:val="Ring"/></w:style>
<w:style w:styleId="Fotnot"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>"""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str) -> str:
    return f"<w:tc><w:p>{run(text)}</w:p></w:tc>"


def styled(text: str, style: str) -> str:
    return run(text, f"<w:rStyle w:val='{style}'/>")


CONTROL = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
LEAD = "Det nya huset blir klart i maj och alla flyttar dit."
RAISED = "<w:position w:val='6'/>"
ROW = f"<w:tr>{cell('Borås')}</w:tr>"


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (f"<w:p>{run('Huset är klart')}{styled(' dolt', 'Dold2')}{run('.')}</w:p>", "Huset är klart."),
        (f"<w:p>{styled('Huset är klart.', 'Ring')}</w:p>", "Huset är klart."),
        (f"<w:p>{run('Det är 49')}{styled('2', 'Fotnot')}{run(' orter.')}</w:p>", "Det är 49 orter."),
        (f"<w:p>{run('Det är 49')}{run('2', RAISED)}{run(' orter.')}</w:p>", "Det är 49 orter."),
        (f"<w:tbl><w:tr>{cell('Ort')}{CONTROL.format(cell('3 maj'))}</w:tr></w:tbl>", "| Ort | 3 maj |\n|---|---|"),
        (f"<w:tbl><w:tr>{cell('Ort')}</w:tr>{CONTROL.format(ROW)}</w:tbl>", "| Ort |\n|---|\n| Borås |"),
        (f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{cell('Dold')}</w:tr>{ROW}</w:tbl>", "| Borås |\n|---|"),
    ],
)  # fmt: skip
def test_styles_and_content_controls_are_read_as_word_shows_them(inner: str, wanted: str) -> None:
    body = f"<w:document {_NAMESPACE}><w:body><w:p>{run(LEAD)}</w:p>{inner}</w:body></w:document>"
    reading = read_docx(packed(body.encode(), **{"word/styles.xml": STYLES.encode()}))
    assert reading.source == f"{LEAD}\n\n{wanted}\n"


def test_what_a_footnote_says_comes_in_below_the_text_and_its_mark_does_not() -> None:
    body = f"<w:p>{run('Kursen gäller alla')}<w:r><w:footnoteReference w:id='2'/></w:r>{run('.')}</w:p>"
    notes = f"""<w:footnotes {_NAMESPACE}><w:footnote w:type="separator"><w:p>{run("-----")}</w:p></w:footnote>
    <w:footnote w:id="2"><w:p>{run("Utom Borås, som börjar i juni.")}</w:p></w:footnote></w:footnotes>"""
    document = f"<w:document {_NAMESPACE}><w:body>{body}</w:body></w:document>".encode()
    reading = read_docx(packed(document, **{"word/footnotes.xml": notes.encode()}))
    assert reading.source == "Kursen gäller alla.\n\nUtom Borås, som börjar i juni.\n"
