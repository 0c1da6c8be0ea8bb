"""Formats that are not read, told by name with the way out: what to save such a file as."""

from __future__ import annotations

from corpus.errors import Code, ReadError

_WAYS = {
    ".msg": ("Outlook (MSG)", "EML, HTML or TXT"),
    ".oft": ("Outlook (OFT)", "EML, HTML or TXT"),
    ".doc": ("Word 97 (DOC)", "DOCX"),
    ".dot": ("Word 97 (DOT)", "DOCX"),
    ".rtf": ("RTF", "DOCX"),
    ".xls": ("Excel 97 (XLS)", "XLSX"),
    ".xlsb": ("Excel (XLSB)", "XLSX"),
    ".ods": ("OpenDocument (ODS)", "XLSX"),
    ".ppt": ("PowerPoint 97 (PPT)", "PPTX"),
    ".pps": ("PowerPoint 97 (PPS)", "PPTX"),
    ".odp": ("OpenDocument (ODP)", "PPTX"),
    ".pages": ("Pages", "DOCX"),
    ".numbers": ("Numbers", "XLSX"),
    ".key": ("Keynote", "PPTX"),
    ".one": ("OneNote", "PDF"),
    ".pub": ("Publisher", "PDF"),
}
"""By how the file's name ends: what it is, and what such a program can save it as."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {
    "__substg1.0_": ".msg",
    "WordDocument": ".doc",
    "PowerPoint Document": ".ppt",
    "Workbook": ".xls",
    "Book": ".xls",
}
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_OURS = (b"PK", b"%PDF", b"<")
_PACKED = frozenset({".ods", ".odp", ".pages", ".numbers", ".key", ".xlsb"})
"""Packed as ours are; another name may be a wrong one of a file of ours."""


def check_format(data: bytes, suffix: str) -> None:
    """Pass what may be of a format that is read; `suffix` is how the file's name ends, in lower case.

    Raises:
        ReadError: an Outlook message, an older office file and the like, or one that is locked with a password.
    """
    if data.startswith(_COMPOUND):
        if _utf16("EncryptedPackage") in data:
            raise ReadError("it is locked with a password; save it without one", Code.LOCKED)
        suffix = next((each for name, each in _STREAMS.items() if _utf16(name) in data), suffix)
    elif data.startswith(b"{\\rtf"):
        suffix = ".rtf"
    elif data[30:].startswith(_OPEN_DOCUMENT):
        begins = data[30 + len(_OPEN_DOCUMENT) :][:5]
        suffix = {b"sprea": ".ods", b"prese": ".odp"}.get(begins, suffix)
    elif data.startswith(_OURS) and suffix not in _PACKED:
        return
    if suffix in _WAYS:
        kind, wanted = _WAYS[suffix]
        raise ReadError(f"{kind} is not read; save it as {wanted}", Code.SAVE_AS, kind=kind, wanted=wanted)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
