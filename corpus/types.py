"""The values of what was published: dates, blocks, bulletins and passages."""

from __future__ import annotations

import datetime
import enum
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache

OLD_AFTER_DAYS = 365
"""Days after which an answer says that it is old and the report that a bulletin is."""

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Language(enum.Enum):
    """A language that texts are written in, people ask in, and the bot's own words take."""

    SV = "sv"
    EN = "en"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date of which the month and the day may be unknown.

    Raises:
        ValueError: a month or day outside the calendar, or a day without a month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        if not 1 <= self.year <= 9999:
            raise ValueError(f"year {self.year} is not between 1 and 9999")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is not between 1 and 12")
        if self.month is not None and self.day is not None:
            datetime.date(self.year, self.month, self.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2020`, `2020-04` or `2020-04-30`; anything else raises ValueError."""
        return _date_of(text.strip())

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Orders dates by time; an unknown part sorts before any known one."""
        return (self.year, self.month or 0, self.day or 0)

    def is_surely_after(self, other: PartialDate) -> bool:
        """Whether it is after `other` whatever their unknown parts are."""
        for mine, its in zip((self.year, self.month, self.day), (other.year, other.month, other.day), strict=True):
            if mine is None or its is None:
                return False
            if mine != its:
                return mine > its
        return False

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@lru_cache(maxsize=4096)  # a large shelf has few days, each many times
def _date_of(text: str) -> PartialDate:
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date of the form 2020, 2020-04 or 2020-04-30")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    return PartialDate(year, month, day)


def _by_time(date: PartialDate) -> tuple[int, int, int]:
    return date.sort_key


class BlockKind(enum.Enum):
    """What a block of a bulletin is on the rendered page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Block:
    """One block element of the rendered page, as `body[start:end]`.

    `level` is the heading's level (1 to 6) or the list's depth (1 is outermost), else 0.
    `item` numbers list items from 0 through the bulletin: a lead-in and the paragraphs that continue
    the same bullet share it; None outside lists. `page` is the page of a PDF, counted from 1.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    item: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One published page.

    `body` is the rendered text (no markup): blocks in order, one or two line breaks between them, the
    white space inside a block collapsed to single spaces. Every offset counts characters of `body`.
    `source` is the Markdown that the shelf holds, without its front matter.
    """

    id: str
    title: str
    body: str
    blocks: tuple[Block, ...]
    source: str = ""
    url: str | None = None
    published: PartialDate | None = None
    updated: PartialDate | None = None
    language: str = "sv"

    @property
    def date(self) -> PartialDate | None:
        """When the text as it stands was last said: the later of `published` and `updated`, None without both."""
        return max((date for date in (self.published, self.updated) if date), key=_by_time, default=None)

    @property
    def date_key(self) -> tuple[int, int, int]:
        """Orders bulletins by their date, those without one first."""
        return self.date.sort_key if self.date else (0, 0, 0)

    def is_old(self, today: datetime.date) -> bool:
        """Whether the date lies more than a year back; an unknown part counts as its latest moment, no date as new."""
        if self.date is None:
            return False
        latest = datetime.date(self.date.year, self.date.month or 12, self.date.day or 28)
        return (today - latest).days > OLD_AFTER_DAYS

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything that an answer or a passage could show, as hexadecimal digits."""
        parts = (
            self.id,
            self.title,
            self.url or "",
            str(self.published or ""),
            str(self.updated or ""),
            self.language,
            self.source or self.body,
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: `bulletin.body[start:end] == text`, one or more whole sentences.

    `sentences` are spans of the bulletin's body, in order, that together cover the passage's sentences.
    `context` (title, month, heading path) is embedded and searched with the text and never quoted.
    """

    bulletin_id: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    context: str
    sentences: tuple[Span, ...] = field(default=())
    page: int | None = None

    @property
    def id(self) -> str:
        """Unique within a library and stable while the bulletin's text is."""
        return f"{self.bulletin_id}:{self.start}-{self.end}"

    @property
    def heading(self) -> str | None:
        return self.heading_path[-1] if self.heading_path else None

    @property
    def content_hash(self) -> str:
        """SHA-256 of what is embedded (context and text), as hexadecimal digits."""
        return hashlib.sha256(f"{self.context}\x1f{self.text}".encode()).hexdigest()
