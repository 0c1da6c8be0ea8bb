"""An Excel workbook (XLSX): its sheets as tables, as they are shown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import lxml.etree
import openpyxl
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.cell import range_boundaries

from corpus.errors import Code, ReadError
from corpus.language.characters import line, raised, with_bullets
from corpus.readers.boilerplate import ends_sentence
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.dating.labels import labels_of
from corpus.readers.document import PageReading
from corpus.readers.office.archive import Archive
from corpus.readers.office.cells import told_value
from corpus.readers.office.telling import day_made, reading_of, told_title
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.readers.remarks import Look, Remark
from corpus.types import BlockKind

MOST_CELLS = 1_000_000
"""Cells of a workbook, empty ones between others among them."""
_MOST_MERGED = 50_000
"""Rows over which merged cells of a sheet go on."""
_NAMELESS = re.compile(r"(?:blad|sheet|ark|tabelle)\s?\d*", re.IGNORECASE)
_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(slots=True)
class _Layout:
    """What a sheet hides, and of each row the columns where a merged cell goes on from the row above."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    goes_on: dict[int, list[int]] = field(default_factory=dict)
    merged: int = 0
    unreckoned: int = 0
    """Formulas whose values the file lacks, as those that no program has reckoned yet."""
    told: dict[str, str] = field(default_factory=dict)
    """What cells show that hold their own words in pieces, of which the library gives the words alone."""

    def hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    def merge(self, reference: str) -> None:
        """Note a merged range such as `B2:B5`; the rows of all of them together are bounded."""
        left, top, _, bottom = range_boundaries(reference)
        if left is None or top is None or bottom is None:
            return
        for row in range(top + 1, min(bottom, top + _MOST_MERGED - self.merged) + 1):
            self.goes_on.setdefault(row, []).append(left)
            self.merged += 1


def read_workbook(archive: Archive, data: bytes) -> PageReading:
    """The tables of every sheet that is shown, each sheet under its name; formulas as the values that they had.

    Raises:
        ReadError: damaged, larger than the limits, or without text.
    """
    archive.check_all()
    layouts = _layouts(archive)
    # Read row by row: read whole, one merged cell as large as a sheet would be made cell by cell.
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, rich_text=True)
    reading = _Reading()
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    parts: list[Part] = []
    for sheet in sheets:
        own = list(reading.sheet(sheet, layouts.get(sheet.title, _Layout())))
        if own and not _NAMELESS.fullmatch(sheet.title.strip()) and line(sheet.title) != own[0].text:
            parts.append(Part(BlockKind.HEADING, line(sheet.title), 2))
        parts += own
    hidden = len(book.worksheets) - len(sheets)
    notices = [Remark(Look.SHEETS_LEFT_OUT, str(hidden))] if hidden else []
    notices += [Remark(Look.ROWS_HIDDEN, str(reading.hidden))] if reading.hidden else []
    unreckoned = sum(layout.unreckoned for layout in layouts.values())
    notices += [Remark(Look.FORMULAS_LEFT_OUT, str(unreckoned))] if unreckoned else []
    core = archive.optional("docProps/core.xml")
    made = day_made(core, "created")
    return reading_of(_titled(parts), told_title(core), made, is_divided=True, notices=notices)


def _titled(parts: list[Part]) -> list[Part]:
    """A line by itself that begins the first sheet is the title of the workbook, with the dates under it."""
    at = 1 if parts and parts[0].kind is BlockKind.HEADING else 0
    first = parts[at] if at < len(parts) else None
    if first is None or first.kind is not BlockKind.PARAGRAPH or ends_sentence(first.text) or len(first.text) > 120:
        return parts
    end = at + 1
    while end < len(parts) and (labels_of(parts[end].text) or is_bare_date(parts[end].text)):
        end += 1
    return [Part(BlockKind.HEADING, first.text, 1), *parts[at + 1 : end], *parts[:at], *parts[end:]]


class _Reading:
    """Reads sheet after sheet; counts cells and hidden rows."""

    def __init__(self) -> None:
        self.hidden = 0
        self._cells = 0
        self._group = 0

    def sheet(self, sheet: Any, layout: _Layout) -> Iterator[Part]:
        """The rows of one sheet; empty rows divide tables, and a row of one cell above a table is a line."""
        block: list[list[str]] = []
        for row in self._rows(sheet, layout):
            if any(row):
                block.append(row)
            else:
                yield from self._block(block)
                block = []
        yield from self._block(block)

    def _rows(self, sheet: Any, layout: _Layout) -> Iterator[list[str]]:
        above: dict[int, str] = {}
        for at, row in enumerate(sheet.iter_rows(), 1):
            self._cells += max(len(row), 1)
            if self._cells > MOST_CELLS:
                raise ReadError(f"it holds more than {MOST_CELLS:,} cells; divide it", Code.TOO_LARGE)
            cells = {column: _told(cell, layout.told) for column, cell in enumerate(row, 1)}
            cells |= {column: cells.get(column) or above.get(column, "") for column in layout.goes_on.get(at, ())}
            above = cells
            is_struck = not any(cells.values()) and any(cell.value is not None for cell in row)
            if at in layout.hidden_rows:
                self.hidden += any(cells.values())
            elif not is_struck:
                yield [text for column, text in sorted(cells.items()) if not layout.hides(column)]

    def _block(self, block: list[list[str]]) -> Iterator[Part]:
        used = [at for at in range(max(map(len, block), default=0)) if any(at < len(row) and row[at] for row in block)]
        rows = [[row[at] if at < len(row) else "" for at in used] for row in block]
        lines = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
        for row in rows[:lines]:
            self._group += 1
            yield Part(BlockKind.PARAGRAPH, next(filter(None, row)), group=self._group)
        self._group += 1
        for row in rows[lines:]:
            yield Part(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(row), group=self._group)


def _told(cell: Any, told: Mapping[str, str]) -> str:
    """What a cell shows, without struck text and marks of footnotes."""
    value = cell.value
    if value is None or cell.font.strike:
        return ""
    value = told.get(cell.coordinate, value) if told else value
    if isinstance(value, CellRichText):
        value = _told_pieces(value)
    if isinstance(value, str):
        return line(with_bullets(value.replace("\n", " ")))
    return told_value(value, str(cell.number_format or ""))


def _told_pieces(pieces: CellRichText) -> str:
    words = ""
    for piece in pieces:
        if isinstance(piece, str):
            words += piece
        elif not piece.font.strike:
            said = raised(piece.text, words) if piece.font.vertAlign == "superscript" else None
            words += piece.text if said is None else said
    return words


def _layouts(archive: Archive) -> Mapping[str, _Layout]:
    """What each sheet hides and merges, by its name."""
    book, relations = archive.tree("xl/workbook.xml"), archive.optional("xl/_rels/workbook.xml.rels")
    targets = {} if relations is None else {each.get("Id"): each.get("Target", "") for each in relations}
    found = {}
    for sheet in book.iter(f"{_M}sheet"):
        related = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        target = targets.get(related, "")
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if name in archive.names:
            found[sheet.get("name", "")] = _layout(archive.unpacked(name))
    return found


def _layout(data: bytes) -> _Layout:
    layout = _Layout()
    wanted = [f"{_M}{name}" for name in ("row", "col", "mergeCell", "c")]
    for _, element in lxml.etree.iterparse(io.BytesIO(data), tag=wanted, resolve_entities=False, no_network=True):
        is_hidden = element.get("hidden") in {"1", "true"}
        if element.tag == f"{_M}mergeCell":
            layout.merge(element.get("ref", ""))
        elif element.tag == f"{_M}c":
            has_value = bool(element.findtext(f"{_M}v")) or element.get("t") == "str"
            layout.unreckoned += element.find(f"{_M}f") is not None and not has_value
            if element.get("t") == "inlineStr" and element.find(f"{_M}is/{_M}r") is not None:
                pieces = CellRichText.from_tree(element.find(f"{_M}is"))
                layout.told[element.get("r", "")] = _told_pieces(pieces)
        elif is_hidden and element.tag == f"{_M}row":
            layout.hidden_rows.add(int(element.get("r", "0")))
        elif is_hidden and element.tag == f"{_M}col":
            layout.hidden_columns.append((int(element.get("min", "0")), int(element.get("max", "0"))))
        element.clear()
    return layout
