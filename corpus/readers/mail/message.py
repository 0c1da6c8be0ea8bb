"""A saved e-mail (EML): its subject, its day, its text, and the files in it."""

from __future__ import annotations

import email
import email.policy
import html
import itertools
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

from corpus.errors import Code, CorpusError, ReadError
from corpus.language.characters import line
from corpus.language.dates import swedish_date
from corpus.readers.decode import decode
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.mail.enclosures import Enclosed, ReadFile, with_files
from corpus.readers.mail.letter import bare_subject
from corpus.readers.text import read_text
from corpus.readers.webpage.html import read_html
from corpus.readers.webpage.tree import parse_html
from corpus.types import PartialDate

_MOST_PARTS = 200
_DEEPEST = 3
_BODY = re.compile(r"<body\b[^<>]{0,2000}>", re.IGNORECASE)
_BOLD_LINE = re.compile(r"^\*(?! )([^*\n]{1,100})(?<! )\*(?=\r?$)", re.MULTILINE)
"""A line in bold letters, as mail programs write it in plain text."""
_BEGINS_WITH_HEAD = re.compile(r"\s*(?:[-_]{3,}[^\n]{0,80}\n\s*)?(?:från|from|avsändare)\s?:", re.IGNORECASE)


def read_message(data: bytes, read_file: ReadFile, depth: int = 0) -> PageReading:
    """The text of a letter under its subject, then each file in it under its own title; what could not be read is told.

    `read_file` reads a file by its name and bytes, and raises as the readers do.

    Raises:
        ReadError: no e-mail, letters within letters within letters, or without any text.
    """
    message = _parsed(data)
    if depth > _DEEPEST:
        raise ReadError("it is a letter in a letter in a letter; save the inner one by itself", Code.TOO_LARGE)
    told, sent = _subject(message), _sent(message)
    subject, letter = bare_subject(told), _letter(message, told, sent)
    files = tuple(_files(message))
    if letter is None and not files:
        raise ReadError("it holds no text", Code.NO_TEXT)

    def read_inside(name: str, inside: bytes) -> PageReading:
        is_letter = name.lower().endswith(".eml")
        return read_message(inside, read_file, depth + 1) if is_letter else read_file(name, inside)

    head = PageHead(title=subject, published=sent, date_source=DateSource.PAGE if sent else None)
    return with_files(letter or PageReading(head, ""), files, read_inside)


def _parsed(data: bytes) -> EmailMessage:
    if data.lower().count(b"boundary=") > _MOST_PARTS:
        raise ReadError(f"it holds more than {_MOST_PARTS} parts; save its text by itself", Code.TOO_LARGE)
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    if not any(name in message for name in ("from", "subject", "date", "to")):
        raise ReadError("it is no e-mail; save it anew as EML", Code.DAMAGED)
    return message


def _subject(message: EmailMessage) -> str:
    raw = next((str(value) for name, value in message.raw_items() if name.lower() == "subject"), "")
    data = raw.encode("ascii", "surrogateescape") if not raw.isascii() else b""
    told = decode(data, None, html=False) if data else str(message.get("subject") or "")
    return line(told)


def _sent(message: EmailMessage) -> PartialDate | None:
    """The day in Sweden on which it was sent."""
    stamp = getattr(message.get("date"), "datetime", None)
    if not isinstance(stamp, datetime):
        return None
    return swedish_date(stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC))


def _letter(message: EmailMessage, subject: str, sent: PartialDate | None) -> PageReading | None:
    """The letter's own text; None for none."""
    body = message.get_body(("html", "plain"))
    payload = body.get_payload(decode=True) if body is not None else None
    if body is None or not isinstance(payload, bytes) or not payload.strip():
        return None
    is_html = body.get_content_subtype() == "html"
    text = decode(payload, body.get_content_charset(), html=is_html)
    head = {"Från": line(str(message.get("from") or "-")), "Skickat": str(sent or "-"), "Ämne": subject or "-"}
    try:
        reading = _read_html(text, head) if is_html else _read_plain(text, head)
    except ReadError:
        return None
    title = bare_subject(subject) if reading.head.title in {"-", ""} else reading.head.title
    known = reading.head.completed(PageHead(published=sent, date_source=DateSource.PAGE if sent else None))
    return replace(reading, head=replace(known, title=title), in_place=None)


def _read_plain(text: str, head: dict[str, str]) -> PageReading:
    """A letter that only sends another one on is that one: its own head tells who wrote what and when."""
    text = _BOLD_LINE.sub(r"\1", text)
    if _BEGINS_WITH_HEAD.match(text):
        return read_text(text)
    return read_text("\n".join(f"{name}: {value}" for name, value in head.items()) + f"\n\n{text}")


def _read_html(text: str, head: dict[str, str]) -> PageReading:
    root = parse_html(text)
    shown = (each for element in root.iter("p", "div", "td", "pre") for each in element.itertext() if each.strip())
    if _BEGINS_WITH_HEAD.match(" ".join(itertools.islice(shown, 3))):
        return read_html(text)
    lines = "".join(f"<p>{html.escape(f'{name}: {value}')}</p>" for name, value in head.items())
    body = _BODY.search(text)
    at = body.end() if body else 0
    # All of a letter is its text, be the head outside the table in which its programs lay the rest out.
    return read_html(f"{text[:at]}<main>{lines}{text[at:]}" if body else f"<body><main>{lines}{text}</main></body>")


def _files(message: EmailMessage) -> Iterator[Enclosed]:
    """The files that were sent along; pictures that stand in the text are none."""
    for number, part in enumerate(_attached(message), 1):
        kind = part.get_content_type()
        inner = part.get_payload(0) if kind == "message/rfc822" and part.is_multipart() else None
        data = inner.as_bytes() if isinstance(inner, EmailMessage) else part.get_payload(decode=True)
        name = line(part.get_filename() or "") or f"{number}{mimetypes.guess_extension(kind) or ''}"
        if inner is not None and not name.lower().endswith(".eml"):
            name = f"{name}.eml"
        if isinstance(data, bytes) and not (kind.startswith("image/") and part.get("content-id")):
            yield Enclosed(name, data)


def _attached(message: EmailMessage) -> list[EmailMessage]:
    try:
        found = list(message.iter_attachments())
    except (AttributeError, TypeError, KeyError, CorpusError):
        return []  # a multipart whose parts are broken has none
    return [part for part in found if isinstance(part, EmailMessage)]
