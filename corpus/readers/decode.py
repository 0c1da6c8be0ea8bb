"""Bytes to text, whatever encoding they are in; pure."""

from __future__ import annotations

import codecs
import re

from corpus.errors import Code, ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,40})", re.IGNORECASE)
_CODES = {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_LATER = f"\u0080-\u00bf{''.join(_CODES)}"
_TWICE = re.compile(f"[Â-ß][{_LATER}]|[à-ï][{_LATER}]{{2}}")
"""What one character becomes where UTF-8 was read as Windows-1252."""
_MOST_TIMES = 3
"""Rounds of wrong reading that are undone."""
_SIGNS = "–—‘’“”•…€§°·»«´½£©®™−\u00a0\u2011"
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, declared: str | None = None, *, html: bool = False) -> str:
    """The text of `data`: by its byte order mark, as UTF-8 where it is that, as `declared`, as its HTML says, else as
    Windows-1252. A label that says iso-8859-1 means Windows-1252, as in browsers.

    Letters that were encoded to UTF-8 twice ("fÃ¶r") are put right.

    Raises:
        ReadError: not a text at all.
    """
    text = _first_fit(data, [*_by_mark(data), _utf16(data), "utf-8", declared, _meta(data) if html else None])
    if "\x00" in text or len(_BINARY.findall(text[:10_000])) * 20 > len(text[:10_000]):
        reason = "it is binary, not text; give a Markdown, HTML, text or PDF file"
        raise ReadError(reason, Code.UNKNOWN_KIND, kind="application/octet-stream")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # Of some encodings Python makes halves of pairs, which nothing can write again.
        reason = "its characters are not whole; save it as UTF-8 and add the file"
        raise ReadError(reason, Code.DAMAGED) from error
    return _undoubled(text)


def _first_fit(data: bytes, encodings: list[str | None]) -> str:
    for encoding in encodings:
        try:
            name = codecs.lookup(encoding).name if encoding else None
            if name in {"iso8859-1", "ascii"}:
                name = "cp1252"  # what browsers take these labels for (WHATWG Encoding)
            if name and name not in {"hex", "base64", "rot13", "idna", "punycode"}:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def _by_mark(data: bytes) -> list[str]:
    return [encoding for mark, encoding in _MARKS if data.startswith(mark)]


def _meta(data: bytes) -> str | None:
    match = _META.search(data[:4096])
    return match.group(1).decode("ascii", "ignore") if match else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark, told by a zero in nearly every second byte."""
    head = data[:2000]
    if len(head) < 4 or head.count(0) * 5 < len(head) * 2:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _undoubled(text: str) -> str:
    for _ in range(_MOST_TIMES):
        mended = _TWICE.sub(_letter, text)
        if mended == text:
            break
        text = mended
    return text


def _letter(match: re.Match[str]) -> str:
    """The one character that a run of them stands for, where it stands for one that texts hold."""
    try:
        letter = bytes(_CODES.get(each) or ord(each) for each in match.group()).decode()
    except (UnicodeError, ValueError):
        return match.group()
    return letter if len(letter) == 1 and ((letter.isalpha() and letter < "ɐ") or letter in _SIGNS) else match.group()
