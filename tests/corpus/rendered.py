"""Bulletins' bodies from Markdown, as the shelf makes them."""

from __future__ import annotations

from corpus.readers.markdown import read_markdown
from corpus.readers.parts import set_body
from corpus.types import Block


def render(source: str) -> tuple[str, tuple[Block, ...]]:
    """The body and blocks of a bulletin from its Markdown; raises as `read_markdown`."""
    return set_body(read_markdown(source))
