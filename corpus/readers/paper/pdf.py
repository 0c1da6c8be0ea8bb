"""PDF: its text with page numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.readers.dating.byline import beside_title
from corpus.readers.document import PageReading, head_as_read
from corpus.readers.lines import with_lists
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.paper.frames import without_frames
from corpus.readers.paper.pdf_pages import read_pages
from corpus.readers.paper.printed import parts_of_pages
from corpus.readers.parts import Part
from corpus.readers.remarks import Look, Remark
from corpus.readers.screen import screen
from corpus.types import BlockKind

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|power-?point[ -]presentation\d*|presentation\d*|untitled.*|namnlös.*|"
    r"(?:in)?s[ck]ann?\w{0,10}[\W_]?\d*|do[ck]ument\d*|.*\.(?:docx?|pdf|pptx?|indd))",
    re.IGNORECASE,
)

_FIRST = 12
"""Parts of the first page among which its headline is looked for."""


def read_pdf(data: bytes) -> PageReading:
    """Text, title and dates of a PDF; every block knows its page.

    Raises:
        ReadError: locked, damaged, or without text (scanned).
    """
    file = read_pages(data)
    pages, laid_out, frames = without_frames(file.pages, file.laid_out)
    parts = _with_headline(with_lists(parts_of_pages(pages, laid_out)), file.headline)
    at = find_title(parts)
    is_shown = any(part.text == file.headline for part in parts)
    title = (file.headline if is_shown else _title(file.title)) or (parts[at].text if at is not None else "")
    at = next((n for n, part in enumerate(parts) if part.text == title), None)
    screened = screen(parts, at)
    line_beside = beside_title(
        [part for part in screened.parts if part.text != title], title, screened.published, screened.above
    )
    content = list(mark_headings(line_beside.content))
    if not any(part.kind is not BlockKind.HEADING for part in content):
        reason = "it holds no text, so it may be scanned; run a text recognition over it first, or install ocrmypdf"
        raise ReadError(reason, Code.SCANNED)
    head = head_as_read(title, line_beside.date, screened.updated, content)
    notices = [Remark(Look.PAGES_LEFT_OUT, str(file.left_out))] if file.left_out else []
    if empty := sum(not page.strip() for page in file.pages):
        notices.append(Remark(Look.PAGES_OF_PICTURES, str(empty)))
    notices += (*screened.remarks, *line_beside.remarks)
    coverage = screened.coverage(title, (*frames, *line_beside.left_out))
    return PageReading(head, to_markdown(content), tuple(notices), coverage, file.made)


def _with_headline(parts: list[Part], headline: str) -> list[Part]:
    """Parts with a headline of several lines, or one that the text under it ran into, made one of its own."""
    for at in range(min(len(parts), _FIRST) if headline else 0):
        text, end = parts[at].text, at + 1
        if text.startswith(f"{headline} "):
            below = replace(parts[at], text=text.removeprefix(headline).strip())
            return [*parts[:at], replace(parts[at], text=headline), below, *parts[end:]]
        while end < len(parts) and len(text) < len(headline) and headline.startswith(f"{text} "):
            text, end = f"{text} {parts[end].text}", end + 1
        if text == headline:
            return [*parts[:at], replace(parts[at], text=text), *parts[end:]]
    return parts


def _title(named: str | None) -> str | None:
    """The title that the file gives itself, unless a program gave it."""
    title = line(named or "")
    return None if len(title) < 3 or _NO_TITLE.fullmatch(title) else title
