"""Parts: the blocks of a document while it is read, before they have offsets."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.types import Block, BlockKind

CELL_SEPARATOR = " | "
"""Stands between the cells of a table row; the only characters of a body that the page does not show."""

_SEPARATED = re.compile(r"(?<=\s)\|(?=\s)")


class Links(enum.Enum):
    """Whether the parts of a format tell which of them are links."""

    TOLD = "told"
    LOST = "lost"
    """As where a page was copied as plain text; a line that reads like a link then is one."""
    NONE = "none"
    """A printed page, where a line is no link."""


@dataclass(frozen=True, slots=True)
class Part:
    """One block element: its text on one line, and where it stands.

    `level`, `item` and `page` are as in Block. `group` numbers the list, table or paragraph that the part belongs
    to: neighbours of one group are joined by one line break. `strong` is true where the whole text is bold, `linked`
    where all of it leads elsewhere, `leads` also where a date, or words to share the page, stand beside what does.
    `number` is what a numbered list shows before the item that begins here.
    """

    kind: BlockKind
    text: str
    level: int = 0
    item: int | None = None
    page: int | None = None
    group: int | None = None
    strong: bool = False
    linked: bool = False
    leads: bool = False
    number: int | None = None

    @property
    def shown(self) -> str:
        """The text with its number, as a reader sees it."""
        return self.text if self.number is None else f"{self.number}. {self.text}"


def as_field(text: str) -> str:
    """A row whose first cell names what the next tells, as a line with a label: "Plats: Lund"."""
    return text.replace(CELL_SEPARATOR, ": ", 1)


def cells_of(row: str) -> list[str]:
    """The cells of a row; an empty one has nothing between its separators."""
    return [cell.strip() for cell in _SEPARATED.split(f" {row} ")]


def set_body(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """The body of a bulletin and its blocks: one blank line between parts, one line break within a group."""
    body: list[str] = []
    blocks: list[Block] = []
    at, before = 0, None
    for part in parts:
        gap = "" if before is None else _gap(before, part)
        body += [gap, part.shown]
        start = at + len(gap)
        at = start + len(part.shown)
        blocks.append(Block(part.kind, start, at, part.level, part.item, part.page))
        before = part
    return "".join(body), tuple(blocks)


def _gap(before: Part, part: Part) -> str:
    return "\n" if part.group is not None and part.group == before.group else "\n\n"
