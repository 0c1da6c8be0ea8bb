"""A PDF's pages as the library gives them, twice: in the order of drawing, and laid out with their gaps."""

from __future__ import annotations

import io
import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from corpus.errors import Code, CorpusError, ReadError
from corpus.language.characters import line
from corpus.readers.paper.marks import RaisedText, with_marks_said, without_note_numbers
from corpus.types import PartialDate

MOST_PAGES = 500
MOST_CHARACTERS = 3_000_000
_STANDS_OUT = 1.2
"""How much larger than most letters those of a headline are."""
_LONGEST_HEADLINE, _MOST_PIECES, _MOST_HEADED = 160, 5000, 3
_COLUMN_SECONDS = 20
"""Processor time after which pages are no longer read a second time for their columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """The text of each page, and again with its gaps; the title that the file gives itself, when it was made, how
    many pages at the end were left out, and what the first page says in the largest letters, if anything."""

    pages: list[str]
    laid_out: list[str]
    left_out: int
    title: str | None
    made: PartialDate | None
    headline: str = ""


def read_pages(data: bytes) -> PdfText:
    """The text of a file.

    Raises:
        ReadError: it is locked or damaged.
    """
    try:
        return _read(pypdf.PdfReader(io.BytesIO(data)))
    except (CorpusError, MemoryError):
        raise
    except RecursionError as error:
        raise ReadError("it is nested too deeply", Code.DAMAGED) from error
    except Exception as error:  # a damaged file can break the library anywhere
        raise ReadError(f"it is damaged ({type(error).__name__})", Code.DAMAGED) from error


def _read(reader: pypdf.PdfReader) -> PdfText:
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError("it is locked with a password; save it without one", Code.LOCKED)
    begun = time.process_time()
    pages: list[str] = []
    laid_out: list[str] = []
    room = MOST_CHARACTERS
    total = len(reader.pages)
    for page in reader.pages[:MOST_PAGES]:
        seen = RaisedText()
        plain = _text(page, visitor_operand_before=seen.see_operator, visitor_text=seen.see_text)
        told = "".join(seen.words) if seen.marks else plain
        pages.append(without_note_numbers(told, seen.notes)[:room])
        is_in_time = time.process_time() - begun < _COLUMN_SECONDS
        if is_in_time and seen.is_raised:
            _settle(page)
        gapped = _text(page, extraction_mode="layout")[: 4 * room] if is_in_time else pages[-1]
        gapped = with_marks_said(gapped, seen.marks) if is_in_time else gapped
        laid_out.append(without_note_numbers(gapped, seen.notes))
        room -= len(pages[-1])
        if room <= 0:
            break
    title, made = _about(reader)
    left_out = total - len(pages)
    headline = _headline(reader.pages[:_MOST_HEADED])
    return PdfText(pages=pages, laid_out=laid_out, left_out=left_out, title=title, made=made, headline=headline)


def _settle(page: Any) -> None:
    """Puts what is raised within a line back on it, which the library lays out as a line of its own."""
    try:
        content = page.get_contents()
        if content is not None:
            content.operations = [each for each in content.operations if each[1] != b"Ts"]
            page[NameObject("/Contents")] = content
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return  # laid out as it is


def _headline(pages: Sequence[Any]) -> str:
    """What the first page says in its largest letters, in a row; empty where most of the first pages are as large."""
    told = [_pieces(page) for page in pages]
    letters: Counter[float] = Counter()
    for size, text in itertools.chain.from_iterable(told):
        letters[size] += len(text)
    largest = max((size for size, _ in told[0]), default=0.0) if told else 0.0
    if not letters or largest < _STANDS_OUT * letters.most_common(1)[0][0]:
        return ""
    pieces = itertools.dropwhile(lambda piece: piece[0] != largest, told[0])
    headline = line(" ".join(text for _, text in itertools.takewhile(lambda piece: piece[0] == largest, pieces)))
    return headline if len(headline) <= _LONGEST_HEADLINE else ""


def _pieces(page: Any) -> list[tuple[float, str]]:
    """The pieces of a page with the size of their letters, in the order of drawing."""
    found: list[tuple[float, str]] = []

    def see(text: str, place: Any, matrix: Any, font: object, size: float) -> None:
        if text.strip() and len(found) < _MOST_PIECES:
            found.append((round(abs(size * matrix[3] * place[3]), 1), text))

    _text(page, visitor_text=see)
    return found


def _text(page: Any, **how: Any) -> str:
    try:
        return str(page.extract_text(**how))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""  # one broken page leaves the others readable


def _about(reader: pypdf.PdfReader) -> tuple[str | None, PartialDate | None]:
    """The file's own title, and the day on which it was made."""
    try:
        about = reader.metadata
        created = about.creation_date if about else None
        made = PartialDate(created.year, created.month, created.day) if created else None
        return about.title if about else None, made
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return None, None
