"""Plain text to parts: bullets with what is indented under them, wrapped lines made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from corpus.language.characters import joined
from corpus.language.characters import line as one_line
from corpus.readers.boilerplate import ends_sentence, looks_like_heading
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.types import BlockKind

BULLETS = "•●◦○▪■□‣⁃∙·➢➤►▶▸✓✔❖◆◇➔→⇒"
"""Signs that begin an item of a list, whatever follows."""

_BULLET = re.compile(rf"(?P<mark>[{BULLETS}]|[-*–—](?=\s)|o(?=\s)|\d{{1,2}}[.)](?=\s))\s*")
_SURE = frozenset(BULLETS)
_BREAK = re.compile(r"\r\n|[\r\f\v\x85\u2028\u2029]")
_ITEM = re.compile(rf"(?:(?P<sure>[{BULLETS}])|(?P<dash>[-–—*])(?=\s)|(?P<number>\d{{1,2}}[.)])(?=\s))\s*")
_UNDERLINE = re.compile(r"[ \t]{0,9}(?:={3,200}|-{3,200}|~{3,200})[ \t]{0,9}")
LETTERED = re.compile(r"[a-h]\)\s")
"""How an item of a list that counts by letters begins."""
_SHORT_LINE = 10
"""Words of a line that may be an item under a line with a colon."""
_MOST_WITHIN = 30
"""Lines within an item over which the next one of its list is looked for."""
_SPOKEN = re.compile(
    r",\s+(?:säger|sade|sa|berättar|menar|förklarar|konstaterar|tycker|tror|tillägger|fortsätter|svarar|undrar|says|said)\b"
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: its text without margin and bullet. `gap` counts the blank lines before it, `cells` are its texts
    between tabs, none where it has no tab within."""

    text: str
    indent: int
    gap: int
    mark: str = ""
    cells: tuple[str, ...] = ()
    is_far: bool = False
    """Whether more than a space stands behind the mark."""


def read_lines(text: str) -> list[TextLine]:
    """The lines that hold text, in order."""
    found: list[TextLine] = []
    gap = 0
    for raw in _BREAK.sub("\n", text).split("\n"):
        wide = raw.expandtabs(4)
        words = one_line(wide)
        if not words:
            gap += 1
            continue
        indent = len(wide) - len(wide.lstrip())
        match = _BULLET.match(wide.lstrip())
        mark = match.group("mark") if match else ""
        cells = tuple(map(one_line, raw.strip().split("\t"))) if "\t" in raw.strip() and not mark else ()
        is_far = match is not None and match.end() - match.end("mark") > 1
        found.append(TextLine(words[len(mark) :].strip() if mark else words, indent, gap, mark, cells, is_far))
        gap = 0
    return [_settled(found, at) for at in range(len(found))]


def lines_of_text(text: str) -> list[TextLine]:
    """The lines of a plain text, without those of signs that underline a heading, and with the words that were broken
    at a fixed width made whole."""
    raw = _BREAK.sub("\n", text).split("\n")
    above = ["", *raw]
    text = "\n".join(
        "" if _UNDERLINE.fullmatch(line) and any(map(str.isalnum, over)) else line
        for over, line in zip(above, raw, strict=False)
    )
    lines = read_lines(text)
    return read_lines(joined(text)) if _is_wrapped(lines) else lines


def parts_of_lines(lines: Sequence[TextLine]) -> tuple[Part, ...]:
    """Paragraphs and list items; a line is a block of its own unless the text is wrapped at a fixed width."""
    return tuple(_Builder(_is_wrapped(lines)).build(lines))


def _settled(lines: Sequence[TextLine], at: int) -> TextLine:
    """A line whose doubtful bullet (a dash, a number) is text after all gets it back."""
    line = lines[at]
    if line.mark == "o" and (line.is_far or (line.indent > 0 and at > 0 and lines[at - 1].mark)):
        return line
    if not line.mark or line.mark in _SURE:
        return line
    beside = [lines[other].mark for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    if line.mark == "o":
        is_item = False
    elif line.mark[0].isdigit():
        is_item = line.indent > 0 or any(mark[:1].isdigit() for mark in (*beside, *_marks_alike(lines, at)))
    else:
        beside += _marks_alike(lines, at)
        is_item = (line.indent > 0 or line.mark in beside) and not _SPOKEN.search(line.text)
        is_short = line.mark in beside and len(line.text.split()) <= _SHORT_LINE and not ends_sentence(line.text)
        is_item = is_item and (line.mark in "-*" or line.indent > 0 or is_short)
    return line if is_item else replace(line, text=f"{line.mark} {line.text}", mark="")


def _marks_alike(lines: Sequence[TextLine], at: int) -> Iterator[str]:
    """The marks of the lines before and after one that stand as far in, over what is indented between them
    or goes on with an item."""
    for others in (reversed(lines[max(0, at - _MOST_WITHIN) : at]), lines[at + 1 : at + 1 + _MOST_WITHIN]):
        yield next((other.mark for other in others if other.indent <= lines[at].indent and not _goes_on(other)), "")


def _goes_on(line: TextLine) -> bool:
    """Whether a line goes on within the one above it."""
    return not line.mark and line.gap == 0 and line.text[0].islower()


def _is_wrapped(lines: Sequence[TextLine]) -> bool:
    """Whether most lines that are followed at once by another have about the same length, as at a fixed width."""
    followed = [line.indent + len(line.text) for line, after in pairwise(lines) if after.gap == 0 and not after.mark]
    if len(followed) < 4 or max(len(line.text) for line in lines) > 120:
        return False
    return sum(45 <= length <= 110 for length in followed) >= 0.6 * len(followed)


def _is_row(lines: Sequence[TextLine], at: int) -> bool:
    """Whether a line is a row of a table that was copied: as many cells as a line right above or below it."""
    below = at + 1 < len(lines) and lines[at + 1].gap == 0
    beside = [*(lines[at - 1 : at] if at and lines[at].gap == 0 else ()), *(lines[at + 1 : at + 2] if below else ())]
    return bool(lines[at].cells) and any(len(other.cells) == len(lines[at].cells) for other in beside)


class _Builder:
    """Follows the open list items by their indent."""

    def __init__(self, is_wrapped: bool) -> None:
        self._is_wrapped = is_wrapped
        self._open: list[tuple[int, int]] = []  # indent and item number
        self._items = 0
        self._groups = 0
        self._number: int | None = None  # of the last item that is not within another
        self._parts: list[Part] = []

    def build(self, lines: Sequence[TextLine]) -> list[Part]:
        for at, line in enumerate(lines):
            if _is_row(lines, at):
                self._add_row(line, begins=at == 0 or not _is_row(lines, at - 1))
            elif line.mark:
                self._begin_item(line)
            else:
                self._add_text(line)
        return [part for part in self._parts if part.text]

    def _add_row(self, line: TextLine, *, begins: bool) -> None:
        self._open = []
        self._groups += begins
        self._parts.append(Part(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(line.cells), group=self._groups))

    def _begin_item(self, line: TextLine) -> None:
        number, text = counted(line.mark, line.text)
        is_first = not self._open
        while self._open and line.indent <= self._open[-1][0]:
            self._open.pop()
        # One list is numbered on from item to item, or not at all.
        if is_first or (not self._open and number != (self._number + 1 if self._number is not None else None)):
            self._groups += 1
        self._number = number if not self._open else self._number
        self._open.append((line.indent, self._items))
        self._items += 1
        self._parts.append(replace(self._item_part(text), number=number))

    def _add_text(self, line: TextLine) -> None:
        while self._open and line.indent <= self._open[-1][0] and not self._is_lone_bullet():
            self._open.pop()
        if self._continues(line):
            last = self._parts[-1]
            self._parts[-1] = replace(last, text=f"{last.text} {line.text}".strip())
        elif self._open:
            self._mark_lead_in()
            self._parts.append(self._item_part(line.text))
        else:
            self._parts.append(Part(BlockKind.PARAGRAPH, line.text))

    def _continues(self, line: TextLine) -> bool:
        """Whether a line goes on with the block before it."""
        if not self._parts or line.gap > 0 or self._parts[-1].kind is BlockKind.TABLE_ROW:
            return self._is_lone_bullet()
        last = self._parts[-1]
        if (last.kind is BlockKind.LIST_ITEM) is not bool(self._open):
            return False
        if not last.text:
            return True
        if is_bare_date(line.text) or LETTERED.match(line.text):
            return False
        unfinished = not ends_sentence(last.text) and line.text[0].islower()
        return unfinished or (self._is_wrapped and len(last.text) >= 45)

    def _is_lone_bullet(self) -> bool:
        """Whether the last bullet still waits for its text, as where the mark stands on a line by itself."""
        return bool(self._open and self._parts and not self._parts[-1].text)

    def _mark_lead_in(self) -> None:
        last = self._parts[-1]
        first = last.item is not None and (len(self._parts) < 2 or self._parts[-2].item != last.item)
        if first and last.item == self._open[-1][1] and looks_like_heading(last.text):
            self._parts[-1] = replace(last, strong=True)

    def _item_part(self, text: str) -> Part:
        return Part(BlockKind.LIST_ITEM, text, len(self._open), self._open[-1][1], group=self._groups)


def counted(mark: str, text: str) -> tuple[int | None, str]:
    """The number that the mark of an item tells, and the item's text, which a mark of another kind ("2)") begins."""
    if mark.endswith("."):
        return int(mark[:-1]), text
    return None, f"{mark} {text}".strip() if mark[:1].isdigit() else text


def with_lists(parts: Sequence[Part]) -> list[Part]:
    """Lines that begin with a bullet, or several in a row with a dash or a number, made items of a list; so are short
    lines of one paragraph under a first that ends with a colon."""
    parts = _listed_under_colons(parts)
    found: list[Part] = []
    items = sum(part.item is not None for part in parts)
    groups = max((part.group or 0 for part in parts), default=0)
    run: list[Part] = []
    for part in [*parts, None]:
        match = _ITEM.match(part.text) if part and part.kind is BlockKind.PARAGRAPH else None
        if part and match and (not run or _kind(run[-1]) == _kind(part)):
            run.append(part)
            continue
        is_said = run and _kind(run[0]) == "dash" and any(_SPOKEN.search(each.text) for each in run)
        if run and not is_said and (len(run) > 1 or _kind(run[0]) == "sure"):
            groups += 1
            found += [_item(each, items + at, groups) for at, each in enumerate(run)]
            items += len(run)
        else:
            found += run
        run = [part] if part and match else []
        found += [part] if part and not match else []
    return found


def with_rows(parts: Sequence[Part]) -> list[Part]:
    """Paragraphs in a row with as many texts between tabs made rows of a table; a tab elsewhere is a space."""
    found: list[Part] = []
    groups = max((part.group or 0 for part in parts), default=0)
    for count, run in groupby(parts, key=_count_cells):
        rows = list(run)
        if count > 1 and len(rows) > 1:
            groups += 1
            found += [
                Part(BlockKind.TABLE_ROW, part.text.replace("\t", CELL_SEPARATOR), group=groups, page=part.page)
                for part in rows
            ]
        else:
            found += [replace(part, text=part.text.replace("\t", " ")) for part in rows]
    return found


def _count_cells(part: Part) -> int:
    """In how many texts tabs divide a paragraph; 0 behind the mark of a list's item."""
    is_item = part.kind is not BlockKind.PARAGRAPH or _ITEM.match(part.text) is not None
    return 0 if is_item else part.text.count("\t") + 1


def _listed_under_colons(parts: Sequence[Part]) -> list[Part]:
    """Parts with the lines under "Kommuner som är klara:" marked as items."""
    found: list[Part] = []
    for group, lines in groupby(parts, key=lambda part: (part.kind, part.group)):
        first, *others = lines
        is_list = group[0] is BlockKind.PARAGRAPH and group[1] is not None and first.text.endswith(":")
        is_list = is_list and len(others) > 1 and all(map(_is_short, others))
        found += [first, *(replace(each, text=f"{BULLETS[0]} {each.text}") if is_list else each for each in others)]
    return found


def _is_short(part: Part) -> bool:
    return len(part.text.split()) <= _SHORT_LINE and not ends_sentence(part.text) and _ITEM.match(part.text) is None


def _kind(part: Part) -> str | None:
    match = _ITEM.match(part.text)
    return match.lastgroup if match else None


def _item(part: Part, item: int, group: int) -> Part:
    match = _ITEM.match(part.text)
    number, text = counted(match.group().strip(), part.text[match.end() :]) if match else (None, part.text)
    return replace(part, kind=BlockKind.LIST_ITEM, text=text, level=1, item=item, group=group, number=number)
