"""Bulletins made up of shuffled sentences of real ones, to measure on shelves of any size."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.language.sentences import sentences
from corpus.readers.document import Document, PageHead
from corpus.shelf.bulletin_file import file_bytes
from corpus.storage import write_file
from corpus.types import BlockKind, Bulletin, PartialDate

_SECTIONS = 3
_SENTENCES = (2, 5)
"""The fewest and the most sentences of a section: a bulletin comes to about 100 to 250 words."""


def documents(bulletins: Sequence[Bulletin], count: int, seed: int = 0) -> Iterator[Document]:
    """`count` documents with titles of their own; equal arguments give equal documents."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible shuffle, no secret
    headings = [text for bulletin in bulletins for text in _texts(bulletin, BlockKind.HEADING)]
    known = [sentence for bulletin in bulletins for sentence in _sentences(bulletin)]
    for number in range(1, count + 1):
        sections = [_section(chance, headings, known) for _ in range(_SECTIONS)]
        date = PartialDate(2019 + number % 7, 1 + number % 12)
        yield Document(PageHead(title=f"Lägesrapport {number}", published=date), "\n\n".join(sections))


def write_shelf(made: Sequence[Document], folder: Path) -> None:
    """Write the documents as bulletin files `made-NNNN.md`; OSError where the folder refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, document in enumerate(made, 1):
        write_file(folder / f"made-{number:04d}.md", file_bytes(document))


def _section(chance: random.Random, headings: Sequence[str], known: Sequence[str]) -> str:
    drawn = chance.sample(known, chance.randint(*_SENTENCES))
    return f"## {chance.choice(headings)}\n\n{' '.join(drawn)}"


def _texts(bulletin: Bulletin, *kinds: BlockKind) -> list[str]:
    return [bulletin.body[block.start : block.end] for block in bulletin.blocks if block.kind in kinds]


def _sentences(bulletin: Bulletin) -> Iterator[str]:
    for text in _texts(bulletin, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        yield from (text[span.start : span.end] for span in sentences(text))
