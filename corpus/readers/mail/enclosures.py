"""The files that came with a letter, put under its text; what could not be read is told by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from corpus.errors import Code, CorpusError, ReadError
from corpus.language.characters import line
from corpus.language.detection import detect_language
from corpus.readers.document import PageReading
from corpus.readers.markup import escape
from corpus.readers.remarks import Coverage, Look, Remark

ReadFile = Callable[[str, bytes], PageReading]
"""Reads a file by its name and bytes; raises CorpusError where it cannot."""

_MOST = 20
_HEADING = re.compile(r"^(#{1,5}) ", re.MULTILINE)
_PAGE = re.compile(r"^<!-- page: \d{1,9} -->\n\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One file of a letter."""

    name: str
    data: bytes


def with_files(letter: PageReading, files: Sequence[Enclosed], read: ReadFile) -> PageReading:
    """The letter with each of its files as a section of its own.

    Raises:
        ReadError: neither the letter nor any of the files holds text.
    """
    sources, coverage = [letter.source.strip()] if letter.source.strip() else [], letter.coverage
    missing = [line(file.name) for file in files[_MOST:]]
    for file in files[:_MOST]:
        try:
            reading = read(file.name, file.data)
        except CorpusError as error:
            missing.append(f"{line(file.name)} ({error})")
            continue
        title = reading.head.title or PurePath(file.name).stem
        text = _HEADING.sub(r"#\1 ", _PAGE.sub("", reading.source)).strip()
        sources.append(f"## {escape(line(title))}\n\n{text}")
        coverage = _added(coverage, reading.coverage)
    if not sources:
        raise ReadError("it holds no text, nor do the files in it: " + "; ".join(missing), Code.NO_TEXT)
    notices = (*letter.notices, *([Remark(Look.FILES_LEFT_OUT, "; ".join(missing))] if missing else []))
    source = "\n\n".join(sources) + "\n"
    head = replace(letter.head, language=letter.head.language or detect_language(source).value)
    return replace(letter, head=head, source=source, notices=notices, coverage=coverage)


def _added(one: Coverage | None, other: Coverage | None) -> Coverage | None:
    if one is None or other is None:
        return one or other
    left_out = (*one.left_out, *other.left_out)
    return Coverage(one.seen + other.seen, one.main + other.main, one.kept + other.kept, left_out)
