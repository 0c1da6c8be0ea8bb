"""The frames of printed pages: running heads and page numbers, which stand at the edges of most pages; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.language.characters import visible
from corpus.readers.boilerplate import ends_sentence
from corpus.readers.remarks import LeftOut, Why

_PAGE_NUMBER = re.compile(
    r"(?:sida|sid\.?|page|s\.)?\s*\d{1,4}\s*(?:(?:av|of|/|\()\s*\d{1,4}\)?)?|[-–]\s*\d{1,4}\s*[-–]", re.IGNORECASE
)
_CELLS = re.compile(r"\s{3,}")
_FEW = 6
"""Words of a running head that ends as a sentence does."""
_EDGE = 3
"""Lines at the top and bottom of a page among which running heads are looked for."""


def without_frames(pages: Sequence[str], laid_out: Sequence[str]) -> tuple[list[str], list[str], tuple[LeftOut, ...]]:
    """Pages in the order of drawing and as they are laid out without their frames, and these, each once with the words
    of all.

    The order of drawing tells little of what stands at an edge: what is found where a page is laid out goes there too.
    """
    running = _running_heads([_edges(page.splitlines(), _EDGE) for page in pages], 3)
    running |= _running_heads([_edges(page.splitlines(), _EDGE) for page in laid_out], 3)
    if len(laid_out) == 2:
        running |= _running_heads([_edges(page.splitlines(), 1) for page in laid_out], 2)
    left_out: dict[str, list[str]] = {}
    plain_pages, gapped_pages = [], []
    for at, page in enumerate(pages):
        gapped, gone = _without_edges(laid_out[at].splitlines() if at < len(laid_out) else [], running)
        pieces = Counter(_plain(cell) for line in gone for cell in _CELLS.split(line.strip()))
        plain, more = _without_edges(_without(page.splitlines(), pieces), running)
        plain_pages.append("\n".join(plain))
        gapped_pages.append("\n".join(gapped))
        for line in (*gone, *more):
            if not _PAGE_NUMBER.fullmatch(_plain(line)):
                left_out.setdefault(_shape(line), []).append(_plain(line))
    told = (replace(LeftOut.of(Why.FRAME, texts[0]), words=sum(len(each.split()) for each in texts))
            for texts in left_out.values())  # fmt: skip
    return plain_pages, gapped_pages[: len(laid_out)], tuple(told)


def _edges(lines: Sequence[str], most: int) -> set[str]:
    told = [_plain(line) for line in lines if line.strip()]
    return {*told[:most], *told[-most:]}


def _running_heads(pages: Sequence[set[str]], least: int) -> frozenset[str]:
    """Of the lines at the edges of each page those, digits aside, that stand on at least half of them, and on `least`,
    and are no sentence."""
    seen = Counter(shape for lines in pages for shape in {_shape(line) for line in lines})
    told = Counter(line for lines in pages for line in lines)
    steady = {_shape(line) for line, count in told.items() if count > 1}
    often = (shape for shape, count in seen.items() if shape and count >= max(least, len(pages) / 2))
    often = (shape for shape in often if not ends_sentence(shape) or len(shape.split()) <= _FEW)
    # "Del 1" and "Del 2" are headings, each of its own page.
    return frozenset(shape for shape in often if shape in steady or len(shape.split()) > 2)


def _without_edges(lines: Sequence[str], running: frozenset[str]) -> tuple[list[str], list[str]]:
    """Lines without those at the edges that are of the frame, in whose place nothing stands, and these."""
    told = [at for at, line in enumerate(lines) if line.strip()]
    edge = {*told[:_EDGE], *told[-_EDGE:]}
    gone = {at for at in edge if _shape(lines[at]) in running or _PAGE_NUMBER.fullmatch(_plain(lines[at]))}
    return ["" if at in gone else line for at, line in enumerate(lines)], [lines[at] for at in sorted(gone)]


def _without(lines: Sequence[str], pieces: Counter[str]) -> list[str]:
    """Lines without the first that reads as each of the pieces."""
    found = []
    for line in lines:
        if pieces[_plain(line)] > 0:
            pieces[_plain(line)] -= 1
        else:
            found.append(line)
    return found


def _plain(line: str) -> str:
    return " ".join(visible(line).split())


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", _plain(line))
