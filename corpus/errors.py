"""Errors of the corpus.

CorpusError
├── BulletinError     a bulletin file that breaks the format (carries reason and line)
├── CorrectedError    a bulletin that was corrected by hand and would be overwritten (carries its id)
│   └── WithdrawnError  a bulletin that was withdrawn and would be taken up again
├── ReadError         a document whose text cannot be taken out
│   └── HeldBackError a page that someone should look at before it is shelved
│       ├── ListPageError a page that only lists others
│       └── TwinError a page that stands on the shelf in another language
├── FetchError        an address that cannot or must not be fetched
│   ├── RefusedError  an address that must not be fetched, whatever it holds
│   └── StatusError   an address that answered with an error status (carries status)
└── ShelfError        the folder of bulletins cannot be read or written
"""

from __future__ import annotations

import enum


class Code(enum.Enum):
    """Why a page was refused, in a word, for those who say it in words of their own; the rest has none."""

    EMPTY = "empty"
    NO_TEXT = "no_text"
    SCANNED = "scanned"
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    SAVE_AS = "save_as"
    NO_LIBRARY = "no_library"
    LISTING = "listing"
    BAD_ADDRESS = "bad_address"
    NOT_PUBLIC = "not_public"
    UNKNOWN_HOST = "unknown_host"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    REDIRECTS = "redirects"
    NO_TITLE = "no_title"
    NOT_UTF8 = "not_utf8"
    BAD_HEAD = "bad_head"
    BAD_VALUE = "bad_value"
    SAME_ID = "same_id"


class CorpusError(Exception):
    """Anything that the corpus refuses; its text names the thing and the next step.

    `code` says why in a word, and `facts` what the words for that may name, such as the host.
    """

    def __init__(self, message: str, code: Code | None = None, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts


class BulletinError(CorpusError):
    """A bulletin file breaks the format; `line` counts from 1, None where the whole file is meant."""

    def __init__(self, reason: str, line: int | None = None, code: Code | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}", code)
        self.reason = reason
        self.line = line


class CorrectedError(CorpusError):
    """A bulletin was corrected by hand on the shelf, and its page has changed too."""

    def __init__(self, bulletin_id: str, reason: str = "") -> None:
        super().__init__(
            reason
            or f"{bulletin_id} was corrected by hand on the shelf, and the page has changed too. Add it with --yes to "
            f"take the page's version; `fvm history {bulletin_id}` then keeps the corrected one."
        )
        self.bulletin_id = bulletin_id


class WithdrawnError(CorrectedError):
    """A bulletin was withdrawn, and its page has changed since."""

    def __init__(self, bulletin_id: str) -> None:
        super().__init__(
            bulletin_id,
            f"{bulletin_id} was withdrawn, and its page has changed since. Add it with --yes to take it up again.",
        )


class ReadError(CorpusError):
    """No text can be taken out of a document."""


class HeldBackError(ReadError):
    """A page that is doubtful, so that a person must confirm it, and nobody did."""


class ListPageError(HeldBackError):
    """A page that only lists others, so that a person must want it, and nobody did."""


class TwinError(HeldBackError):
    """A page that stands on the shelf in another language, so that a person must want both, and nobody did."""


class FetchError(CorpusError):
    """An address cannot or must not be fetched."""


class RefusedError(FetchError):
    """An address that must not be fetched: not http or https, or not on the public internet."""


class StatusError(FetchError):
    """An address answered with an error status, such as 404."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, Code.STATUS, status=status)
        self.status = status


class ShelfError(CorpusError):
    """The folder of bulletins cannot be read or written."""
