"""PDF: its text with page numbers, read in a process of its own with limits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.language.dates import only_date
from corpus.language.detection import detect_language
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.paper.printed import parts_of_pages
from corpus.readers.remarks import Look, Remark
from corpus.readers.screen import screen
from corpus.types import BlockKind, PartialDate

_PROGRAM = Path(__file__).with_name("pdf_pages.py")
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled.*|namnlös.*|.*\.(?:docx?|pdf|pptx?|indd))", re.IGNORECASE
)


def read_pdf(data: bytes, seconds: float = 90.0) -> PageReading:
    """Text, title and dates of a PDF; every block knows its page.

    Raises:
        ReadError: locked, damaged, without text (scanned), or not read within `seconds`.
    """
    pages = _pages(data, seconds)
    parts = parts_of_pages(pages["pages"], pages["laid_out"])
    screened = screen(parts)
    title = _title(pages["title"])
    at = find_title(parts)
    title = title or (parts[at].text if at is not None else None)
    content = mark_headings([part for part in screened.parts if part.text != title])
    if not any(part.kind is not BlockKind.HEADING for part in content):
        raise ReadError("it holds no text, so it may be scanned; run a text recognition over it first", Code.SCANNED)
    published, source = _published(screened.published, title, pages["created"])
    head = PageHead(
        title=title or "",
        published=published,
        updated=screened.updated,
        language=detect_language(" ".join(part.text for part in content)).value,
        date_source=source,
    )
    return PageReading(head, to_markdown(content), tuple(_notices(pages["left_out"], published, source)))


def _published(
    label: PartialDate | None, title: str | None, created: str | None
) -> tuple[PartialDate | None, DateSource | None]:
    """The date on the page, else in the title, else the file's creation, which is the weakest witness."""
    in_title = only_date(title or "")
    if label or in_title:
        return label or in_title, DateSource.PAGE if label else DateSource.TITLE
    return (PartialDate.parse(created), DateSource.METADATA) if created else (None, None)


def _notices(left_out: int, published: PartialDate | None, source: DateSource | None) -> Iterator[Remark]:
    if left_out:
        yield Remark(Look.PAGES_LEFT_OUT, str(left_out))
    if source is DateSource.METADATA:
        yield Remark(Look.DATE_OF_FILE, str(published))


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
