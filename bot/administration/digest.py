"""What a new bulletin says at a glance: its headings with their lead sentences, and what the last one lacked; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answering.showing.fragments import link_to, web_address
from bot.answering.types import Citation, QuotedAnswer
from corpus.language.sentences import sentences
from corpus.types import BlockKind, Bulletin, Span

_MOST = 8


@dataclass(frozen=True, slots=True)
class Lead:
    """A heading, None for what stands above the first, and the first sentence under it, as it stands there.

    `link` opens the page at that sentence.
    """

    heading: str | None
    sentence: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """`fresh` are headings that the last bulletin before, titled `former`, did not have. `changes` are the bulletin's
    quotes that hold in place of what earlier bulletins said, for questions that people ask."""

    citation: Citation
    leads: tuple[Lead, ...]
    fresh: tuple[str, ...] = ()
    former: str | None = None
    changes: tuple[QuotedAnswer, ...] = ()


def digest_of(bulletin: Bulletin, others: Iterable[Bulletin], answers: Iterable[QuotedAnswer] = ()) -> Digest:
    """The digest of a bulletin; `others` are the library's, among them the newest before it, and `answers` what is
    answered now, to whatever question."""
    address = web_address(bulletin.url)
    leads = tuple(_leads(bulletin))[:_MOST]
    link = leads[0].link if leads else address
    citation = Citation(bulletin.id, bulletin.title, date=bulletin.date, url=address, link=link)
    former = _former(bulletin, others)
    changes = tuple(_changes(bulletin, answers))[:_MOST]
    if former is None:
        return Digest(citation, leads, changes=changes)
    known = {heading.casefold() for heading in _headings(former)}
    fresh = tuple(heading for heading in _headings(bulletin) if heading.casefold() not in known)[:_MOST]
    return Digest(citation, leads, fresh, former.title, changes)


def _changes(bulletin: Bulletin, answers: Iterable[QuotedAnswer]) -> Iterator[QuotedAnswer]:
    """Each answer that the bulletin gives in place of an earlier one, once, however often it was asked for."""
    told: set[tuple[str | None, ...]] = set()
    for each in answers:
        key = (each.span_text or each.quote, *(value.text for value in each.before))
        if each.citation.bulletin_id == bulletin.id and each.before and key not in told:
            told.add(key)
            yield each


def _leads(bulletin: Bulletin) -> Iterator[Lead]:
    heading: str | None = None
    is_open = True
    for block in bulletin.blocks:
        text = bulletin.body[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            heading, is_open = text, True
        elif is_open and block.kind is not BlockKind.TABLE_ROW:
            first = sentences(text)[:1]
            if first:
                span = Span(block.start + first[0].start, block.start + first[0].end)
                yield Lead(heading, bulletin.body[span.start : span.end], link_to(bulletin, span))
                is_open = False


def _headings(bulletin: Bulletin) -> list[str]:
    return [bulletin.body[b.start : b.end] for b in bulletin.blocks if b.kind is BlockKind.HEADING]


def _former(bulletin: Bulletin, others: Iterable[Bulletin]) -> Bulletin | None:
    """The newest bulletin that is older than this one, by the dates that both show."""
    older = (each for each in others if each.date and each.date_key < bulletin.date_key)
    return max(older, key=lambda each: each.date_key, default=None)
