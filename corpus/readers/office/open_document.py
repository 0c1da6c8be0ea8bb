"""An OpenDocument text (ODT): its headings, paragraphs, lists and tables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from corpus.language.characters import line, raised, with_bullets
from corpus.readers.document import PageReading
from corpus.readers.lines import with_lists
from corpus.readers.office.archive import Archive
from corpus.readers.office.telling import day_made, reading_of, told_title
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.types import BlockKind

_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_B = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_D = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_F = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_LEFT_OUT = frozenset({
    f"{_T}tracked-changes", f"{_T}note", f"{_O}annotation", f"{_T}hidden-text", f"{_T}hidden-paragraph",
    f"{_T}table-of-content", f"{_T}alphabetical-index", f"{_T}sequence-decls", f"{_O}forms",
    f"{_T}ruby-text", f"{_D}object", f"{_D}object-ole",
})  # fmt: skip
"""Elements whose text nobody sees in its place."""
_MOST_REPEATED = 100
_TEXT = frozenset({f"{_T}p", f"{_T}h"})


def read_open_document(archive: Archive) -> PageReading:
    """Text, title and dates of an OpenDocument text; hidden, struck and deleted text stays out, what footnotes say
    stands below the text.

    Raises:
        ReadError: damaged, locked, larger unpacked than the limits, or without text.
    """
    content, meta = archive.tree("content.xml"), archive.optional("meta.xml")
    styles = [root for root in (archive.optional("styles.xml"), content) if root is not None]
    body = content.find(f"{_O}body/{_O}text")
    walk = _Walk(_Styles(styles))
    parts = [] if body is None else [*walk.parts(body), *walk.notes(body)]
    return reading_of(with_lists(parts), told_title(meta), day_made(meta, "creation-date", "date"))


class _Styles:
    """What the styles of a document do to text, those of their parents included."""

    def __init__(self, roots: list[Any]) -> None:
        self._styles = {style.get(f"{_S}name", ""): style for root in roots for style in root.iter(f"{_S}style")}
        self._lists = {style.get(f"{_S}name", ""): style for root in roots for style in root.iter(f"{_T}list-style")}

    def is_title(self, name: str) -> bool:
        return any(each.casefold() in {"title", "rubrik"} for each in self._named(name))

    def is_untold(self, name: str) -> bool:
        """Whether text in it is hidden or struck out."""
        hidden, struck = self._said(name, f"{_T}display"), self._said(name, f"{_S}text-line-through-style")
        kind = self._said(name, f"{_S}text-line-through-type")
        return hidden == "none" or (struck or kind or "none") != "none"

    def is_raised(self, name: str) -> bool:
        place = self._said(name, f"{_S}text-position") or ""
        return place.startswith("super") or (place[:1].isdigit() and not place.startswith("0"))

    def first_number(self, name: str, depth: int) -> int | None:
        """The number with which a list of a style begins at a depth; None for one that shows no plain numbers."""
        for level in self._lists.get(name, ()):
            if level.get(f"{_T}level") == str(depth) and level.tag == f"{_T}list-level-style-number":
                start = level.get(f"{_T}start-value", "1")
                is_plain = level.get(f"{_S}num-format") == "1" and level.get(f"{_S}num-suffix", ".") == "."
                return int(start) if is_plain and start.isdecimal() and len(start) < 6 else None
        return None

    def is_bold(self, name: str) -> bool:
        return (self._said(name, f"{_F}font-weight") or "") in {"bold", "600", "700", "800", "900"}

    def _named(self, name: str) -> Iterator[str]:
        for _ in range(20):
            style = self._styles.get(name)
            yield name if style is None else style.get(f"{_S}display-name", name)
            if style is None or not (name := style.get(f"{_S}parent-style-name", "")):
                return

    def _said(self, name: str, what: str) -> str | None:
        for _ in range(20):
            style = self._styles.get(name)
            if style is None:
                return None
            for properties in style.iter(f"{_S}text-properties"):
                if (value := properties.get(what)) is not None:
                    return str(value)
            name = style.get(f"{_S}parent-style-name", "")
        return None


class _Walk:
    """Walks the body's blocks in order."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._groups = itertools.count()
        self._items = itertools.count()
        self._reached: dict[str, int] = {}  # the next number of each list's style

    def parts(self, parent: Any) -> Iterator[Part]:
        """The parts of the body, of a section, a cell or a text box."""
        for element in parent:
            if element.tag in _TEXT:
                yield from self._paragraph(element)
            elif element.tag == f"{_T}list":
                yield from self._list(element, 1, next(self._groups), element.get(f"{_T}style-name", ""))
            elif element.tag == f"{_B}table":
                yield from self._table(element)
            elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT and not _is_closed(element):
                yield from self.parts(element)

    def notes(self, body: Any) -> Iterator[Part]:
        """What footnotes and endnotes say, without their marks."""
        for note in body.iter(f"{_T}note-body"):
            yield from self.parts(note)

    def _paragraph(self, element: Any) -> Iterator[Part]:
        name, lines = element.get(f"{_T}style-name", ""), self._lines(element)
        if lines and self._styles.is_title(name):
            yield Part(BlockKind.HEADING, " ".join(lines), 1)
        elif lines and element.tag == f"{_T}h":
            depth = element.get(f"{_T}outline-level", "1")
            yield Part(BlockKind.HEADING, " ".join(lines), min(int(depth) + 1 if depth.isdecimal() else 2, 6))
        else:
            group, strong = next(self._groups), self._is_bold(element, name)
            yield from (Part(BlockKind.PARAGRAPH, text, group=group, strong=strong) for text in lines)
        for box in _boxes(element):
            yield from self.parts(box)

    def _list(self, element: Any, depth: int, group: int, style: str) -> Iterator[Part]:
        shown = self._styles.first_number(style, depth)
        if shown is not None and element.get(f"{_T}continue-numbering") == "true":
            shown = self._reached.get(style, shown)
        for item in element:
            number, place = None, shown if item.tag == f"{_T}list-item" else None
            for child in item:
                if child.tag == f"{_T}list":
                    yield from self._list(child, depth + 1, group, child.get(f"{_T}style-name", style))
                elif child.tag == f"{_T}h":
                    yield from self._paragraph(child)
                elif child.tag == f"{_T}p":
                    for text in self._lines(child):
                        number = next(self._items) if number is None else number
                        yield Part(BlockKind.LIST_ITEM, text, min(depth, 9), number, group=group, number=place)
                        place = None
                    for box in _boxes(child):
                        yield from self.parts(box)
            if shown is not None and place is None and item.tag == f"{_T}list-item":
                shown += 1
        if shown is not None and depth == 1:
            self._reached[style] = shown

    def _table(self, table: Any) -> Iterator[Part]:
        group = next(self._groups)
        above: list[str] = []
        going_on: dict[int, int] = {}
        for row in itertools.filterfalse(_is_closed, _own(table, f"{_B}table-row")):
            cells: list[str] = []
            for cell in row:
                if cell.tag not in {f"{_B}table-cell", f"{_B}covered-table-cell"}:
                    continue
                at, text = len(cells), self._cell(cell)
                if going_on.get(at, 0) > 0 and not text:
                    going_on[at] -= 1
                    text = above[at] if at < len(above) else ""
                elif cell.tag == f"{_B}table-cell":
                    going_on[at] = _count(cell, "number-rows-spanned") - 1
                cells += [text] * _count(cell, "number-columns-repeated")
            above = cells = cells[:_MOST_REPEATED]
            if any(cells):
                last = max(at for at, text in enumerate(cells) if text)
                yield Part(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(cells[: last + 1]), group=group)

    def _cell(self, cell: Any) -> str:
        return line(" ".join(text for each in cell.iter(*_TEXT) for text in self._lines(each)))

    def _is_bold(self, element: Any, name: str) -> bool:
        spans = [each.get(f"{_T}style-name", "") for each in element.iterchildren(f"{_T}span")]
        whole = not line(element.text or "") and not any(line(each.tail or "") for each in element)
        return self._styles.is_bold(name) or (bool(spans) and whole and all(map(self._styles.is_bold, spans)))

    def _lines(self, element: Any) -> list[str]:
        if self._styles.is_untold(element.get(f"{_T}style-name", "")):
            return []
        words: list[str] = []
        self._say(element, words, 0)
        return [text for each in "".join(words).split("\n") if (text := line(with_bullets(each.strip())))]

    def _say(self, element: Any, words: list[str], depth: int) -> None:
        """Adds what an element shows on its lines; boxes and tables in it are blocks of their own."""
        words.append(_flat(element.text))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _LEFT_OUT and not _is_block(child):
                self._say_inner(child, words, depth)
            words.append(_flat(child.tail))

    def _say_inner(self, child: Any, words: list[str], depth: int) -> None:
        name = child.get(f"{_T}style-name", "") if child.tag == f"{_T}span" else ""
        if child.tag == f"{_T}line-break":
            words.append("\n")
        elif child.tag in {f"{_T}s", f"{_T}tab"}:
            words.append(" ")
        elif name and self._styles.is_untold(name):
            return
        elif name and self._styles.is_raised(name):
            text = _flat("".join(child.itertext()))
            said = raised(text, "".join(words))
            words.append(text if said is None else said)
        elif depth < 100:
            self._say(child, words, depth + 1)


def _is_closed(element: Any) -> bool:
    """Whether a section or a row is hidden by itself, whatever its text is like."""
    return element.get(f"{_T}display") == "none" or element.get(f"{_B}visibility") in {"collapse", "filter"}


def _flat(text: str | None) -> str:
    """White space in a file is none of the page's lines."""
    return " ".join(f"|{text}|".split())[1:-1] if text else ""


def _is_block(element: Any) -> bool:
    return element.tag in {f"{_D}text-box", f"{_B}table", *_TEXT}


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that are anchored in a paragraph, without those within them."""
    stack = list(paragraph)[::-1]
    while stack:
        element = stack.pop()
        if element.tag == f"{_D}text-box":
            yield element
        elif element.tag not in _LEFT_OUT:
            stack += list(element)[::-1]


def _own(table: Any, tag: str) -> Iterator[Any]:
    """The rows of a table in order, also those of its head, without those of tables within it."""
    for element in table:
        if element.tag == tag:
            yield element
        elif element.tag in {f"{_B}table-header-rows", f"{_B}table-rows", f"{_B}table-row-group"}:
            yield from _own(element, tag)


def _count(cell: Any, name: str) -> int:
    value = cell.get(f"{_B}{name}", "1")
    return max(1, min(int(value), _MOST_REPEATED)) if value.isdecimal() and len(value) < 9 else 1
