"""An HTML element tree to the parts that a browser shows of it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Any

import lxml.etree
import lxml.html

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.readers.boilerplate import FILED_OR_TOLD, FILED_UNDER, SHARES, leads_to_letter
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.dating.labels import labels_of
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.readers.webpage.unseen import DROPPED, is_hidden
from corpus.types import BlockKind

_TOO_DEEP = "its elements are nested too deeply; simplify the page"
_DEEPEST = 300
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PAGE = re.compile(r"\s*page:\s*(\d{1,6})\s*")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "menu"})
_BLOCKS = frozenset(
    "html body div p section article main header footer nav aside address pre figure figcaption details summary dl dt "
    "dd form fieldset legend center hr caption search hgroup".split()
)
BLOCKS = _BLOCKS | _LISTS | _HEADINGS.keys() | frozenset("li table thead tbody tfoot tr td th blockquote".split())
"""Elements that begin a line of their own."""
_LETTERS = {"a": "abcdefghijklmnopqrstuvwxyz", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "i": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
            "I": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")}  # fmt: skip
"""What numbered lists of these types show for their first items."""
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s{0,5}:\s{0,5}(?:none|disc|circle|square)", re.IGNORECASE)
_PLAIN_LIST = re.compile(
    r"(?:^|\s)(?:list-unstyled|list-none|unstyled|no-bullets?)(?:$|\s)|list-style-none|bread-?crumb", re.IGNORECASE
)
"""How sites call numbered lists that show no numbers."""
_BOLD = frozenset({"b", "strong"})
_BESIDE = frozenset({"time", "span", "small"})
_LONGEST_DATE = 40
_WIDEST = 100
"""Columns over which a cell is read to stand."""


@dataclass(frozen=True, slots=True)
class _Place:
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    item: int | None = None
    group: int | None = None


def parse_html(html: str | bytes, encoding: str = "utf-8") -> Any:
    """The root element of a page; ReadError where it holds nothing, or more levels than can be read."""
    data = html.encode(encoding, "replace") if isinstance(html, str) else html
    parser = lxml.html.HTMLParser(encoding=encoding, no_network=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, LookupError, ValueError) as error:
        raise ReadError("it holds no readable HTML", Code.DAMAGED) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError(_TOO_DEEP, Code.DAMAGED)
    for element in root.iter():
        _drop_controls(element)
    return root


def _drop_controls(element: Any) -> None:
    """HTML may hold controls, such as a vertical tab pasted from a word processor, that lxml takes back from nobody who
    moves a text."""
    if element.text and _CONTROL.search(element.text):
        element.text = _CONTROL.sub(" ", element.text)
    if element.tail and _CONTROL.search(element.tail):
        element.tail = _CONTROL.sub(" ", element.tail)


def check_depth(root: Any) -> None:
    """Refuses elements nested more deeply than the walk can follow, before anything looks through all of them.

    Raises:
        ReadError: more than 300 levels.
    """
    depth = 0
    for event, _ in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ReadError(_TOO_DEEP, Code.DAMAGED)


def read_tree(root: Any) -> tuple[Part, ...]:
    """The visible text of an element as parts, in order.

    Scripts, forms, pictures and hidden elements are left out. A comment `<!-- page: 3 -->` sets the page of what
    follows.

    Raises:
        ReadError: elements nested too deeply.
    """
    walker = _Walker()
    try:
        walker.walk(root, _Place())
    except RecursionError as error:
        raise ReadError(_TOO_DEEP, Code.DAMAGED) from error
    walker.flush(_Place())
    return tuple(walker.parts)


class _Walker:
    """Collects inline text until a block begins or ends."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._page: int | None = None
        self._text: list[str] = []
        self._plain = False
        self._bold = 0
        self._links = 0
        self._linked = False  # whether words were said within links
        self._unlinked: list[str] = []
        self._groups = itertools.count()
        self._items = itertools.count()
        self._counts: dict[Any, int] = {}  # the next number of each numbered list
        self._numbers: dict[int | None, int] = {}  # of items whose text has not begun

    def walk(self, element: Any, place: _Place) -> None:
        tag = element.tag
        if tag is lxml.etree.Comment:
            self._see_comment(element.text or "")
        elif isinstance(tag, str) and tag not in DROPPED and not is_hidden(element):
            self._enter(element, tag, place)

    def flush(self, place: _Place) -> None:
        """Ends the block that is being collected."""
        text = line("".join(self._text))
        if text:
            number = self._numbers.pop(place.item, None) if place.kind is BlockKind.LIST_ITEM else None
            part = Part(place.kind, text, place.level, place.item, self._page, place.group, number=number)
            beside = line(" ".join(self._unlinked))
            leads = self._linked and (not beside or _tells_page(beside) or SHARES.fullmatch(beside) is not None)
            leads = leads or (self._linked and beside.endswith("?") and leads_to_letter(text))
            self.parts.append(
                replace(part, strong=not self._plain, linked=self._linked and not self._unlinked, leads=leads)
            )
        self._text, self._plain, self._linked, self._unlinked = [], False, False, []

    def _see_comment(self, text: str) -> None:
        marker = _PAGE.fullmatch(text)
        if marker:
            self._page = int(marker.group(1))

    def _enter(self, element: Any, tag: str, place: _Place) -> None:
        if tag == "br":
            self._break(place)
        elif tag == "tr":
            self._row(element, place)
        elif tag in _BOLD:
            self._bold += 1
            self._children(element, place)
            self._bold -= 1
        elif tag == "a" and not (element.get("href") or "#").startswith("#"):
            self._links += 1
            self._children(element, place)
            self._links -= 1
        elif inner := self._block_place(tag, place):
            self.flush(place)
            if tag == "li":
                self._count(element, inner.item)
            self._children(element, inner)
            self.flush(inner)
        elif tag in _BESIDE and _is_date(element):
            # Such a date stands beside a link or below it, by the site's style.
            self._say(" ")
            self._children(element, place)
            self._say(" ")
        else:
            self._children(element, place)

    def _block_place(self, tag: str, place: _Place) -> _Place | None:
        """Where the text of a block element stands; None for an inline element."""
        listed = place.kind is BlockKind.LIST_ITEM
        if tag in _LISTS:
            group = place.group if listed else next(self._groups)
            return _Place(BlockKind.LIST_ITEM, place.level + 1 if listed else 1, place.item, group)
        if tag == "li":
            base = place if listed else _Place(BlockKind.LIST_ITEM, 1, None, next(self._groups))
            return replace(base, item=next(self._items))
        if tag == "table":
            return replace(place, kind=BlockKind.TABLE_ROW, group=next(self._groups)) if not listed else place
        if tag == "blockquote":
            return place if listed else _Place(BlockKind.QUOTE, 0, None, next(self._groups))
        return self._plain_place(tag, place)

    def _plain_place(self, tag: str, place: _Place) -> _Place | None:
        if tag in _HEADINGS:
            flat = place.kind is BlockKind.PARAGRAPH
            return _Place(BlockKind.HEADING, _HEADINGS[tag], group=next(self._groups)) if flat else place
        if tag in {"thead", "tbody", "tfoot"}:
            return place
        if tag in _BLOCKS or tag in {"td", "th"}:
            return place if place.kind is BlockKind.LIST_ITEM else replace(place, group=next(self._groups))
        return None

    def _count(self, item: Any, place: int | None) -> None:
        """Notes what a numbered list shows before an item."""
        entries = item.getparent()
        if entries is None or entries.tag != "ol" or _shows_no_numbers(entries):
            return
        number = _whole(item.get("value"), self._counts.get(entries, _whole(entries.get("start"), 1)))
        self._counts[entries] = number + 1
        letters = _LETTERS.get(entries.get("type") or "", "")
        if 0 < number <= len(letters):
            self._say(f"{letters[number - 1]}. ")
        else:
            self._numbers[place] = number

    def _break(self, place: _Place) -> None:
        if place.kind is BlockKind.HEADING:
            self._say(" ")
        else:
            self.flush(place)

    def _row(self, row: Any, place: _Place) -> None:
        self.flush(place)
        cells = [cell for cell in row if cell.tag in {"td", "th"} and not is_hidden(cell)]
        texts = [text for cell in cells for text in (_cell_text(cell), *[""] * (_width(cell) - 1))]
        while texts and not texts[-1]:
            texts.pop()
        said = [text for text in texts if text]
        if len(said) == 1 and any(cell.find(".//p") is not None or cell.find(".//li") is not None for cell in cells):
            self._children(row, _Place(group=next(self._groups)))
        elif said:
            # An empty cell keeps its place, or what follows would stand under the heading before it.
            self._say(CELL_SEPARATOR.join(texts if len(said) > 1 else said))
        self.flush(place)

    def _children(self, element: Any, place: _Place) -> None:
        self._say(element.text)
        for child in element:
            self.walk(child, place)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._text.append(text)
            if any(map(str.isalnum, text)):
                self._linked = self._linked or self._links > 0
                self._unlinked += [] if self._links else [text]
            self._plain = self._plain or (self._bold == 0 and not text.isspace())


def _shows_no_numbers(entries: Any) -> bool:
    return (
        _UNNUMBERED.search(entries.get("style") or "") is not None
        or _PLAIN_LIST.search(entries.get("class") or "") is not None
        or entries.get("role") == "list"
    )


def _whole(told: str | None, otherwise: int) -> int:
    value = (told or "").strip()
    return int(value) if value.isdecimal() and len(value) < 5 else otherwise


def _width(cell: Any) -> int:
    value = (cell.get("colspan") or "1").strip()
    return max(1, min(int(value[:4]), _WIDEST)) if value.isdecimal() else 1


def _is_date(element: Any) -> bool:
    text = element.text or ""
    return len(element) == 0 and len(text) <= _LONGEST_DATE and is_bare_date(line(text))


def _tells_page(text: str) -> bool:
    """Whether what stands beside a link tells a date, or that a page is filed under it."""
    bare = text.strip(" ,;|·•")
    return (
        is_bare_date(text)
        or bool(labels_of(text))
        or any(form.fullmatch(bare) is not None for form in (FILED_UNDER, FILED_OR_TOLD))
    )


def _cell_text(cell: Any) -> str:
    return line(" ".join(part.text for part in read_tree(cell)))
