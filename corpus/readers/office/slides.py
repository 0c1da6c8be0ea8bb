"""A PowerPoint presentation (PPTX): its slides in order, each under its title."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pptx
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml import parse_xml

from corpus.errors import Code, ReadError
from corpus.language.characters import line, raised, with_bullets
from corpus.readers.document import PageReading
from corpus.readers.lines import with_lists
from corpus.readers.office.archive import Archive
from corpus.readers.office.telling import day_made, reading_of, told_title
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.readers.remarks import LeftOut, Look, Remark, Why
from corpus.types import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE})
_FRAME = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER})
_LISTS = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})
_ROW = 0.5
"""Share of a shape's height that another may begin lower and still stand beside it."""
_DEEPEST = 20
"""Groups within groups."""


def read_slides(archive: Archive, data: bytes) -> PageReading:
    """Text, title and dates of a presentation; hidden slides and footers stay out, speaker's notes are told.

    Raises:
        ReadError: damaged, larger than the limits, or without text.
    """
    archive.check_all()
    slides = [slide for slide in pptx.Presentation(io.BytesIO(data)).slides if slide.element.get("show") != "0"]
    walk = _Walk()
    parts = [part for slide in slides for part in walk.slide(slide)]
    if walk.empty and not any(part.kind is not BlockKind.HEADING for part in parts):
        raise ReadError("its slides hold pictures and no text; give the text as a file of its own", Code.NO_TEXT)
    notices = [Remark(Look.SLIDES_OF_PICTURES, str(walk.empty))] if walk.empty else []
    notices += [Remark(Look.NOTES_LEFT_OUT, str(walk.notes))] if walk.notes else []
    core = archive.optional("docProps/core.xml")
    title = told_title(core)
    title = "" if title.casefold() in _NAMED_BY_PROGRAM else title
    return reading_of(
        with_lists(parts), title, day_made(core, "created"), left_out=tuple(walk.left_out), notices=tuple(notices)
    )


_NAMED_BY_PROGRAM = frozenset({"powerpoint-presentation", "powerpoint presentation", "presentation", ""})


class _Walk:
    """Walks slides; counts those without text and those with notes."""

    def __init__(self) -> None:
        self.empty = 0
        self.notes = 0
        self.left_out: list[LeftOut] = []
        self._groups = itertools.count()
        self._items = itertools.count()
        self._is_titled = False

    def slide(self, slide: Any) -> list[Part]:
        """The parts of one slide: its title as a heading, then its shapes as they are read."""
        shapes = list(_flat(slide.shapes))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES and _text(shape)]
        parts = [self._heading(_text(shape)) for shape in titles]
        for shape in shapes:
            if shape in titles:
                continue
            if _placeholder(shape) in _FRAME:
                self.left_out += [LeftOut.of(Why.FRAME, text) for text in [_text(shape)] if text]
            else:
                parts += self._shape(shape)
        self.empty += not parts
        self.notes += bool(slide.has_notes_slide and line(getattr(slide.notes_slide.notes_text_frame, "text", "")))
        return parts

    def _heading(self, text: str) -> Part:
        """The first title is that of the presentation."""
        level, self._is_titled = 2 if self._is_titled else 1, True
        return Part(BlockKind.HEADING, text, level)

    def _shape(self, shape: Any) -> Iterator[Part]:
        if getattr(shape, "has_table", False):
            yield from self._rows(_table_rows(shape.table))
        elif getattr(shape, "has_chart", False):
            yield from self._chart(shape.chart)
        elif getattr(shape, "has_text_frame", False):
            yield from self._paragraphs(shape)
        else:
            group = next(self._groups)
            for text in _diagram(shape):
                yield Part(BlockKind.LIST_ITEM, text, 1, next(self._items), group=group)

    def _paragraphs(self, shape: Any) -> Iterator[Part]:
        told = [(each, lines) for each in shape.text_frame.paragraphs if (lines := _lines(each))]
        in_list = _placeholder(shape) in _LISTS and len(told) > 1
        group, counts = next(self._groups), _Counts()
        for paragraph, lines in told:
            if _is_item(paragraph, in_list):
                item, number = next(self._items), counts.next_of(paragraph)
                yield from (Part(BlockKind.LIST_ITEM, each, min(paragraph.level + 1, 9), item, group=group,
                                 number=None if at else number) for at, each in enumerate(lines))  # fmt: skip
            else:
                own = next(self._groups)
                strong = all(run.font.bold for run in paragraph.runs) and bool(paragraph.runs)
                yield from (Part(BlockKind.PARAGRAPH, each, group=own, strong=strong) for each in lines)

    def _rows(self, rows: Iterable[Sequence[str]]) -> Iterator[Part]:
        group = next(self._groups)
        yield from (Part(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(row), group=group) for row in rows if any(row))

    def _chart(self, chart: Any) -> Iterator[Part]:
        """A chart's title, and what it draws as a table: a row for each of its categories."""
        if chart.has_title and chart.chart_title.has_text_frame and (title := line(chart.chart_title.text_frame.text)):
            yield Part(BlockKind.PARAGRAPH, title, group=next(self._groups))
        for plot in chart.plots:
            series = list(plot.series)
            head = ["", *(line(str(each.name or "")) for each in series)]
            names = [line(str(name)) for name in plot.categories]
            rows = [[name, *(_number(each.values, at) for each in series)] for at, name in enumerate(names)]
            yield from self._rows([head, *rows] if rows else [])


def _flat(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Shapes as they are read: row by row from above, each row from the left; groups by their place."""
    for shape in _ordered(list(shapes)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            if depth < _DEEPEST:
                yield from _flat(shape.shapes, depth + 1)
        elif not _is_hidden(shape):
            yield shape


def _ordered(shapes: Sequence[Any]) -> list[Any]:
    if any(shape.top is None or shape.left is None for shape in shapes):
        return list(shapes)
    rows: list[list[Any]] = []
    for shape in sorted(shapes, key=lambda each: each.top):
        if rows and shape.top < rows[-1][0].top + _ROW * (rows[-1][0].height or 0):
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda each: (each.left, each.top))]


def _is_hidden(shape: Any) -> bool:
    return any(element.get("hidden") in {"1", "true"} for element in shape.element.iter("{*}cNvPr"))


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _text(shape: Any) -> str:
    """All text of a shape on one line."""
    if not getattr(shape, "has_text_frame", False):
        return ""
    return line(" ".join(text for each in shape.text_frame.paragraphs for text in _lines(each)))


def _lines(paragraph: Any) -> list[str]:
    """The lines of a paragraph, without struck text and marks of footnotes."""
    words: list[str] = []
    for element in paragraph._p:
        if element.tag == f"{_A}br":
            words.append("\n")
        elif element.tag in {f"{_A}r", f"{_A}fld"}:
            text, how = "".join(element.itertext(f"{_A}t")), element.find(f"{_A}rPr")
            struck, base = (how.get("strike"), how.get("baseline")) if how is not None else (None, None)
            if struck not in {None, "noStrike"}:
                continue
            said = raised(text, "".join(words)) if base and not base.startswith("-") and base != "0" else None
            words.append(text if said is None else said)
    return [text for each in "".join(words).split("\n") if (text := line(with_bullets(each)))]


class _Counts:
    """How far the numbered paragraphs of a box are counted at each depth."""

    def __init__(self) -> None:
        self._reached: dict[int, int] = {}

    def next_of(self, paragraph: Any) -> int | None:
        """The number that a paragraph shows, as `3.`; None for a bullet and for letters."""
        how = paragraph._p.find(f"{_A}pPr/{_A}buAutoNum")
        self._reached = {level: number for level, number in self._reached.items() if level <= paragraph.level}
        if how is None or how.get("type") not in {"arabicPeriod", "arabicPlain"}:
            self._reached.pop(paragraph.level, None)
            return None
        start = how.get("startAt", "1")
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        self._reached[paragraph.level] = number = self._reached.get(paragraph.level, first - 1) + 1
        return number


def _is_item(paragraph: Any, in_list: bool) -> bool:
    """Whether a paragraph has a bullet, by itself or as its place has it."""
    how = paragraph._p.find(f"{_A}pPr")
    if how is not None and how.find(f"{_A}buNone") is not None:
        return False
    own = how is not None and any(how.find(f"{_A}{name}") is not None for name in ("buChar", "buAutoNum", "buBlip"))
    return own or in_list


def _table_rows(table: Any) -> Iterator[list[str]]:
    above: list[str] = []
    for row in table.rows:
        cells = []
        for at, cell in enumerate(row.cells):
            text = line(" ".join(text for each in cell.text_frame.paragraphs for text in _lines(each)))
            if cell._tc.get("vMerge") in {"1", "true"} and not text:
                text = above[at] if at < len(above) else ""
            cells.append(text)
        above = cells
        yield cells


def _diagram(shape: Any) -> list[str]:
    """The texts of SmartArt, which stand in a part of their own."""
    found = []
    for ids in shape.element.iter(f"{_DIAGRAM}relIds"):
        related = ids.get(f"{_RELATION}dm", "")
        if related in shape.part.rels:
            root = parse_xml(shape.part.related_part(related).blob)
            found += [_shown(point) for point in root.iter(f"{_DIAGRAM}pt")]
    return [text for text in found if text]


def _shown(point: Any) -> str:
    return line(" ".join("".join(each.itertext(f"{_A}t")) for each in point.iter(f"{_A}p")))


def _number(values: Sequence[float | None], at: int) -> str:
    value = values[at] if at < len(values) else None
    return "" if value is None else f"{value:g}".replace(".", ",")
