"""A Word document (DOCX): its headings, paragraphs, lists and tables, read within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import lxml.etree

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.language.dates import find_dates
from corpus.readers.document import PageReading, head_as_read
from corpus.readers.labels import byline
from corpus.readers.lines import with_lists
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.parts import Part
from corpus.readers.screen import screen
from corpus.readers.word.body import Body
from corpus.readers.word.styles import styles_of
from corpus.types import BlockKind

LARGEST_PART = 30_000_000
"""Bytes of one unpacked part; a document of a thousand pages has a tenth of that."""

MOST_PARTS = 5_000

_BODY, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"


def read_docx(data: bytes) -> PageReading:
    """Text, title and dates of a Word document; text that was deleted under tracked changes is left out.

    Raises:
        ReadError: damaged, locked, larger unpacked than the limits, with a document type of its own, or without text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            body = _parsed(_unpacked(archive, _BODY))
            styles = styles_of(_optional(archive, _STYLES))
            core = _optional(archive, _CORE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError, ValueError) as error:
        reason = f"it is no readable Word document ({type(error).__name__}); save it again as DOCX"
        raise ReadError(reason, Code.DAMAGED) from error
    return _reading(with_lists(list(Body(styles).parts(body))), core)


def _check(archive: zipfile.ZipFile) -> None:
    if len(archive.infolist()) > MOST_PARTS:
        raise ReadError(f"it holds more than {MOST_PARTS:,} parts; save it again as DOCX", Code.TOO_LARGE)


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than the limit, whatever size the archive states."""
    with archive.open(name) as file:
        data = file.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise ReadError(f"its text is larger than {LARGEST_PART:,} bytes when unpacked; divide it", Code.TOO_LARGE)
    return data


def _optional(archive: zipfile.ZipFile, name: str) -> Any:
    return _parsed(_unpacked(archive, name)) if name in archive.namelist() else None


def _parsed(data: bytes) -> Any:
    """The tree; a document type is refused, since only it can define entities that grow."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ReadError("its text is damaged or nested too deeply; save it again as DOCX", Code.DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError("it defines a document type of its own, which no Word document does", Code.DAMAGED)
    return root


def _reading(parts: Sequence[Part], core: Any) -> PageReading:
    at = next((n for n, part in enumerate(parts) if part.kind is BlockKind.HEADING and part.level == 1), None)
    title = parts[at].text if at is not None else line(_core(core, "title"))
    if not title:
        at = find_title(parts)
        title = "" if at is None else parts[at].text
    screened = screen(parts, at)
    alone, content = byline([part for part in screened.parts if part.text != title])
    if not any(part.kind is BlockKind.HEADING for part in content):
        content = list(mark_headings(content))
    if not any(part.kind is not BlockKind.HEADING for part in content):
        raise ReadError("it holds no text", Code.NO_TEXT)
    published = screened.published or alone or screened.above
    head = head_as_read(title, published, screened.updated, content)
    made = next((date for _, date in find_dates(_core(core, "created")[:10])), None)
    return PageReading(head, to_markdown(content), screened.remarks, screened.coverage(title), made)


def _core(root: Any, name: str) -> str:
    if root is None:
        return ""
    return next((element.text or "" for element in root.iter(f"{{*}}{name}")), "")
