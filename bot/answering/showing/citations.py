"""Where a quote stands, as a citation; and the nearest other bulletins; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.answering.choosing.extraction import Candidate
from bot.answering.choosing.sentences import block_at
from bot.answering.showing.fragments import link_to, web_address
from bot.answering.showing.table_heads import table_head
from bot.answering.times.relative_dates import explained
from bot.answering.types import Citation, OtherValue, QuotedAnswer
from corpus.types import Language, Span
from index.types import Hit

MOST_RELATED = 3


def citation_of(hit: Hit, span: Span) -> Citation:
    """The citation of `bulletin.body[span.start:span.end]`, with a link that opens the page there."""
    bulletin = hit.bulletin
    block = block_at(bulletin, span.start)
    page = block.page if block is not None and block.page is not None else hit.passage.page
    return Citation(
        bulletin_id=bulletin.id,
        title=bulletin.title,
        heading=hit.passage.heading,
        date=bulletin.date,
        url=web_address(bulletin.url),
        link=link_to(bulletin, span, page),
    )


def quoted(candidate: Candidate, language: Language) -> QuotedAnswer:
    """The candidate as it is shown to a reader of `language`."""
    offset = candidate.quote.start
    span = candidate.span
    hit = candidate.hit
    before = "\n".join((*hit.passage.heading_path, hit.bulletin.body[hit.passage.start : offset]))
    return QuotedAnswer(
        quote=candidate.text,
        score=candidate.score,
        citation=citation_of(hit, candidate.quote),
        passage=hit.passage.text,
        span=None if span is None else Span(span.start - offset, span.end - offset),
        explained=explained(hit.bulletin, candidate.quote, language, before),
        columns=table_head(hit.bulletin, candidate.quote),
    )


def other_value(candidate: Candidate) -> OtherValue:
    """What the candidate says in a word or a few, and where."""
    return OtherValue(candidate.span_text or candidate.text, citation_of(candidate.hit, candidate.quote))


def related(hits: Iterable[Hit], quoted_ids: Collection[str]) -> tuple[Citation, ...]:
    """The nearest bulletins that are not quoted, each once, at most three, at their nearest passage."""
    nearest: dict[str, Citation] = {}
    for hit in hits:
        name = hit.bulletin.id
        if name not in quoted_ids and name not in nearest and len(nearest) < MOST_RELATED:
            nearest[name] = citation_of(hit, Span(hit.passage.start, hit.passage.end))
    return tuple(nearest.values())
