"""Bytes to text, whatever encoding they are in; pure."""

from __future__ import annotations

import codecs
import re
from functools import partial

from corpus.errors import Code, ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,40})", re.IGNORECASE)
_MOST_TIMES = 4
"""Rounds of wrong reading that are undone."""
_SIGNS = "\ufeff\ufffdﬁﬂ" + "".join(map(chr, range(0xA0, 0xC0)))
_CAPITALS = re.compile(r"(?:[Ä-Ö][”“’‘–—…•»«·°´\u00a0])+")
"""Capital letters before signs, as in ”SÅ”, though the two would stand for a letter of other languages."""
_UNLABELLED = ("cp1252", "mac_roman", "cp850")
_IN_WORD = re.compile("(?<=[a-z])[åäöé](?=[a-z])")
_LOST_QUOTE = re.compile("â€(?![^\x00-\x7f])")
"""A closing quotation mark that was encoded twice, of which a program threw the last byte away."""
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, declared: str | None = None, *, html: bool = False) -> str:
    """The text of `data`: by its byte order mark, as UTF-8 where it is that, as `declared`, as its HTML says, else as
    Windows-1252. A label that says iso-8859-1 means Windows-1252, as in browsers.

    Letters that were encoded to UTF-8 twice or more ("fÃ¶r", "f√∂r") are put right.

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
    return data.decode(_without_label(data), errors="replace")


def _without_label(data: bytes) -> str:
    """Windows-1252, but where that leaves words without a Swedish letter that a Mac's or a console's reading has."""
    words = {name: len(_IN_WORD.findall(data.decode(name, errors="replace"))) for name in _UNLABELLED}
    best = max(words, key=lambda name: words[name])
    return best if not words["cp1252"] and words[best] > 1 else "cp1252"


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


def _codes(encoding: str) -> dict[str, int]:
    """The byte that each character stands for in a wrong reading, of those that are not ASCII."""
    own = {bytes([code]).decode(encoding, "ignore"): code for code in range(0x80, 0x100)}
    # Windows-1252 has no character for five bytes, which programs keep as they are.
    kept = {chr(code): code for code in range(0x80, 0xA0)} if encoding == "cp1252" else {}
    return kept | {character: code for character, code in own.items() if character}


def _run(codes: dict[str, int], most: int) -> str:
    """The form of characters that stand for bytes which together are letters in UTF-8; `most` is the last byte that
    begins one of two."""
    first, second, third, later = (
        "".join(re.escape(character) for character, code in codes.items() if least <= code <= greatest)
        for least, greatest in ((0xC2, most), (0xE2, 0xE2 if most < 0xDF else 0xEF), (0xF0, 0xF0), (0x80, 0xBF))
    )
    return f"(?:[{first}][{later}]|[{second}][{later}]{{2}}|[{third}][{later}]{{3}})+"


_WINDOWS, _MAC, _CONSOLE, _OLD_CONSOLE = map(_codes, ("cp1252", "mac_roman", "cp850", "cp437"))
"""What UTF-8 is read as by mistake: by Windows, by Excel on a Mac, by the console of Windows."""
# Elsewhere than on Windows nothing but our own letters, since "…Ä" on a Mac would be one of other languages.
_RUNS = (
    (_WINDOWS, re.compile(_run(_WINDOWS, 0xDF))),
    (_MAC, re.compile(_run(_MAC, 0xC3))),
    (_CONSOLE, re.compile(_run(_CONSOLE, 0xC3))),
    (_OLD_CONSOLE, re.compile(_run(_OLD_CONSOLE, 0xC3))),
)


def _undoubled(text: str) -> str:
    for codes, run in _RUNS:
        text = run.sub(partial(_mended, codes=codes, form=run), text)
    return _LOST_QUOTE.sub("”", text)


def _mended(match: re.Match[str], codes: dict[str, int], form: re.Pattern[str]) -> str:
    """What a run of wrongly read characters stands for, after as many rounds as it was read wrongly; the run itself
    where that is nothing that texts hold."""
    run = match.group()
    if _CAPITALS.fullmatch(run):
        return run
    best, text = run, run
    for _ in range(_MOST_TIMES):
        try:
            text = bytes(codes[each] for each in text).decode()
        except (KeyError, UnicodeError):
            break
        if all(map(_is_written, text)):
            best = text
        if not form.fullmatch(text):
            break
    return best


def _is_written(character: str) -> bool:
    """Whether texts of our languages hold a character."""
    is_sign = character in _SIGNS or "\u2000" <= character <= "\u27bf" or character >= "\U0001f000"
    return is_sign or (character.isalpha() and character < "ɐ")
