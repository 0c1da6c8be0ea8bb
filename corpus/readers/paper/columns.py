"""Columns and tables of a printed page, told by the gaps that run down between its lines; pure.

What a PDF draws row by row across two columns reads as sentences that never stood on the page.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_LONE_MARKS = re.compile(
    r"^[ \t]*(?:\d{1,2}[.)]|[•●◦○▪■·–-])[ \t]*\n[ \t]*(?:\d{1,2}[.)]|[•●◦○▪■·–-])[ \t]*$", re.MULTILINE
)
"""Marks of items in a row, drawn apart from their texts, which only the page as it is laid out has beside them."""
_MARK = re.compile(r"\d{1,2}[.)]|[•●◦○▪■·–-]")
_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
_MOST_COLUMNS = 10
_LEAST_ROWS = 2
"""Lines with text on both sides of a gap from which it divides columns."""
_LEAST_PROSE = 3.5
"""Words of a column's line on average from which it is running text and no cell; dates and places have fewer."""
_FULL = 0.6
"""Share of a column's width that the widest line of a paragraph in it fills."""
_LEAST_BROKEN = 0.2
"""Share of its lines that end within a word from which it is running text, however few words they have."""
_BROKEN = re.compile(r"[^\W\d_]-\n[^\W\d_]")
_BULLET = re.compile(r" {0,9}[•●◦○▪■–-] {1,2}\S")
"""The mark of an item to the left, as no first cell of a table has."""
_FAR_BULLET = re.compile(r"^( {0,200})([•●◦○▪■])( {2,40})(?=\S)")
"""The mark of an item that stands far from its text."""
_LEAST_LONG = 6
"""Lines of a text beside which another column may be short."""
_LEAST_NARROW, _MOST_FLOW = 4, 0.6
"""Lines of a narrow column, whose lines have two words or three, and the share of them that go on in lower case."""
_LEAST_FLOW = 0.3
"""Share of a column's lines that go on in lower case, as only running text does."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a page that belong together: running text, or rows whose cells are given."""

    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def stretches(plain: str, laid_out: str) -> list[Stretch]:
    """The page in reading order: `plain` as it is where the page has one column, else `laid_out` taken apart."""
    lines = [_FAR_BULLET.sub(_moved, line.rstrip()) for line in laid_out.expandtabs(4).splitlines()]
    found: list[Stretch] = []
    at, single = 0, True
    while at < len(lines):
        end, gaps = _block(lines, at)
        if gaps:
            single = False
            apart = list(_taken_apart(lines[at:end], gaps))
            if apart[0].lines and found and found[-1].lines and found[-1].lines[-1].strip():
                # What stands beside a box goes on with the text above it.
                apart[0] = Stretch((*found.pop().lines, *apart[0].lines))
            found += apart
        else:
            end = at + 1
            found = [*found[:-1], Stretch((*found[-1].lines, lines[at]))] if found and not found[-1].rows and \
                found[-1].lines else [*found, Stretch((lines[at],))]  # fmt: skip
        at = end
    is_whole = single and not _LONE_MARKS.search(plain)
    return [Stretch(tuple(plain.splitlines()))] if is_whole else found


def _moved(match: re.Match[str]) -> str:
    """The mark of an item beside its text, which keeps its place."""
    return f"{match[1]}{match[3][1:]}{match[2]} "


def _block(lines: Sequence[str], start: int) -> tuple[int, list[tuple[int, int]]]:
    """Where a block of columns that begins at a line ends, and the gaps between its columns; no gaps for none."""
    gaps = _gaps(lines[start])
    if not gaps:
        return start, []
    end, rows = start + 1, 1
    for at in range(start + 1, len(lines)):
        line = lines[at]
        kept = [common for gap in gaps if (common := _common(gap, line))]
        if line.strip() and (not kept or (not _crosses(line, kept) and not _goes_on(lines, at, kept))):
            break
        gaps = kept if line.strip() else gaps
        if _crosses(line, gaps):
            rows, end = rows + 1, at + 1
        elif line.strip():
            end = at + 1
    return (end, gaps) if rows >= _LEAST_ROWS else (start, [])


def _gaps(line: str) -> list[tuple[int, int]]:
    return [match.span() for match in _GAP.finditer(line)]


def _common(gap: tuple[int, int], line: str) -> tuple[int, int] | None:
    """What of a gap is blank in a line too, where that is wide enough to be seen; the text beside it may be missing."""
    start, end = gap
    runs: list[tuple[int, int]] = []
    for at in range(start, end):
        if at < len(line) and line[at] != " ":
            continue
        runs = [*runs[:-1], (runs[-1][0], at + 1)] if runs and runs[-1][1] == at else [*runs, (at, at + 1)]
    widest = max(runs, key=lambda run: (run[1] - run[0], run[0]), default=(0, 0))
    return widest if widest[1] - widest[0] >= 2 else None


def _crosses(line: str, gaps: Sequence[tuple[int, int]]) -> bool:
    """Whether a line has text on both sides of a gap."""
    return any(line[:start].strip() and line[end:].strip() for start, end in gaps)


def _goes_on(lines: Sequence[str], at: int, gaps: Sequence[tuple[int, int]]) -> bool:
    """Whether a line with text on one side alone goes on with a column: the one to the right, or at once below text."""
    is_right = not lines[at][: gaps[0][1]].strip()
    follows = bool(lines[at - 1].strip()) or any(_crosses(line, gaps) for line in lines[at + 1 : at + 3])
    return is_right or follows or _fills_column(lines, at, gaps[0][0])


def _fills_column(lines: Sequence[str], at: int, width: int) -> bool:
    """Whether a paragraph of several lines is as wide as the first column and no wider, so that it stands in it."""
    paragraph = list(itertools.takewhile(str.strip, lines[at:]))
    widest = max(map(len, paragraph))
    return len(paragraph) > 1 and _FULL * width <= widest <= width


def _taken_apart(lines: Sequence[str], gaps: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    own = [_GAP.split(line.strip()) for line in lines if line.strip()]
    if len(own) > 1 and all(len(cells) == 2 for cells in own) and (marks := _marks([cells[0] for cells in own])):
        yield Stretch(tuple(f"{mark} {text}" for mark, (_, text) in zip(marks, own, strict=True)))
        return
    is_listed = any(_BULLET.match(line) for line in lines)
    if not is_listed and (cells_in_rows := _by_own_gaps(lines)):
        yield Stretch(rows=tuple(tuple(row) for row in _rows(cells_in_rows)))
        return
    edges = [0, *((start + end) // 2 for start, end in gaps)]
    cut = [[line[a:b].strip() for a, b in zip(edges, [*edges[1:], None], strict=True)] for line in lines]
    columns = [[row[at] for row in cut] for at in range(len(edges))]
    if is_listed or all(map(_is_prose, columns)) or _is_beside_text(columns):
        first = tuple(line[: edges[1]].rstrip() for line in lines)  # how far in each stands tells of lists
        yield from (Stretch((*column, "")) for column in (first, *columns[1:]))
    else:
        yield Stretch(rows=tuple(tuple(row) for row in _rows(cut)))


def _marks(cells: Sequence[str]) -> list[str]:
    """The marks of a list's items, with the point that numbers lack which count from one on; none of other cells."""
    marks, count = [], 0
    for cell in cells:
        count = count + 1 if cell == str(count + 1) else 0
        if not count and not _MARK.fullmatch(cell):
            return []
        marks.append(f"{cell}." if count else cell)
    return marks


def _by_own_gaps(lines: Sequence[str]) -> list[list[str]]:
    """The cells of each line by its own gaps, where most lines have as many; nothing for text in columns.

    Letters of other widths shift what stands to their right, so that no gap needs to run straight down. A line with
    fewer cells has each in the column that begins nearest, in their order.
    """
    cut = [[(match.start(), match[0]) for match in _CELL.finditer(line)] for line in lines if line.strip()]
    width = max(map(len, cut))
    full = [cells for cells in cut if len(cells) == width]
    columns = [[cells[at][1] for cells in full] for at in range(width)]
    if len(full) < 2 or 2 * len(full) < len(cut) or not 1 < width <= _MOST_COLUMNS or all(map(_is_prose, columns)):
        return []
    begins = [sum(cells[at][0] for cells in full) / len(full) for at in range(width)]
    return [_in_columns(cells, begins) for cells in cut]


def _in_columns(cells: Sequence[tuple[int, str]], begins: Sequence[float]) -> list[str]:
    nearest = min(
        itertools.combinations(range(len(begins)), len(cells)),
        key=lambda places: sum(abs(begins[at] - start) for at, (start, _) in zip(places, cells, strict=True)),
    )
    row = [""] * len(begins)
    for at, (_, text) in zip(nearest, cells, strict=True):
        row[at] = text
    return row


def _is_prose(column: Sequence[str]) -> bool:
    told = [line for line in column if line]
    flowing = sum(line[0].islower() for line in told[1:])
    broken = sum(_BROKEN.search(f"{line}\n{after}") is not None for line, after in itertools.pairwise(told))
    words = sum(len(line.split()) for line in told)
    is_narrow = len(told) >= _LEAST_NARROW and words >= 2 * len(told) and flowing >= _MOST_FLOW * (len(told) - 1)
    is_full = is_narrow or words >= _LEAST_PROSE * len(told) or broken >= _LEAST_BROKEN * len(told)
    return bool(told) and is_full and flowing >= _LEAST_FLOW * max(len(told) - 1, 1)


def _is_beside_text(columns: Sequence[Sequence[str]]) -> bool:
    """Whether the first column is a long running text on whose lines, row by row, the others stand in one piece."""
    first, *others = columns
    told = [at for at, line in enumerate(first) if line]
    if len(told) < _LEAST_LONG or not _is_prose(first):
        return False
    for column in others:
        places = [at for at, line in enumerate(column) if line]
        between = range(places[0], places[-1]) if places else range(0)
        is_whole = len(places) > 1 and all(column[at] or not first[at] for at in between)
        if not is_whole or not any(first[at][:1].islower() for at in places):
            return False
    return True


def _rows(cut: Sequence[list[str]]) -> list[list[str]]:
    """Rows of a table; a line without a first cell goes on with the row above it, or begins the one below."""
    rows: list[list[str]] = []
    ahead: list[str] = []
    told = [line for line in cut if any(line)]
    for at, line in enumerate(told):
        if ahead:
            line = [f"{first} {cell}".strip() for first, cell in zip(ahead, line, strict=True)]
            ahead = []
        if at + 1 < len(told) and _begins_row(line, told[at + 1]):
            ahead = line
        elif rows and not line[0]:
            rows[-1] = [f"{cell} {more}".strip() for cell, more in zip(rows[-1], line, strict=True)]
        else:
            rows.append(line)
    return rows


def _begins_row(line: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line without a first cell holds the beginning of texts that go on in the line below, in which the cells
    of one line stand, as where these stand at the middle or the foot of their row."""
    told = [(cell, after) for cell, after in zip(line, below, strict=True) if cell]
    goes_on = all(cell[0].isupper() and after[:1].islower() for cell, after in told)
    return not line[0] and bool(below[0]) and bool(told) and goes_on
