"""What is known of a page goes unchanged from what was published to what answers are made of."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from corpus.ingest import Given, draft
from corpus.readers.document import DateSource, Document, PageHead
from corpus.shelf.bulletin_file import document_of, file_bytes, read_data
from corpus.shelf.library import Library
from corpus.sources import Format, Raw
from corpus.types import PartialDate
from index.snapshot.records import bulletins_from_json, bulletins_to_json
from tests.corpus.conftest import MakePdf

PUBLISHED, UPDATED = PartialDate(2020, 4, 30), PartialDate(2025, 2)
LABELS = ("Publicerad: 2020-04-30", "Senast uppdaterad: februari 2025")
TEXT = "Vi flyttar till nya lokaler i maj, och alla avdelningar får plats där efter sommaren."
URL = "https://exempel.se/lokaler"
HEAD = PageHead(
    title="Nytt om lokalerna",
    url=URL,
    published=PUBLISHED,
    updated=UPDATED,
    language="en",
    date_source=DateSource.INFERRED,
    note="Sidan visar inget datum.",
)


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Nytt om lokalerna", 0)
    for text in (*LABELS, TEXT):
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def page(labels: str = "", head: str = "") -> bytes:
    inner = f"<main><h1>Nytt om lokalerna</h1>{labels}<p>{TEXT}</p></main>"
    return f'<html lang="sv"><head>{head}</head><body>{inner}</body></html>'.encode()


SHOWN = page("".join(f"<p>{label}</p>" for label in LABELS))
FOR_MACHINES = page(head='<meta property="article:published_time" content="2020-04-30">'
                         '<meta property="article:modified_time" content="2025-02">')  # fmt: skip
PLAIN = "\n\n".join(("Nytt om lokalerna", *LABELS, TEXT)).encode()
MARKDOWN = f"---\ntitle: Nytt om lokalerna\npublished: 2020-04-30\nupdated: 2025-02\n---\n\n{TEXT}\n".encode()


@pytest.mark.parametrize(
    ("format", "data"),
    [(Format.HTML, SHOWN), (Format.HTML, FOR_MACHINES), (Format.TEXT, PLAIN), (Format.DOCX, word()),
     (Format.MARKDOWN, MARKDOWN)],
)  # fmt: skip
def test_every_reader_tells_publication_from_change(format: Format, data: bytes) -> None:
    head = draft(Raw("sida", data, format, "sida", URL)).document.head
    assert (head.title, head.url, head.published, head.updated) == (HEAD.title, URL, PUBLISHED, UPDATED)


def test_a_pdf_tells_publication_from_change(make_pdf: MakePdf) -> None:
    data = make_pdf([["Nytt om lokalerna", *LABELS, TEXT]], "Nytt om lokalerna")
    head = draft(Raw("sida", data, Format.PDF, "sida", URL)).document.head
    assert (head.title, head.published, head.updated) == (HEAD.title, PUBLISHED, UPDATED)


def test_a_head_comes_back_from_the_shelf_as_it_was(tmp_path: Path) -> None:
    document = draft(Raw("sida", MARKDOWN, Format.MARKDOWN, "sida")).document
    file = read_data(Path("sida.md"), file_bytes(Document(HEAD, document.source)))
    assert document_of(file).head == HEAD
    again = draft(Raw("sida", file_bytes(document_of(file)), Format.MARKDOWN, "sida")).document
    bulletin = Library(tmp_path).add(again).bulletin
    assert again.head == HEAD
    assert bulletins_from_json(bulletins_to_json([bulletin])) == (bulletin,)
    assert (bulletin.title, bulletin.url, bulletin.language) == (HEAD.title, HEAD.url, HEAD.language)
    assert (bulletin.published, bulletin.updated) == (PUBLISHED, UPDATED)


def test_what_a_person_gives_replaces_what_the_page_says_and_a_given_date_decides() -> None:
    given = PageHead(title="Eget namn", published=PartialDate(2021))
    head = draft(Raw("sida", MARKDOWN, Format.MARKDOWN, "sida", URL), Given(given)).document.head
    assert (head.title, head.url, head.published, head.updated) == ("Eget namn", URL, PartialDate(2021), None)
    assert head.date_source is DateSource.GIVEN


def test_a_later_version_keeps_what_only_the_earlier_knew(tmp_path: Path) -> None:
    library = Library(tmp_path)
    document = draft(Raw("sida", MARKDOWN, Format.MARKDOWN, "sida", URL)).document
    library.add(Document(HEAD, document.source))
    bulletin = library.add(Document(PageHead(title=HEAD.title, url=URL), "Ny text.")).bulletin
    assert (bulletin.published, bulletin.updated, bulletin.language) == (PUBLISHED, UPDATED, "en")
