"""A Word document (DOCX): its headings, paragraphs, lists and tables, read within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.etree

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.language.dates import find_dates, only_date
from corpus.language.detection import detect_language
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.readers.remarks import Look, Remark
from corpus.readers.screen import screen
from corpus.types import BlockKind, PartialDate

LARGEST_PART = 30_000_000
"""Bytes of one unpacked part; a document of a thousand pages has a tenth of that."""

MOST_PARTS = 5_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
_HEADING = re.compile(r"(?:heading|rubrik|überschrift|otsikko)\s*([1-9])", re.IGNORECASE)
_LEFT_OUT = frozenset({f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "rPr", "pPr")} | {_FALLBACK})


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    is_list: bool


def read_docx(data: bytes) -> PageReading:
    """Text, title and dates of a Word document; text that was deleted under tracked changes is left out.

    Raises:
        ReadError: damaged, locked, larger unpacked than the limits, with a document type of its own, or without text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            body = _parsed(_unpacked(archive, _BODY))
            styles = _styles(_optional(archive, _STYLES))
            core = _optional(archive, _CORE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError, ValueError) as error:
        reason = f"it is no readable Word document ({type(error).__name__}); save it again as DOCX"
        raise ReadError(reason, Code.DAMAGED) from error
    return _reading(tuple(_Body(styles).parts(body)), core)


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


def _styles(root: Any) -> dict[str, _Style]:
    if root is None:
        return {}
    found = {}
    for style in root.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        words = "" if name is None else name.get(f"{_W}val", "")
        found[style.get(f"{_W}styleId", "")] = _Style(words, style.find(f"{_W}pPr/{_W}numPr") is not None)
    return found


class _Body:
    """Walks the body's paragraphs and tables in order."""

    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles = styles
        self._items = 0
        self._group = 0
        self._in_list = False

    def parts(self, root: Any) -> Iterator[Part]:
        body = root.find(f"{_W}body")
        for element in _blocks(root if body is None else body):
            if element.tag == f"{_W}tbl":
                self._in_list = False
                yield from self._table(element)
            else:
                part = self._paragraph(element)
                if part.text:
                    yield part

    def _paragraph(self, element: Any) -> Part:
        text = _text(element)
        style = self._style(element)
        heading = _HEADING.fullmatch(style.name.strip())
        level = _list_level(element, style)
        if text and heading is None and style.name.casefold() not in {"title", "rubrik"} and level is not None:
            return self._item(text, level)
        self._in_list = self._in_list and not text
        if heading:
            return Part(BlockKind.HEADING, text, min(int(heading[1]) + 1, 6))
        if style.name.casefold() in {"title", "rubrik"}:
            return Part(BlockKind.HEADING, text, 1)
        return Part(BlockKind.PARAGRAPH, text, strong=_is_bold(element))

    def _item(self, text: str, level: int) -> Part:
        self._group += not self._in_list
        self._in_list = True
        self._items += 1
        return Part(BlockKind.LIST_ITEM, text, level + 1, self._items - 1, group=self._group)

    def _style(self, element: Any) -> _Style:
        named = element.find(f"{_W}pPr/{_W}pStyle")
        name = "" if named is None else named.get(f"{_W}val", "")
        return self._styles.get(name, _Style(name, False))

    def _table(self, table: Any) -> Iterator[Part]:
        self._group += 1
        for row in table.findall(f"{_W}tr"):
            cells = [line(" ".join(map(_text, cell.iter(f"{_W}p")))) for cell in row.findall(f"{_W}tc")]
            if any(cells):
                yield Part(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(cells), group=self._group)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also inside content controls and the like; nothing that stands inside a table."""
    stack = list(parent)[::-1]
    while stack:
        element = stack.pop()
        if element.tag in {f"{_W}p", f"{_W}tbl"}:
            yield element
        elif element.tag not in _LEFT_OUT:
            stack += list(element)[::-1]


def _text(paragraph: Any) -> str:
    words: list[str] = []
    stack = list(paragraph)[::-1]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}t":
            words.append(element.text or "")
        elif element.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            words.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            words.append("-")
        elif element.tag not in _LEFT_OUT and element.tag != f"{_W}p":
            stack += list(element)[::-1]
    return line("".join(words))


def _list_level(element: Any, style: _Style) -> int | None:
    """The depth of a list item, from 0; None for a paragraph that is none."""
    number = element.find(f"{_W}pPr/{_W}numPr")
    if number is None:
        return 0 if style.is_list else None
    kind, depth = number.find(f"{_W}numId"), number.find(f"{_W}ilvl")
    if kind is not None and kind.get(f"{_W}val") == "0":
        return None
    words = "0" if depth is None else depth.get(f"{_W}val", "0")
    return min(int(words), 8) if words.isdigit() else 0


def _is_bold(element: Any) -> bool:
    runs = [run for run in element.findall(f"{_W}r") if run.find(f"{_W}t") is not None]
    return bool(runs) and all(_has_bold(run) for run in runs)


def _has_bold(run: Any) -> bool:
    bold = run.find(f"{_W}rPr/{_W}b")
    return bold is not None and bold.get(f"{_W}val", "1") not in {"0", "false", "off"}


def _reading(parts: tuple[Part, ...], core: Any) -> PageReading:
    screened = screen(parts)
    title = _title(parts) or line(_core(core, "title"))
    if not title:
        at = find_title(parts)
        title = "" if at is None else parts[at].text
    content = [part for part in screened.parts if part.text != title]
    if not any(part.kind is BlockKind.HEADING for part in content):
        content = list(mark_headings(content))
    if not any(part.kind is not BlockKind.HEADING for part in content):
        raise ReadError("it holds no text", Code.NO_TEXT)
    published, source = _published(screened.published, title, _core(core, "created"))
    head = PageHead(
        title=title,
        published=published,
        updated=screened.updated,
        language=detect_language(" ".join(part.text for part in content)).value,
        date_source=source,
    )
    return PageReading(head, to_markdown(content), _notices(published, source))


def _title(parts: tuple[Part, ...]) -> str:
    return next((part.text for part in parts if part.kind is BlockKind.HEADING and part.level == 1), "")


def _published(label: PartialDate | None, title: str, created: str) -> tuple[PartialDate | None, DateSource | None]:
    """The date on the page, else in the title, else the file's creation, which is the weakest witness."""
    in_title = only_date(title)
    if label or in_title:
        return label or in_title, DateSource.PAGE if label else DateSource.TITLE
    made = next((date for _, date in find_dates(created[:10])), None)
    return made, DateSource.METADATA if made else None


def _notices(published: PartialDate | None, source: DateSource | None) -> tuple[Remark, ...]:
    return (Remark(Look.DATE_OF_FILE, str(published)),) if source is DateSource.METADATA else ()


def _core(root: Any, name: str) -> str:
    if root is None:
        return ""
    return next((element.text or "" for element in root.iter(f"{{*}}{name}")), "")
