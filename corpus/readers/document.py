"""Document: what a reader takes out of a file or page, and what the library shelves."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from corpus.readers.remarks import Remark
from corpus.types import PartialDate


class DateSource(enum.Enum):
    """Where the published date was found."""

    GIVEN = "given"
    """By the person who added it."""
    METADATA = "metadata"
    PAGE = "page"
    """A label or byline on the page, such as `Publicerad: 2020-04-30`."""
    TITLE = "title"
    ADDRESS = "address"
    INFERRED = "inferred"
    """By a person, from what else is known; the page itself shows none."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page before it is a bulletin. `source` is its text in Markdown, without the title."""

    title: str
    source: str
    url: str | None = None
    published: PartialDate | None = None
    updated: PartialDate | None = None
    language: str | None = None
    date_source: DateSource | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader finds: the text in Markdown, and what the file says of itself. None where it says nothing."""

    source: str
    title: str | None = None
    url: str | None = None
    published: PartialDate | None = None
    updated: PartialDate | None = None
    date_source: DateSource | None = None
    language: str | None = None
    note: str | None = None
    notices: tuple[Remark, ...] = ()
    """What the person who adds the page should know, such as that pages were left out."""
