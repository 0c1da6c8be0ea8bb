"""Sources: what a person names (file, folder or address) as bytes with their format."""

from __future__ import annotations

import enum
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from corpus.errors import Code, ReadError
from corpus.foreign_formats import check_format
from corpus.web.fetch import Fetched, Limits, fetch
from corpus.web.hosts import Allowed, anywhere, is_public

LARGEST = 20_000_000
"""Bytes of one file or page."""


class Format(enum.Enum):
    MARKDOWN = "Markdown"
    HTML = "HTML"
    TEXT = "text"
    PDF = "PDF"
    DOCX = "Word"
    PPTX = "PowerPoint"
    XLSX = "Excel"
    ODT = "OpenDocument"
    EMAIL = "e-mail"


OFFICE = {Format.PPTX: "PPTX", Format.XLSX: "XLSX", Format.ODT: "ODT"}
"""Packed formats with one reader, and what such a file is saved as."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one source. `address` is where they were fetched from, `stem` a name to fall back on."""

    name: str
    data: bytes
    format: Format
    stem: str
    address: str | None = None
    charset: str | None = None


_SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".pptx": Format.PPTX,
    ".pptm": Format.PPTX,
    ".ppsx": Format.PPTX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".odt": Format.ODT,
    ".eml": Format.EMAIL,
}
_TYPES = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
    "text/plain": Format.TEXT,
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Format.PPTX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.XLSX,
    "application/vnd.oasis.opendocument.text": Format.ODT,
    "message/rfc822": Format.EMAIL,
}
_PACKED = {
    "word/document.xml": Format.DOCX,
    "ppt/presentation.xml": Format.PPTX,
    "xl/workbook.xml": Format.XLSX,
}
"""The part that tells what a packed file is, whatever it is called."""
_VAGUE = frozenset(("", "text/plain", "application/octet-stream", "binary/octet-stream"))
_HTML = re.compile(rb"\s*+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_WANTED = "give Markdown, HTML, text, PDF, DOCX, PPTX, XLSX, ODT or EML"


def is_address(source: str) -> bool:
    """Whether a source is an address rather than a path; other schemes than http are refused later, by name."""
    return re.match(r"[a-z][a-z0-9+.-]*://", source, re.IGNORECASE) is not None


def is_folder(source: str) -> bool:
    """Whether a source is a folder."""
    return os.path.isdir(source)  # noqa: PTH112 - the method of Path raises for a name that is too long


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order of path; hidden files and folders and symbolic links are passed over.

    A folder that cannot be listed is given itself, so that reading it tells the reason.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        entries = []
        yield folder
    for path in entries:
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            yield from files_in(path)
        else:
            yield path


def read_source(source: str, *, allow_private: bool = False) -> Raw:
    """The bytes of a file or an address.

    Raises:
        ReadError: not a regular file, larger than 20 MB, empty, unreadable, or of another format.
        FetchError: the address cannot or must not be fetched.
    """
    allowed = anywhere if allow_private else is_public
    raw = _from_address(source, allowed) if is_address(source) else _from_file(Path(source))
    if not raw.data.strip():
        raise ReadError("it is empty", Code.EMPTY)
    return raw


def _from_address(url: str, allowed: Allowed) -> Raw:
    return raw_of(url, fetch(url, Limits(size=LARGEST), allowed=allowed))


def raw_of(name: str, fetched: Fetched) -> Raw:
    """What was fetched, with its format, which the name tells where the media type is a vague one.

    Raises:
        ReadError: the format is none of ours.
    """
    check_format(fetched.data, _suffix(name))
    named = _SUFFIXES.get(_suffix(name)) if fetched.content_type in _VAGUE else None
    found = _sniffed(fetched.data) or named or _TYPES.get(fetched.content_type)
    if found is None and fetched.content_type:
        reason = f"it is {fetched.content_type}; {_WANTED}"
        raise ReadError(reason, Code.UNKNOWN_KIND, kind=fetched.content_type)
    stem = fetched.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return Raw(name, fetched.data, found or Format.TEXT, stem, fetched.url, fetched.charset)


def _suffix(name: str) -> str:
    """How the file's name ends, be it a path's, an address's or alone."""
    path = urlsplit(name).path if is_address(name) else name
    return PurePosixPath(path).suffix.lower()


def _from_file(path: Path) -> Raw:
    if not os.path.exists(path):  # noqa: PTH110 - the method of Path raises for a name that is too long
        raise ReadError("there is no such file")
    if not path.is_file():
        raise ReadError(f"it is not a regular file or cannot be read; {_WANTED}")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise ReadError(f"it cannot be read ({error.strerror}); check its permissions") from error
    if len(data) > LARGEST:
        raise ReadError(f"it is larger than {LARGEST:,} bytes; divide it", Code.TOO_LARGE)
    return file_of(str(path), data)


def file_of(name: str, data: bytes) -> Raw:
    """The bytes of a file with their format, told by themselves, else by how its name ends.

    Raises:
        ReadError: the format is none of ours.
    """
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    check_format(data, suffix)
    named = _SUFFIXES.get(suffix)
    found = named if named is Format.MARKDOWN else _sniffed(data) or named
    if found is None:
        raise ReadError(f"{path.suffix or 'a file without suffix'} is not a known format; {_WANTED}")
    return Raw(name, data, found, path.stem)


def _sniffed(data: bytes) -> Format | None:
    """PDF, office documents and HTML by how they begin, whatever they are called."""
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Format.PDF
    return Format.HTML if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) else None


def _packed(data: bytes) -> Format | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = file.namelist()
            told = file.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError, zlib.error):
        return Format.DOCX if b"word/" in data else None
    if told.startswith(b"application/vnd.oasis.opendocument.text"):
        return Format.ODT
    return next((_PACKED[name] for name in names if name in _PACKED), Format.DOCX if b"word/" in data else None)
