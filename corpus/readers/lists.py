"""Lists as people write them, made into lists as the `markdown` library wants them.

That library asks for four spaces under a bullet and a blank line before a list. Nearly everybody, and CommonMark,
indents to the bullet's text and starts a list right under its paragraph; without this the list would silently become
running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_MARKER = re.compile(r"([-*+]|\d{1,9}[.)])( +)(?=\S)")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *")
_AFTER_HTML = 15
"""Preprocessor priority below the library's html_block (20), which has put raw HTML away by then."""


class CommonLists(Extension):
    """Registers the preprocessor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.register(_ListIndent(md), "common_lists", _AFTER_HTML)


class _ListIndent(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return list(_Indenter().indent(lines))


@dataclass(slots=True)
class _Line:
    """One line taken apart."""

    raw: str
    indent: int
    text: str  # two spaces at its end are a line break in Markdown, so the end is kept
    marker: re.Match[str] | None

    @classmethod
    def of(cls, raw: str) -> _Line:
        wide = raw.expandtabs(4)
        text = wide.lstrip() if wide.strip() else ""
        marker = None if _RULE.fullmatch(text) else _MARKER.match(text)
        return cls(raw, len(wide) - len(wide.lstrip()), text, marker)

    @property
    def ends_lists(self) -> bool:
        return self.indent == 0 and self.text.startswith(("# ", "##", ">"))


class _Indenter:
    """Keeps the open list items as the columns where their content begins."""

    def __init__(self) -> None:
        self._open: list[int] = []
        self._after_blank = True

    def indent(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        for line in map(_Line.of, lines):
            if line.text:
                out += self._placed(line)
            else:
                out.append("")
            self._after_blank = not line.text
        return out

    def _placed(self, line: _Line) -> list[str]:
        was_open = bool(self._open)
        is_item = line.marker is not None and self._may_begin_item(line)
        if is_item or self._after_blank or line.ends_lists:
            self._close_to(line.indent)
        ends_here = was_open and not self._open
        separator = [""] if (is_item or ends_here) and not self._after_blank else []
        return [*separator, self._item(line) if is_item else self._text(line)]

    def _may_begin_item(self, line: _Line) -> bool:
        """In a list always; else not in an indented block, and inside a paragraph only as a bullet or as number 1."""
        if self._open:
            return True
        return line.indent < 4 and (self._after_blank or line.text.startswith(("-", "*", "+", "1.", "1)")))

    def _close_to(self, indent: int) -> None:
        while self._open and indent < self._open[-1]:
            self._open.pop()

    def _text(self, line: _Line) -> str:
        return " " * 4 * len(self._open) + line.text if self._open else line.raw

    def _item(self, line: _Line) -> str:
        assert line.marker is not None
        margin = " " * 4 * len(self._open)
        self._open.append(line.indent + 2)
        return f"{margin}{line.marker.group(1).replace(')', '.')} {line.text[line.marker.end() :]}"
