"""Markdown to the text that its rendered page shows."""

from __future__ import annotations

import markdown

from corpus.errors import ReadError
from corpus.readers.lists import CommonLists
from corpus.readers.parts import Part
from corpus.readers.webpage.tree import parse_html, read_tree
from corpus.types import BlockKind


def read_markdown(source: str) -> tuple[Part, ...]:
    """The parts of the rendered page. HTML in the source is data: scripts, styles and forms are left out.

    Raises:
        ReadError: markup nested too deeply.
    """
    try:
        html = markdown.markdown(source, extensions=["tables", "sane_lists", CommonLists()], output_format="html")
    except RecursionError as error:
        raise ReadError("its markup is nested too deeply; simplify it") from error
    return read_tree(parse_html(f"<html><body>{html}</body></html>"))


def first_heading(source_parts: tuple[Part, ...]) -> str | None:
    """The text of the first heading, which names a page that has no other title."""
    return next((part.text for part in source_parts if part.kind is BlockKind.HEADING), None)
