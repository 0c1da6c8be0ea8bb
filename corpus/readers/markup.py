"""Parts to Markdown that renders to the same parts; pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from corpus.readers.parts import Part, cells_of
from corpus.types import BlockKind

_SPECIAL = re.compile(r"[\\`*_{}\[\]#]")
_COUNTED = re.compile(r"[\\`*_{}\[\]#<&]")
_ENTITY = re.compile(r"&(?=#|\w+;)")
_START = re.compile(r"(?:[-+>=]|\d{1,9}(?=[.)]))")


_BETWEEN_LISTS = "<!-- -->"
"""Without it a numbered list would go on with the numbers of the one right before it."""
_MOST_ESCAPED = 200
"""Signs of one paragraph that are escaped; where there are more it is HTML, since reading Markdown takes the square of
their number. A line to be filled in has a third."""


def escape(text: str) -> str:
    """One line of text as Markdown that shows exactly it."""
    escaped = _inline(text)
    start = _START.match(escaped)
    if start is None:
        return escaped
    mark = start.group()
    if mark.isdigit():
        return f"{mark}\\{escaped[len(mark) :]}"
    return {">": "&gt;", "=": "&#61;"}.get(mark, f"\\{mark}") + escaped[1:]


def _inline(text: str) -> str:
    """The same where it does not begin a line."""
    return _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text)).replace("<", "&lt;")


def to_markdown(parts: Iterable[Part]) -> str:
    """Markdown for a person to read and edit; `<!-- page: 3 -->` stands where a page of a PDF begins."""
    blocks: list[str] = []
    page, is_counted = None, False
    for _, run in groupby(parts, key=lambda part: (part.page, part.kind, part.group)):
        group = list(run)
        if group[0].page != page:
            page = group[0].page
            blocks.append(f"<!-- page: {page} -->")
        elif is_counted and group[0].number is not None:
            blocks.append(_BETWEEN_LISTS)
        blocks += _FORMS.get(group[0].kind, _lines)(group)
        is_counted = group[0].number is not None
    return "\n\n".join(blocks) + "\n"


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if part.kind is BlockKind.PARAGRAPH and len(_COUNTED.findall(part.text)) > _MOST_ESCAPED:
            yield f"<p>{html.escape(part.text, quote=False)}</p>"
        else:
            yield _prefix(part) + escape(part.text)


def _list(parts: Sequence[Part]) -> Iterator[str]:
    text, item, continued, counts = "", None, False, _is_counted(parts)
    for part in parts:
        told = part.text if counts else part.shown
        words = f"**{escape(told)}**" if part.strong else escape(told)
        begins = part.item != item
        mark = f"{part.number}. " if counts and part.number is not None else "- "
        gap = "" if not text else "\n" if begins and not continued else "\n\n"
        text += f"{gap}{'  ' * max(part.level - 1, 0)}{mark if begins else '  '}{words}"
        item, continued = part.item, not begins
    yield text


def _is_counted(parts: Sequence[Part]) -> bool:
    """Whether the items of each list in a group are all numbered, one after the other, or none of them is."""
    expected: dict[int, int | None] = {}
    item = None
    for part in parts:
        if part.item == item:
            if part.number is not None:
                return False
            continue
        item = part.item
        if part.number != expected.get(part.level, part.number):
            return False
        expected = {level: number for level, number in expected.items() if level < part.level}
        expected[part.level] = None if part.number is None else part.number + 1
    return True


def _prefix(part: Part) -> str:
    if part.kind is BlockKind.HEADING:
        return "#" * min(max(part.level, 1), 6) + " "
    return "> " if part.kind is BlockKind.QUOTE else ""


def _table(rows: Sequence[Part]) -> Iterator[str]:
    cells = [[_inline(cell).replace("|", "\\|") for cell in cells_of(row.text)] for row in rows]
    width = max(len(row) for row in cells)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    yield "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


_FORMS = {BlockKind.TABLE_ROW: _table, BlockKind.LIST_ITEM: _list}
