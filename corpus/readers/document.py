"""Document: what a reader takes out of a file or page, and what the library shelves."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.detection import detect_page_language
from corpus.readers.parts import Part
from corpus.readers.remarks import Coverage, Remark
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What is known of a page beside its text, from the reader to the shelf; None, or no title, where nothing is."""

    title: str = ""
    url: str | None = None
    published: PartialDate | None = None
    updated: PartialDate | None = None
    language: str | None = None
    date_source: DateSource | None = None
    note: str | None = None

    def completed(self, other: PageHead) -> PageHead:
        """This head with what only `other` knows; where a date was found goes with the date. What a person gave as the
        date stands alone: a later change of the page that `other` knows of would decide instead of it."""
        dated = self if self.published else other
        is_given = self.published is not None and self.date_source is DateSource.GIVEN
        return PageHead(
            title=self.title or other.title,
            url=self.url or other.url,
            published=dated.published,
            updated=self.updated if is_given else self.updated or other.updated,
            language=self.language or other.language,
            date_source=dated.date_source,
            note=self.note or other.note,
        )


def head_as_read(
    title: str, published: PartialDate | None, updated: PartialDate | None, content: Sequence[Part]
) -> PageHead:
    """The head of a file that tells of itself by its text alone: the dates that stand there, the language it is in."""
    return PageHead(
        title=title,
        published=published,
        updated=updated,
        language=detect_page_language(" ".join((title, *(part.text for part in content)))).value,
        date_source=DateSource.PAGE if published else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a bulletin came onto the shelf, which no answer shows.

    `origin` is the file that it was read from (with the folder that it lay in) or the address, where that is not its
    url. `given` are the keys of its head that a person gave. `imported` tells whether the page or the shelf's file has
    changed since, `left_out` what importing left out. `withdrawn` is the day from which it is no longer current.
    """

    origin: str | None = None
    given: str | None = None
    imported: str | None = None
    left_out: str | None = None
    withdrawn: PartialDate | None = None

    def is_given(self, key: str) -> bool:
        """Whether a person gave the value of a key."""
        return key in (self.given or "").split()


@dataclass(frozen=True, slots=True)
class Document:
    """A page before it is a bulletin. `source` is its text in Markdown, without the title."""

    head: PageHead
    source: str
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a reader finds: what the file says of itself, and its text in Markdown.

    `notices` are what the person who adds the page should know, such as that pages were left out. `coverage` tells how
    much of it came in, None for a bulletin's own file, which comes in as it stands. `made` is when the file was made,
    which is the weakest witness of when it was published. `in_place` says what a server showed in place of the page
    that it was asked for. `twins` are the same page in other languages, each with its language and address, `files` the
    addresses of the documents that its text links to.
    """

    head: PageHead
    source: str
    notices: tuple[Remark, ...] = ()
    coverage: Coverage | None = None
    made: PartialDate | None = None
    in_place: str | None = None
    twins: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
