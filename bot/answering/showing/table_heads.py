"""What the columns of a table are called, for whoever is shown one of its rows; pure."""

from __future__ import annotations

import re
from itertools import takewhile

from bot.answering.choosing.sentences import block_at
from corpus.readers.parts import cells_of
from corpus.types import Block, BlockKind, Bulletin, Span

MOST_CHARACTERS = 200
"""The longest head that is shown."""

_FEWEST_COLUMNS = 3
"""A row of two cells ("Programledare | Bo Al") is understood without a head."""
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def table_head(bulletin: Bulletin, span: Span) -> str:
    """The first row of the table in which `bulletin.body[span.start:span.end]` is one later row, as it stands there.

    Empty for what is no row, for a row of two cells, and where the first row looks like any other: a table on a page
    may have no head, and Markdown takes its first row for one.
    """
    row = block_at(bulletin, span.start)
    if row is None or row.kind is not BlockKind.TABLE_ROW or span.end > row.end:
        return ""
    first = _first_of_table(bulletin, row)
    head, cells = (bulletin.body[each.start : each.end] for each in (first, row))
    shown = first != row and len(head) <= MOST_CHARACTERS and _heads(head, cells)
    return head if shown else ""


def _first_of_table(bulletin: Bulletin, row: Block) -> Block:
    """Rows of one table are divided by one line break, tables by two."""
    blocks = bulletin.blocks[: bulletin.blocks.index(row) + 1]
    above = zip(reversed(blocks[:-1]), reversed(blocks), strict=False)
    held = takewhile(lambda pair: pair[0].kind is BlockKind.TABLE_ROW and pair[1].start - pair[0].end == 1, above)
    return next(reversed([pair[0] for pair in held]), row)


def _heads(head: str, row: str) -> bool:
    """Whether `head` names columns: it holds figures in fewer cells than the row does, years as names aside."""
    names, values = cells_of(head), cells_of(row)  # of a row, the last cells may be empty and none
    if max(len(names), len(values)) < _FEWEST_COLUMNS or len(names) < len(values) - 1:
        return False
    figures = sum(1 for name in names if _DIGIT.search(name) and not _YEAR.fullmatch(name.strip()))
    return figures < max(1, sum(1 for value in values if _DIGIT.search(value)))
