"""A Word document (DOCX): its headings, paragraphs, lists and tables, read within limits."""

from __future__ import annotations

from corpus.readers.document import PageReading
from corpus.readers.lines import with_lists, with_rows
from corpus.readers.office.archive import opened
from corpus.readers.office.telling import day_made, reading_of, told_title
from corpus.readers.word.body import Body
from corpus.readers.word.numbering import numbering_of
from corpus.readers.word.styles import headline_of, styles_of


def read_docx(data: bytes) -> PageReading:
    """Text, title and dates of a Word document; text that was deleted under tracked changes is left out.

    Raises:
        ReadError: damaged, locked, larger unpacked than the limits, with a document type of its own, or without text.
    """
    with opened(data, "Word", "DOCX") as archive:
        body, core = archive.tree("word/document.xml"), archive.optional("docProps/core.xml")
        notes = [archive.optional(f"word/{name}.xml") for name in ("footnotes", "endnotes")]
        numbering = numbering_of(archive.optional("word/numbering.xml"))
        styles = styles_of(archive.optional("word/styles.xml"))
    reader = Body(styles, numbering, headline_of(body, styles))
    parts = with_rows([*reader.parts(body), *reader.notes(*notes)])
    return reading_of(with_lists(parts), told_title(core), day_made(core, "created"), left_out=reader.left_out)
