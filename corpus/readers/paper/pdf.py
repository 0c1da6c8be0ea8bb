"""PDF: its text with page numbers, read in a process of its own with limits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.readers.document import PageReading, head_as_read
from corpus.readers.labels import byline
from corpus.readers.lines import with_lists
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.paper.printed import parts_of_pages
from corpus.readers.remarks import Look, Remark
from corpus.readers.screen import screen
from corpus.types import BlockKind, PartialDate

_PROGRAM = Path(__file__).with_name("pdf_pages.py")
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled.*|namnlös.*|"
    r"(?:in)?s[ck]ann?\w{0,10}[\W_]?\d*|do[ck]ument\d*|.*\.(?:docx?|pdf|pptx?|indd))",
    re.IGNORECASE,
)


def read_pdf(data: bytes, seconds: float = 90.0) -> PageReading:
    """Text, title and dates of a PDF; every block knows its page.

    Raises:
        ReadError: locked, damaged, without text (scanned), or not read within `seconds`.
    """
    pages = _pages(data, seconds)
    parts = with_lists(parts_of_pages(pages["pages"], pages["laid_out"]))
    at = find_title(parts)
    title = _title(pages["title"]) or (parts[at].text if at is not None else "")
    at = next((n for n, part in enumerate(parts) if part.text == title), None)
    screened = screen(parts, at)
    alone, content = byline([part for part in screened.parts if part.text != title])
    content = list(mark_headings(content))
    if not any(part.kind is not BlockKind.HEADING for part in content):
        reason = "it holds no text, so it may be scanned; run a text recognition over it first, or install ocrmypdf"
        raise ReadError(reason, Code.SCANNED)
    published = screened.published or alone or screened.above
    head = head_as_read(title, published, screened.updated, content)
    notices = [Remark(Look.PAGES_LEFT_OUT, str(pages["left_out"]))] if pages["left_out"] else []
    if empty := sum(not page.strip() for page in pages["pages"]):
        notices.append(Remark(Look.PAGES_OF_PICTURES, str(empty)))
    made = PartialDate.parse(pages["created"]) if pages["created"] else None
    return PageReading(head, to_markdown(content), (*notices, *screened.remarks), screened.coverage(title), made)


def _pages(data: bytes, seconds: float) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and the data goes in on standard input
            [sys.executable, "-P", str(_PROGRAM)], input=data, capture_output=True, timeout=seconds, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"it could not be read in {seconds:g} seconds; divide it", Code.TOO_LARGE) from error
    except (OSError, ValueError) as error:
        raise ReadError("reading it took too much memory or time; divide it", Code.TOO_LARGE) from error
    if "error" in answer:
        raise ReadError(str(answer["error"]), Code(answer["code"]))
    return answer


def _title(named: str | None) -> str | None:
    """The title that the file gives itself, unless a program gave it."""
    title = line(named or "")
    return None if len(title) < 3 or _NO_TITLE.fullmatch(title) else title
