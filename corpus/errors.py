"""Errors of the corpus.

CorpusError
├── BulletinError     a bulletin file that cannot be read (names file, line and reason)
├── ReadError         a document whose text cannot be taken out
├── FetchError        an address that cannot or must not be fetched
└── ShelfError        the folder of bulletins cannot be read or written
"""

from __future__ import annotations


class CorpusError(Exception):
    """Anything that the corpus refuses; its text names the thing and the next step."""


class BulletinError(CorpusError):
    """A bulletin file breaks the format."""


class ReadError(CorpusError):
    """No text can be taken out of a document."""


class FetchError(CorpusError):
    """An address cannot or must not be fetched."""


class ShelfError(CorpusError):
    """The folder of bulletins cannot be read or written."""
