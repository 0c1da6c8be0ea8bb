"""Printed pages to parts: lines to paragraphs, running heads and page numbers left out; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.language.characters import joined, visible, with_bullets
from corpus.language.characters import line as one_line
from corpus.readers.boilerplate import ends_sentence, looks_like_heading
from corpus.readers.dating.labels import is_bare_date
from corpus.readers.lines import TextLine, counted, read_lines
from corpus.readers.paper.columns import stretches
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.readers.remarks import LeftOut, Why
from corpus.types import BlockKind

_PAGE_NUMBER = re.compile(
    r"(?:sida|sid\.?|page|s\.)?\s*\d{1,4}\s*(?:(?:av|of|/|\()\s*\d{1,4}\)?)?|[-–]\s*\d{1,4}\s*[-–]", re.IGNORECASE
)
_FEW = 6
"""Words of a running head that ends as a sentence does."""
_EDGE = 3
"""Lines at the top and bottom of a page among which running heads are looked for."""


def parts_of_pages(pages: Sequence[str], laid_out: Sequence[str] = ()) -> list[Part]:
    """Paragraphs, list items and rows with the number of their page, from 1; a paragraph that goes on overleaf is one.

    `laid_out` are the pages with the gaps between their columns.
    """
    running = _running_heads([page.splitlines() for page in pages])
    parts: list[Part] = []
    for number, page in enumerate(pages, 1):
        gapped = laid_out[number - 1] if number <= len(laid_out) else page
        told = stretches(with_bullets(page), with_bullets(gapped))
        for at, stretch in enumerate(told):
            if stretch.rows:
                parts += _row_parts(stretch.rows, number, parts)
                continue
            body = _body_lines(stretch.lines, running, at == 0, at + 1 == len(told))
            lines = read_lines(joined("\n".join(body)))
            parts += _continued(parts, _page_parts(lines, number, parts))
    return parts


def _row_parts(rows: Sequence[Sequence[str]], page: int, before: Sequence[Part]) -> list[Part]:
    group = 1 + max((part.group or 0 for part in before), default=0)
    texts = [CELL_SEPARATOR.join(one_line(cell) for cell in row) for row in rows]
    return [Part(BlockKind.TABLE_ROW, text, page=page, group=group) for text in texts]


def frames_of(pages: Sequence[str]) -> tuple[LeftOut, ...]:
    """The running heads of the pages, each once with the words of all."""
    running = _running_heads([page.splitlines() for page in pages])
    found: dict[str, list[str]] = {}
    for page in pages:
        lines = [" ".join(visible(line).split()) for line in page.splitlines()]
        for text in {_shape(line): line for line in [*lines[:_EDGE], *lines[-_EDGE:]]}.values():
            if _shape(text) in running and not _PAGE_NUMBER.fullmatch(text):
                found.setdefault(_shape(text), []).append(text)
    return tuple(replace(LeftOut.of(Why.FRAME, texts[0]), words=sum(len(each.split()) for each in texts))
                 for texts in found.values())  # fmt: skip


def _running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Lines, digits aside, that stand at an edge of at least half of three or more pages and are no sentence."""
    edges = [{" ".join(visible(line).split()) for line in [*page[:_EDGE], *page[-_EDGE:]]} for page in pages]
    seen = Counter(shape for lines in edges for shape in {_shape(line) for line in lines})
    told = Counter(line for lines in edges for line in lines)
    steady = {_shape(line) for line, count in told.items() if count > 1}
    often = (shape for shape, count in seen.items() if shape and count >= max(3, len(pages) / 2))
    often = (shape for shape in often if not ends_sentence(shape) or len(shape.split()) <= _FEW)
    # "Del 1" and "Del 2" are headings, each of its own page.
    return frozenset(shape for shape in often if shape in steady or len(shape.split()) > 2)


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(visible(line).split()))


def _body_lines(lines: Sequence[str], running: frozenset[str], is_first: bool, is_last: bool) -> list[str]:
    """Lines without running heads and page numbers at the edges that are those of the page."""
    cleaned = [_visible(line) for line in lines]
    edge = {*range(_EDGE if is_first else 0), *range(len(lines) - _EDGE if is_last else len(lines), len(lines))}
    return [
        line
        for at, line in enumerate(cleaned)
        if at not in edge or not (_shape(line) in running or _PAGE_NUMBER.fullmatch(line.strip()))
    ]


def _visible(line: str) -> str:
    """A line as it is seen, with the soft hyphen at its end, which breaks a word."""
    return f"{visible(line).rstrip()}\u00ad" if line.rstrip().endswith("\u00ad") else visible(line)


def _page_parts(lines: Sequence[TextLine], page: int, before: Sequence[Part]) -> list[Part]:
    """Blocks of one page; items are numbered on from those of the pages before."""
    widths = sorted(len(line.text) for line in lines)
    full = widths[len(widths) * 9 // 10] if widths else 0
    parts: list[Part] = []
    items = sum(part.item is not None for part in before)
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else None
        if line.mark:
            number, text = counted(line.mark, line.text)
            parts.append(Part(BlockKind.LIST_ITEM, text, 1, items + len(parts), page, group=0, number=number))
        elif parts and not _begins(parts[-1], lines[at - 1], line, after, full):
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text} {line.text}")
        else:
            parts.append(Part(BlockKind.PARAGRAPH, line.text, page=page))
    return [part for part in parts if part.text]


def _begins(part: Part, above: TextLine, line: TextLine, after: TextLine | None, full: int) -> bool:
    """Whether a line begins a block: a gap, a short last line above it, or a heading above it or in it."""
    if part.text == above.text and is_bare_date(above.text):
        return True
    if line.gap > 0:
        return not (line.text[0].islower() and not ends_sentence(part.text))
    above_is_short = len(above.text) < 0.8 * full
    upper = not line.text[0].islower()
    if ends_sentence(above.text):
        is_heading = after is not None and len(line.text) < 0.75 * full and looks_like_heading(line.text)
        return above_is_short or (is_heading and after is not None and not after.text[0].islower())
    is_under_heading = part.text == above.text and looks_like_heading(above.text) and not above.mark
    return upper and above_is_short and is_under_heading


def _continued(before: list[Part], parts: list[Part]) -> list[Part]:
    """Parts of a page without the beginning that ends the last sentence overleaf, which is put there."""
    if not (before and parts) or ends_sentence(before[-1].text) or not parts[0].text[0].islower():
        return parts
    before[-1] = replace(before[-1], text=joined(f"{before[-1].text}\n{parts[0].text}").replace("\n", " "))
    return parts[1:]
