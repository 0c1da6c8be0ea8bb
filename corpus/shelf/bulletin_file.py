"""One file of the shelf: its bytes to a bulletin and its problems, and a document to its bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import BulletinError, Code, CorpusError
from corpus.limited.process import Allowance, limited
from corpus.readers.document import Document, PageHead
from corpus.readers.parts import set_body
from corpus.shelf import front_matter
from corpus.shelf.faults import Problem, Severity
from corpus.shelf.front_matter import FrontMatter
from corpus.types import Block, Bulletin, PartialDate
from corpus.web.addresses import page_key, slug

LARGEST = 1_000_000
"""Bytes of a bulletin file; a page of the programme has a hundredth of that."""

DEFAULT_LANGUAGE = "sv"

Parsed = Callable[[], Mapping[str, Bulletin]]
"""Gives bulletins by id that were read before, from the same or another text."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file of the shelf as read: `bulletin` is None where an error stands among `problems`."""

    path: Path
    bulletin: Bulletin | None = None
    front_matter: FrontMatter = field(default_factory=FrontMatter)
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str | None:
        """Names the page that the bulletin comes from; None without an address."""
        return page_key(self.bulletin.url) if self.bulletin and self.bulletin.url else None


def read_file(path: Path, parsed: Parsed = dict) -> ReadFile:
    """Reads one regular file; what is wrong is in `problems`, and nothing is raised for it. A text that `parsed` holds
    under the same id is not parsed again."""
    try:
        with path.open("rb") as file:
            # Room for the largest file, made and given back for each, would take as long as all else.
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size, LARGEST) + 1)
            if size < len(data) <= LARGEST:  # it has grown meanwhile
                data += file.read(LARGEST + 1 - len(data))
    except OSError as error:
        return ReadFile(path, problems=(Problem(f"it cannot be read ({error.strerror})"),))
    return read_data(path, data, parsed)


def read_data(path: Path, data: bytes, parsed: Parsed = dict) -> ReadFile:
    """What `read_file` would read of a file of this name and content."""
    try:
        head, source, at = _divided(_decoded(data))
    except BulletinError as error:
        return ReadFile(path, problems=(Problem(error.reason, error.line, code=error.code),))
    values, problems = front_matter.parse_front_matter(head or "")
    if any(problem.severity is Severity.ERROR for problem in problems):
        return ReadFile(path, front_matter=values, problems=problems)
    try:
        name = slug(path.stem)
        bulletin = _bulletin(name, values.head, source, parsed().get(name))
    except CorpusError as error:
        return ReadFile(path, front_matter=values, problems=(*problems, Problem(str(error), at, code=error.code)))
    return ReadFile(path, bulletin, values, (*problems, *_advice(bulletin)))


def file_bytes(document: Document, extra: dict[str, object] | None = None) -> bytes:
    """The content of a bulletin file for a document."""
    head = replace(document.head, language=document.head.language or DEFAULT_LANGUAGE)
    lines = front_matter.front_matter_lines(head, extra or {}, document.provenance)
    return f"{lines}\n{document.source.strip()}\n".encode()


def document_of(file: ReadFile) -> Document:
    """The document that a read file holds; ValueError for a broken one."""
    if file.bulletin is None:
        raise ValueError(f"{file.path.name} holds no bulletin")
    it = file.bulletin
    head = replace(file.front_matter.head, title=it.title, language=it.language)
    return Document(head, it.source, file.front_matter.provenance)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise BulletinError(f"it is larger than {LARGEST:,} bytes; divide it", code=Code.TOO_LARGE)
    if b"\x00" in data:
        at = 1 + data[: data.index(b"\x00")].count(b"\n")
        raise BulletinError("it holds NUL bytes, so it is not a text; save it as UTF-8", at, Code.NOT_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = 1 + data[: error.start].count(b"\n")
        reason = f"it is not UTF-8 (byte {data[error.start]:#04x}); save it as UTF-8"
        raise BulletinError(reason, at, Code.NOT_UTF8) from error
    if not text.strip():
        raise BulletinError("it is empty", code=Code.EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _divided(text: str) -> tuple[str | None, str, int]:
    try:
        return front_matter.divide(text)
    except ValueError as error:
        raise BulletinError(str(error), 1, Code.BAD_HEAD) from error


def _bulletin(bulletin_id: str, head: PageHead, source: str, former: Bulletin | None) -> Bulletin:
    if former is not None and head.title is not None and former.source == source.strip():
        title, body, blocks = head.title, former.body, former.blocks
    else:
        title, body, blocks = _parsed(head, source)
    return Bulletin(
        id=bulletin_id,
        title=title,
        body=body,
        blocks=blocks,
        source=source.strip(),
        url=head.url,
        published=head.published,
        updated=head.updated,
        language=head.language or DEFAULT_LANGUAGE,
    )


def _parsed(head: PageHead, source: str) -> tuple[str, str, tuple[Block, ...]]:
    """The title, the body and its blocks."""
    # A question over an unchanged shelf parses nothing, and does not wait for what would.
    from corpus.readers.markdown import first_heading, read_markdown

    parts = limited(read_markdown, Allowance(), source)
    title = head.title or first_heading(parts)
    if title is None:
        raise BulletinError("it has no title; add `title:` to the front matter or a heading", code=Code.NO_TITLE)
    if not parts:
        raise BulletinError("it has no text below the front matter", code=Code.NO_TEXT)
    return title, *set_body(parts)


def _advice(bulletin: Bulletin) -> list[Problem]:
    """What an admin should know of a bulletin that can be read."""
    advice = []
    if bulletin.date is None:
        advice.append("it has no `published` date, so answers from it show none")
    if bulletin.published and bulletin.updated and _is_before(bulletin.updated, bulletin.published):
        advice.append("`updated` lies before `published`")
    return [Problem(reason, None, Severity.WARNING) for reason in advice]


def _is_before(first: PartialDate, second: PartialDate) -> bool:
    """Before by what is known of both."""
    pairs = zip(first.sort_key, second.sort_key, strict=True)
    known = [(a, b) for a, b in pairs if a and b]
    return [a for a, _ in known] < [b for _, b in known]
