"""The values that a question becomes: citation, quote and answer."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass

from corpus.types import Language, PartialDate, Span


class Status(enum.Enum):
    """What became of a text. NOT_A_QUESTION and ASK_BACK were not searched for, since nothing is asked, or not said of
    what; a LIST is where bulletins were asked for, not what they say, and may be empty."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    NOT_A_QUESTION = "not_a_question"
    ASK_BACK = "ask_back"
    LIST = "list"

    @property
    def is_unsought(self) -> bool:
        """Whether the bulletins were not searched, since the text does not ask them anything that can be sought."""
        return self in (Status.NOT_A_QUESTION, Status.ASK_BACK)


class NoticeKind(enum.Enum):
    """What a reader must know beside the quote."""

    NEWER = "newer"
    OLD = "old"
    PARTIAL = "partial"
    PREMISE = "premise"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands. `date` is the bulletin's; `link` opens the page at the quote; `url` is the page itself."""

    bulletin_id: str
    title: str
    heading: str | None = None
    date: PartialDate | None = None
    url: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """What words of a quote mean, reckoned from its bulletin's date: "i höst" in one of April 2020, "hösten 2020"."""

    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class OtherValue:
    """What another bulletin said to the same question: the answering words, or the whole quote where none stand out."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class QuotedAnswer:
    """One quote, exactly as in the bulletin, one to three sentences.

    `span` is the part of `quote` that answers (offsets into `quote`), None where no part stands out.
    `score` is 0 to 1, higher is better. `passage` is the text around the quote, which holds it.
    `explained` are words of the quote whose time follows from the bulletin's date.
    `columns` names the columns where the quote is a row of a table, as they stand in the bulletin; else it is empty.
    `asked` is the part of a question of several that it answers first, empty where one thing is asked.
    `before` is what earlier bulletins said in its place and `after` what later ones do, the nearest in time first.
    """

    quote: str
    score: float
    citation: Citation
    passage: str
    span: Span | None = None
    explained: tuple[Explained, ...] = ()
    before: tuple[OtherValue, ...] = ()
    after: tuple[OtherValue, ...] = ()
    columns: str = ""
    asked: str = ""

    @property
    def span_text(self) -> str | None:
        return None if self.span is None else self.quote[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Notice:
    kind: NoticeKind
    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Curated:
    """An answer that a person has pinned to the question; `expires` is the last day on which it holds."""

    text: str
    links: tuple[str, ...] = ()
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that a language model phrased; `quotes` are the places, from 0, in `answers` of what supports it."""

    text: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BulletinList:
    """Bulletins that were asked for, the newest first: about `subject` (empty for anything), from `since` to `until`
    (None for no end). `total` is how many there are, `most` how many a person is to be shown."""

    subject: str
    since: datetime.date | None
    until: datetime.date | None
    bulletins: tuple[Citation, ...]
    total: int
    most: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The one reply to a question: quotes best first (at most three), or none and the nearest bulletins.

    `confidence` is the estimated probability, 0 to 1, that the first quote answers. `related` are the nearest
    other bulletins. `snapshot` names the index that answered. `seconds` is the wall time taken.
    `curated` is what a person has pinned to the question; it stands above the quotes, of which there may then be none.
    `has_timeline` says that bulletins of at least two different months have something to say.
    `written` are sentences that a language model phrased from the quotes, which hold without them.
    `listing` is what the status `LIST` stands for.
    `shelf` names the shelf that answers, empty where there is only one; `programme` is its title, where that is to be
    told because it is not the one that is asked by default.
    `receipt` proves later what was said and on what; empty where none was given.
    """

    question: str
    language: Language
    status: Status
    confidence: float
    answers: tuple[QuotedAnswer, ...] = ()
    related: tuple[Citation, ...] = ()
    notice: Notice | None = None
    snapshot: str = ""
    seconds: float = 0.0
    curated: Curated | None = None
    has_timeline: bool = False
    written: tuple[WrittenSentence, ...] = ()
    shelf: str = ""
    programme: str = ""
    listing: BulletinList | None = None
    receipt: str = ""
