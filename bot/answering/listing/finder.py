"""Lists bulletins: of a time, about a subject, the newest first."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from bot.answering.listing.request import ListRequest, list_request
from bot.answering.question.terms import coverage, weighed_terms
from bot.answering.showing.citations import citation_of
from bot.answering.showing.fragments import web_address
from bot.answering.types import Answer, BulletinList, Citation, Status
from corpus.language.detection import detect_language
from corpus.types import Bulletin, Span
from index.types import Hit

_TOP_K = 200
"""Passages that are looked through for a subject."""

_MOST_TOLD = 100
_NEAREST = 3


class PassageSearcher(Protocol):
    """Finds passages in the published snapshot."""

    @property
    def snapshot_id(self) -> str: ...

    def search(self, query: str, *, top_k: int, language: str) -> list[Hit]:
        """The best passages first; `language` is the query's, "sv" or "en"."""


class Lister:
    """Answers questions for bulletins from the library that `bulletins` gives, by id. `today` tells the date from which
    times are reckoned. Safe to call from several threads."""

    def __init__(
        self,
        searcher: PassageSearcher,
        bulletins: Callable[[], Mapping[str, Bulletin]],
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self._searcher = searcher
        self._bulletins = bulletins
        self._today = today

    def listed(self, question: str) -> Answer | None:
        """The list that a question asks for; None where it asks what bulletins say."""
        request = list_request(question, self._today())
        return None if request is None else self.found(question, request)

    def found(self, question: str, request: ListRequest) -> Answer:
        """The bulletins of a request, newest first; where there are none, the nearest as `related`. A bulletin is about
        a subject where a passage of it holds all the subject's words, in any form."""
        language = detect_language(question)
        if request.subject:
            hits = self._searcher.search(request.subject, top_k=_TOP_K, language=language.value)
            found = list(_mentioning(request.subject, hits))
            nearest = _each_once(citation_of(hit, Span(hit.passage.start, hit.passage.end)) for hit in hits)
        else:
            found = [_plain(each) for each in self._bulletins().values()]
            nearest = sorted(found, key=newest_first)
        within = [each for each in found if request.period is None or request.period.holds(each.date)]
        shown = sorted(within, key=newest_first)
        listing = BulletinList(request.subject, request.since, request.until, tuple(shown[:_MOST_TOLD]), len(shown),
                          request.most)  # fmt: skip
        return Answer(
            question=question,
            language=language,
            status=Status.LIST,
            confidence=1.0,
            related=() if shown else tuple(nearest[:_NEAREST]),
            snapshot=self._searcher.snapshot_id,
            listing=listing,
        )


def _mentioning(subject: str, hits: Sequence[Hit]) -> Iterable[Citation]:
    """The bulletins that hold all words of a subject, each at its best such passage."""
    terms = weighed_terms(subject, [hit.passage.text for hit in hits])
    seen: set[str] = set()
    for hit in hits:
        text = "\n".join((hit.bulletin.title, *hit.passage.heading_path, hit.passage.text))
        if hit.bulletin.id not in seen and coverage(terms, text) > 0.999:
            seen.add(hit.bulletin.id)
            yield citation_of(hit, Span(hit.passage.start, hit.passage.end))


def _plain(bulletin: Bulletin) -> Citation:
    address = web_address(bulletin.url)
    return Citation(bulletin.id, bulletin.title, date=bulletin.date, url=address, link=address)


def _each_once(citations: Iterable[Citation]) -> list[Citation]:
    return list({each.bulletin_id: each for each in citations}.values())


def newest_first(citation: Citation) -> tuple[bool, tuple[int, int, int], str]:
    """Orders citations by date, the undated last; of one day by title."""
    if citation.date is None:
        return True, (0, 0, 0), citation.title
    year, month, day = citation.date.sort_key
    return False, (-year, -month, -day), citation.title
