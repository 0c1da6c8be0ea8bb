"""Run as a program of its own: a PDF on standard input, its pages as JSON on standard output.

A PDF is a program that the reader runs; a hostile one takes all memory or never ends. So it is read in a process that
the system limits and that can be stopped. It imports nothing of this project, so that it starts fast and anywhere.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import time
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

MOST_PAGES = 500
MOST_CHARACTERS = 3_000_000
_MEMORY = 2_000_000_000
_CPU_SECONDS = 60
_COLUMN_SECONDS = 20
"""Processor time after which pages are no longer read a second time for their columns."""


def main() -> None:
    """Writes `{"pages": [...], "laid_out": [...], "title": ..., "created": ..., "left_out": n}`, or `{"error": ...,
    "code": ...}`."""
    logging.disable(logging.CRITICAL)
    _limit()
    try:
        answer = read_pages(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"error": "it needs too much memory", "code": "too_large"}
    except RecursionError:
        answer = {"error": "it is nested too deeply", "code": "damaged"}
    except Exception as error:  # noqa: BLE001 - a damaged file can break the library anywhere, and this is the edge
        answer = {"error": f"it is damaged ({type(error).__name__})", "code": "damaged"}
    sys.stdout.write(json.dumps(answer))


def read_pages(data: bytes) -> dict[str, Any]:
    """The text of each page, as the library gives it and again with its gaps, the file's own title and creation."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "it is locked with a password; save it without one", "code": "locked"}
    pages: list[str] = []
    laid_out: list[str] = []
    room = MOST_CHARACTERS
    total = len(reader.pages)
    for page in reader.pages[:MOST_PAGES]:
        pages.append(_text(page)[:room])
        is_in_time = time.process_time() < _COLUMN_SECONDS
        laid_out.append(_text(page, extraction_mode="layout")[: 4 * room] if is_in_time else pages[-1])
        room -= len(pages[-1])
        if room <= 0:
            break
    return {"pages": pages, "laid_out": laid_out, "left_out": total - len(pages)} | _about(reader)


def _text(page: Any, **how: str) -> str:
    try:
        return str(page.extract_text(**how))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""  # one broken page leaves the others readable


def _about(reader: pypdf.PdfReader) -> dict[str, str | None]:
    try:
        about = reader.metadata
        created = about.creation_date if about else None
        return {"title": about.title if about else None, "created": created.date().isoformat() if created else None}
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return {"title": None, "created": None}


def _limit() -> None:
    """Memory and processor time, where the system knows such limits."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    for kind, wanted in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    main()
