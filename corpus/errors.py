"""Errors of the corpus.

CorpusError
├── BulletinError     a bulletin file that breaks the format (carries reason and line)
├── ReadError         a document whose text cannot be taken out
├── FetchError        an address that cannot or must not be fetched
│   ├── RefusedError  an address that must not be fetched, whatever it holds
│   └── StatusError   an address that answered with an error status (carries status)
└── ShelfError        the folder of bulletins cannot be read or written
"""

from __future__ import annotations


class CorpusError(Exception):
    """Anything that the corpus refuses; its text names the thing and the next step."""


class BulletinError(CorpusError):
    """A bulletin file breaks the format; `line` counts from 1, None where the whole file is meant."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line


class ReadError(CorpusError):
    """No text can be taken out of a document."""


class FetchError(CorpusError):
    """An address cannot or must not be fetched."""


class RefusedError(FetchError):
    """An address that must not be fetched: not http or https, or not on the public internet."""


class StatusError(FetchError):
    """An address answered with an error status, such as 404."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class ShelfError(CorpusError):
    """The folder of bulletins cannot be read or written."""
