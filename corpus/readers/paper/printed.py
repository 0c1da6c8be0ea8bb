"""Printed pages to parts: lines to paragraphs, items and rows; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.language.characters import joined, visible, with_bullets
from corpus.language.characters import line as one_line
from corpus.readers.boilerplate import ends_sentence, looks_like_heading
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.lines import LETTERED, TextLine, counted, read_lines
from corpus.readers.paper.columns import stretches
from corpus.readers.parts import CELL_SEPARATOR, Part
from corpus.types import BlockKind


def parts_of_pages(pages: Sequence[str], laid_out: Sequence[str] = ()) -> list[Part]:
    """Paragraphs, list items and rows with the number of their page, from 1; a paragraph that goes on overleaf is one.

    `laid_out` are the pages with the gaps between their columns.
    """
    parts: list[Part] = []
    for number, page in enumerate(pages, 1):
        gapped = laid_out[number - 1] if number <= len(laid_out) else page
        told = stretches(with_bullets(page), with_bullets(gapped))
        for stretch in told:
            if stretch.rows:
                parts += _row_parts(stretch.rows, number, parts)
                continue
            lines = read_lines(joined("\n".join(map(_visible, map(with_bullets, stretch.lines)))))
            parts += _continued(parts, _page_parts(lines, number, parts))
    return parts


def _row_parts(rows: Sequence[Sequence[str]], page: int, before: Sequence[Part]) -> list[Part]:
    group = 1 + max((part.group or 0 for part in before), default=0)
    texts = [CELL_SEPARATOR.join(one_line(cell) for cell in row) for row in rows]
    return [Part(BlockKind.TABLE_ROW, text, page=page, group=group) for text in texts]


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
            group = int(number is not None)  # a list with numbers and one with bullets are two
            parts.append(Part(BlockKind.LIST_ITEM, text, 1, items + len(parts), page, group=group, number=number))
        elif parts and not _begins(parts[-1], lines[at - 1], line, after, full):
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text} {line.text}")
        else:
            parts.append(Part(BlockKind.PARAGRAPH, line.text, page=page))
    return [part for part in parts if part.text]


def _begins(part: Part, above: TextLine, line: TextLine, after: TextLine | None, full: int) -> bool:
    """Whether a line begins a block: a gap, a short last line above it, or a heading above it or in it."""
    if part.text == above.text and is_bare_date(above.text):
        return True
    if LETTERED.match(line.text):
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
