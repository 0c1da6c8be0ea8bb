"""Elements of a page in the shapes that the walk knows: definitions, tables, captions, lists written by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import lxml.etree

from corpus.language.characters import line
from corpus.readers.boilerplate import SUBSCRIPTION
from corpus.readers.webpage.mains import is_running_text

_BLOCKS = ("p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "div", "table", "blockquote")
_TABLE = ("thead", "tbody", "tfoot", "tr", "td", "th")
_FONT_BULLET = re.compile(
    r"(<(?:p|li|div|td|br)\b[^<>]{0,300}>(?:\s{0,9}<(?:span|font)\b[^<>]{0,99}(?:symbol|wingdings)[^<>]{0,99}>)?\s{0,9})"
    r"(?:[\uf020-\uf0ff]|&#6[12]\d{3};|&#xf0[\da-f]{2};)(?=[\s\w]|&nbsp;|</)",
    re.IGNORECASE,
)
_LONG_CELL = 40
"""Words of a cell from which a table only lays out the page."""
_LONG_TERM, _LONG_DEFINITION = 12, 20
_WIDEST = 1000
_MOST_REPEATED = 2000
"""Cells of one table that are repeated downwards; one of values has a hundredth of that."""


def font_bullets(html: str) -> str:
    """`html` with the signs of Wingdings and Symbol that begin a block made bullets, as their fonts show them."""
    return _FONT_BULLET.sub(r"\1• ", html)


def shape(root: Any) -> None:
    """Brings the elements of a page into plain paragraphs, headings, lists and tables."""
    _settle_word_title(root)
    for element in list(root.xpath("//*[contains(@style, 'mso-list')]")):
        _settle_word_list(element)
    for link in root.iter("a"):
        after = link.getnext()
        if after is not None and after.tag == "a" and not link.tail:
            link.tail = " "  # two buttons beside each other, which only their frames divide
    for written in list(root.iter("pre")):
        _break_lines(written)
    for caption in list(root.iter("figcaption")):
        caption.tag = "p"
        if caption.getparent().tag == "figure":
            caption.getparent().tag = "div"
    for table in reversed(list(root.iter("table"))):
        _settle_table(table)
    for terms in list(root.iter("dl")):
        _settle_terms(terms)


def _break_lines(written: Any) -> None:
    """Puts an element at each end of a line of a text that shows its own lines."""
    for element in list(written.iter()):
        if element.text and element.tag is not lxml.etree.Comment:
            element.text, *lines = element.text.strip("\n").split("\n")
            for at, text in enumerate(lines):
                element.insert(at, _line_end(element, text))
        if element is not written and element.tail:
            element.tail, *lines = element.tail.split("\n")
            for text in reversed(lines):
                element.addnext(_line_end(element, text))


def _line_end(element: Any, text: str) -> Any:
    end = element.makeelement("br")
    end.tail = text
    return end


def _settle_word_title(root: Any) -> None:
    """The one title of a page as Word saves it, over whose sections it uses the same level as a page for its title."""
    titles = [each for each in root.iter("p") if "MsoTitle" in (each.get("class") or "").split()]
    titles = [each for each in titles if each.text_content().strip()]
    if len(titles) != 1:
        return
    for level in range(5, 0, -1):
        for heading in list(root.iter(f"h{level}")):
            heading.tag = f"h{level + 1}"
    titles[0].tag = "h1"


def _settle_word_list(element: Any) -> None:
    """An item of a list as Word saves it: its bullet is a piece of text that Word itself ignores."""
    style = (element.get("style") or "").replace(" ", "").lower()
    if "mso-list:ignore" in style:
        mark = line(element.text_content())
        element.clear(keep_tail=True)
        element.tag = "span"
        element.text = f"{mark} " if mark[:1].isdigit() else "• "


def _settle_table(table: Any) -> None:
    for caption in table.findall("caption"):
        caption.tag = "p"
        table.addprevious(caption)
    own = [each for each in table.iter(*_TABLE) if next(each.iterancestors("table")) is table]
    cells = [each for each in own if each.tag in {"td", "th"}]
    is_frame = len(cells) == 1 or _is_column(own) or any(map(_is_foot, cells))
    if is_frame or any(_is_layout(cell) for cell in cells):
        for element in [table, *own]:
            element.tag = "div"
    else:
        _fill_down(table)


def _is_column(own: Sequence[Any]) -> bool:
    """Whether a table says one thing in each row, running text in one and a link alone in one, as a letter does over a
    button."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"} and line(cell.text_content())] for row in own]
    if any(len(row) > 1 for row in rows):
        return False
    cells = [cell for row in rows for cell in row]
    return any(is_running_text(line(cell.text_content())) for cell in cells) and any(map(_is_link, cells))


def _is_link(cell: Any) -> bool:
    return line(cell.text_content()) == line(" ".join(link.text_content() for link in cell.iter("a")))


def _is_foot(cell: Any) -> bool:
    """Whether a cell of several lines has a link that ends a subscription, as the foot of a letter to many has."""
    is_broken = cell.find(".//br") is not None or cell.find(".//p") is not None
    return is_broken and any(SUBSCRIPTION.search(line(link.text_content())) for link in cell.iter("a"))


def _is_layout(cell: Any) -> bool:
    """Whether a cell holds what no cell of a table of values holds: a table, a heading, a long text."""
    if any(cell.find(f".//{tag}") is not None for tag in ("table", "h1", "h2", "h3", "h4")):
        return True
    is_long = len(cell.text_content().split()) >= _LONG_CELL
    return is_long and sum(1 for child in cell if child.tag in _BLOCKS) >= 2


def _fill_down(table: Any) -> None:
    """Repeats a cell that is merged downwards in each of its rows, which would else lack it."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    open_cells: dict[int, tuple[int, Any]] = {}
    repeated = 0
    for row in rows:
        column = 0
        repeated += len(open_cells)
        if repeated > _MOST_REPEATED:
            break
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        waiting = dict(open_cells)
        for cell in [*cells, None]:
            while column in waiting:
                column = _repeat(row, cell, column, open_cells, waiting)
            if cell is None:
                break
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                open_cells[column] = (height - 1, cell)
                cell.attrib.pop("rowspan")
            column += width


def _repeat(row: Any, before: Any, column: int, open_cells: dict[int, tuple[int, Any]], waiting: dict[int, Any]) -> int:
    left, cell = open_cells[column]
    copy = row.makeelement(cell.tag)
    copy.text = line(cell.text_content())
    if before is None:
        row.append(copy)
    else:
        before.addprevious(copy)
    del waiting[column]
    if left > 1:
        open_cells[column] = (left - 1, cell)
    else:
        del open_cells[column]
    return column + _span(cell, "colspan")


def _span(cell: Any, name: str) -> int:
    """In how many columns or rows a cell stands; 0 says all the rows that are left."""
    value = (cell.get(name) or "1").strip()
    number = min(int(value[:6]), _WIDEST) if value.isdecimal() else 1
    return number or (_WIDEST if name == "rowspan" else 1)


def _settle_terms(terms: Any) -> None:
    """A list of definitions: rows of a table where both sides are short, else headings over their texts."""
    pairs = [child for child in terms.iter("dt", "dd") if next(child.iterancestors("dl")) is terms]
    is_short = bool(pairs) and all(
        len(each.text_content().split()) <= (_LONG_TERM if each.tag == "dt" else _LONG_DEFINITION)
        and not any(each.find(f".//{tag}") is not None for tag in ("p", "ul", "ol", "table", "dl"))
        for each in pairs
    )
    if not is_short:
        for each in pairs:
            each.tag = "h3" if each.tag == "dt" and _is_heading(each) else "div"
        terms.tag = "div"
        return
    rows: list[Any] = []
    for each in pairs:
        if each.tag == "dt" and (not rows or rows[-1][-1].tag == "dd"):
            rows.append([])
        rows[-1:] = [[*rows[-1], each]] if rows else [[each]]
    _set_rows(terms, rows)


def _is_heading(term: Any) -> bool:
    return 0 < len(term.text_content().split()) <= _LONG_TERM


def _set_rows(terms: Any, rows: Sequence[Sequence[Any]]) -> None:
    for child in list(terms):
        terms.remove(child)
    terms.tag, terms.text = "table", None
    for cells in rows:
        row = terms.makeelement("tr")
        for tag in ("dt", "dd"):
            told = [line(cell.text_content()) for cell in cells if cell.tag == tag]
            cell = row.makeelement("td")
            cell.text = _joined(list(filter(None, told)))
            row.append(cell)
        terms.append(row)


def _joined(texts: Sequence[str]) -> str:
    """What one term stands for, with a comma between what are no sentences."""
    ends = (text if text.endswith((".", "!", "?", ":", ";", ",")) else f"{text}," for text in texts[:-1])
    return " ".join((*ends, *texts[-1:]))
