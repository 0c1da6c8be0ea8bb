"""The body of a Word document as parts: paragraphs, lists, tables, and the boxes that stand in paragraphs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.language.characters import line, raised, with_bullets
from corpus.readers.boilerplate import ends_sentence
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.readers.remarks import LeftOut, Why
from corpus.readers.word.numbering import Numbering
from corpus.readers.word.styles import (
    TITLES,
    Style,
    W,
    counted_depth,
    is_bold,
    is_hidden_row,
    is_raised,
    is_untold,
    list_id,
    list_level,
    style_of,
)
from corpus.types import BlockKind

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|rubrik|überschrift|otsikko)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|innehåll|innehållsförteckning)\s?(?:heading|rubrik|[1-9])", re.IGNORECASE)
_LEFT_OUT = frozenset({f"{W}{name}" for name in ("del", "moveFrom", "instrText", "rPr", "pPr")} | {_FALLBACK})
_BOX = f"{W}txbxContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CONTROLS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
"""What may stand around the rows of a table, or the cells of a row."""
_LONG_CELL = 40
"""Words of a cell with several paragraphs from which a table only lays out the page."""


class Body:
    """Walks the body's paragraphs and tables in order."""

    def __init__(self, styles: Mapping[str, Style], numbering: Numbering, headline: Any = None) -> None:
        self._styles = styles
        self._numbering = numbering
        self._headline = headline
        self._items = 0
        self._groups = itertools.count()
        self._list: int | None = None
        self.left_out: list[LeftOut] = []
        """The table of contents, which leads to places of the document itself."""

    def notes(self, *trees: Any) -> Iterator[Part]:
        """The texts of footnotes and endnotes, which stand below the pages that refer to them."""
        for note in (note for tree in trees if tree is not None for note in tree if not note.get(f"{W}type")):
            self._list = None
            yield from self.parts(note)

    def parts(self, root: Any) -> Iterator[Part]:
        """The parts of a document or of any element of it."""
        body = root.find(f"{W}body")
        for element in _blocks(root if body is None else body):
            if element.tag == f"{W}tbl":
                self._list = None
                yield from self._table(element)
            else:
                yield from self._paragraph(element)
                for box in _boxes(element):
                    self._list = None
                    yield from self.parts(box)

    def _paragraph(self, element: Any) -> Iterator[Part]:
        style = style_of(element, self._styles)
        lines = [] if style.is_untold else self._lines(element)
        heading, is_title = _HEADING.fullmatch(style.name.strip()), style.name.casefold() in TITLES
        is_title = is_title or element is self._headline
        level = list_level(element, style)
        if not lines:
            return
        if _CONTENTS.fullmatch(style.name.strip()):
            self.left_out.append(LeftOut.of(Why.CONTROL, " ".join(map(line, lines))))
            return
        if level is not None and not heading and not is_title:
            yield from self._item(lines, level, self._numbering.mark(list_id(element, style), counted_depth(element)))
            return
        self._list = None
        if heading or is_title:
            yield Part(BlockKind.HEADING, line(" ".join(lines)), min(int(heading[1]) + 1, 6) if heading else 1)
            return
        group, strong = next(self._groups), is_bold(element)
        yield from (Part(BlockKind.PARAGRAPH, text, group=group, strong=strong) for text in lines)

    def _item(self, lines: list[str], level: int, mark: str) -> Iterator[Part]:
        if self._list is None:
            self._list = next(self._groups)
        self._items += 1
        number = int(mark[:-1]) if re.fullmatch(r"\d{1,9}\.", mark) else None
        first, *others = map(line, lines)
        first = f"{mark} {first}" if mark and number is None else first
        yield Part(BlockKind.LIST_ITEM, first, level + 1, self._items - 1, group=self._list, number=number)
        yield from (Part(BlockKind.LIST_ITEM, text, level + 1, self._items - 1, group=self._list) for text in others)

    def _table(self, table: Any) -> Iterator[Part]:
        rows = [row for row in _inner(table, "tr") if not is_hidden_row(row)]
        if any(map(self._is_layout, table.iter(f"{W}tc"))):
            for cell in (cell for row in rows for cell in _inner(row, "tc")):
                yield from self.parts(cell)
            return
        group = next(self._groups)
        above: list[str] = []
        for row in rows:
            cells: list[str] = []
            for cell in _inner(row, "tc"):
                cells += self._cell(cell, above, len(cells))
            above = cells
            if any(cells):
                yield Part(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(cells), group=group)

    def _cell(self, cell: Any, above: list[str], column: int) -> list[str]:
        """A cell's text, that of the cell above where it is merged with it, and an empty one for each column more."""
        merged, width = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}gridSpan")
        text = line(" ".join(words for each in cell.iter(f"{W}p") for words in self._lines(each)))
        if merged is not None and merged.get(f"{W}val", "continue") == "continue" and not text:
            text = above[column] if column < len(above) else ""
        span = "" if width is None else width.get(f"{W}val", "")
        return [text, *[""] * (min(int(span), 100) - 1 if span.isdecimal() else 0)]

    def _is_layout(self, cell: Any) -> bool:
        paragraphs = [lines for each in cell.findall(f"{W}p") if (lines := self._lines(each))]
        count = sum(len(text.split()) for lines in paragraphs for text in lines)
        return cell.find(f"{W}tbl") is not None or (len(paragraphs) > 1 and count >= _LONG_CELL)

    def _lines(self, paragraph: Any) -> list[str]:
        """The lines of a paragraph that is broken by hand, with its tabs; one that goes on in lower case is no line of
        its own."""
        found: list[str] = []
        for text in self._text(paragraph).split("\n"):
            words = "\t".join(filter(None, map(line, with_bullets(text.strip(" \t")).split("\t"))))
            if words and found and words[0].islower() and not ends_sentence(found[-1]):
                found[-1] = f"{found[-1]} {words}"
            elif words:
                found.append(words)
        return found

    def _text(self, paragraph: Any) -> str:
        words: list[str] = []
        stack = list(paragraph)[::-1]
        while stack:
            element = stack.pop()
            if element.tag in _LEFT_OUT or element.tag in {f"{W}p", _BOX}:
                continue
            if element.tag == f"{W}r":
                if is_untold(element, self._styles):
                    continue
                if is_raised(element, self._styles):
                    text = "".join(element.itertext(f"{W}t"))
                    said = raised(text, "".join(words))
                    words.append(text if said is None else said)
                    continue
            words.append(_said(element, words))
            stack += list(element)[::-1]
        return "".join(words)


def _said(element: Any, before: list[str]) -> str:
    """What one element of a run shows."""
    if element.tag in {f"{W}t", _MATH}:
        return element.text or ""
    if element.tag in {f"{W}br", f"{W}cr"}:
        return "\n"
    if element.tag == f"{W}sym":
        return "" if any(map(str.strip, before)) else "• "
    return {f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}.get(element.tag, "")


def _inner(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also inside content controls."""
    stack = list(parent)[::-1]
    while stack:
        element = stack.pop()
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in _CONTROLS:
            stack += list(element)[::-1]


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also inside content controls and the like; nothing that stands inside a table."""
    stack = list(parent)[::-1]
    while stack:
        element = stack.pop()
        if element.tag in {f"{W}p", f"{W}tbl"}:
            yield element
        elif element.tag not in _LEFT_OUT:
            stack += list(element)[::-1]


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that are anchored in a paragraph, without the copies for older programs."""
    stack = list(paragraph)[::-1]
    while stack:
        element = stack.pop()
        if element.tag == _BOX:
            yield element
        elif element.tag not in _LEFT_OUT:
            stack += list(element)[::-1]
