"""Markdown to the text that its rendered page shows."""

from __future__ import annotations

import html
import re

import markdown
from markdown.extensions import Extension

from corpus.errors import ReadError
from corpus.readers.dating.labels import label_dates
from corpus.readers.document import PageHead, head_as_read
from corpus.readers.lists import CommonLists
from corpus.readers.parts import Part
from corpus.readers.webpage.tree import BLOCKS, parse_html, read_tree
from corpus.types import BlockKind

_MOST_SIGNS = 300
"""Of one paragraph, list item or row; so many take the library a hundredth of a second."""
_MOST_UNCLOSED = 100
_MOST_LINES = 200

_SIGN, _LIGHT_SIGN = re.compile(r"[`\[]"), re.compile(r"[\\*_<&]")
_UNCLOSED = re.compile(r"<(?![^<>]*+>)")
_BLANK = re.compile(r"(\n[ \t]*+\n)")
_LIST_ITEM = re.compile(r"\s*+(?:[-+*]|\d{1,9}[.)])\s")
_BELOW_HEAD = re.compile(r"(?=[^-]*+-)[ \t|:-]++")
_NOTE = re.compile(r"(?:^|(?<=[^\s\\`]))\[\^[\w-]{1,30}\](?:(?<=\w\]):[ \t]{0,3}|(?!:))", re.MULTILINE)
"""The mark of a footnote, and what stands before its text."""
_TAG = re.compile(r"\s*+</?([A-Za-z][A-Za-z0-9]*+)")
_ENDING = re.compile(r" {0,3}(?:=++|#{1,6}[^\n]*+|(?:\* *+){3,}+|(?:- *+)++|(?:_ *+){3,}+)\s*+")


def read_markdown(source: str) -> tuple[Part, ...]:
    """The parts of the rendered page. HTML in the source is data: scripts, styles and forms are left out.

    Raises:
        ReadError: markup nested too deeply.
    """
    try:
        extensions: list[str | Extension] = ["tables", "sane_lists", CommonLists()]
        page = markdown.markdown(in_linear_time(_NOTE.sub("", source)), extensions=extensions, output_format="html")
    except RecursionError as error:
        raise ReadError("its markup is nested too deeply; simplify it") from error
    return read_tree(parse_html(f"<html><body>{page}</body></html>"))


def head_of(parts: tuple[Part, ...]) -> PageHead:
    """What a text tells of itself: the heading that names it, the dates that stand there with labels, its language."""
    title = next((at for at, part in enumerate(parts) if part.kind is BlockKind.HEADING), None)
    dates = label_dates(parts, title)
    return head_as_read("" if title is None else parts[title].text, dates.published, dates.updated, parts)


def first_heading(source_parts: tuple[Part, ...]) -> str | None:
    """The text of the first heading, which names a page that has no other title."""
    return next((part.text for part in source_parts if part.kind is BlockKind.HEADING), None)


def in_linear_time(source: str) -> str:
    """The same Markdown, with what would take the library the square of its length as the text that it is.

    It looks from each opening sign to the end of its paragraph, and from each opened tag to the end of the text: a
    paragraph of ten thousand brackets, such as no person writes, held it for minutes.
    """
    if len(_UNCLOSED.findall(source)) > _MOST_UNCLOSED:
        source = _UNCLOSED.sub("&lt;", source)
    return "".join(map(_block, _BLANK.split(source)))


def _block(block: str) -> str:
    lines = block.split("\n")
    if _is_html(block):
        return block
    if _is_overfull(lines):
        return f"<p>{html.escape(block.strip(), quote=False)}</p>"
    if len(lines) > _MOST_LINES:
        # What ends a paragraph anyway may as well be followed by a blank line, which the library need not look for.
        return "\n".join(f"{line}\n" if _ENDING.fullmatch(line) else line for line in lines)
    return block


def _is_html(block: str) -> bool:
    tag = _TAG.match(block)
    return tag is not None and tag.group(1).lower() in BLOCKS


def _is_overfull(lines: list[str]) -> bool:
    is_table = any("|" in line and _BELOW_HEAD.fullmatch(line) for line in lines[:3])
    signs = 0.0
    for line in lines:
        if is_table or _LIST_ITEM.match(line):
            signs = 0.0
        # What does not look for its end far ahead takes a tenth, or less, of what a bracket takes.
        signs += len(_SIGN.findall(line)) + 0.1 * len(_LIGHT_SIGN.findall(line))
        if signs > _MOST_SIGNS:
            return True
    return False
