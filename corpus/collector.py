"""Pages, feeds and sitemaps on the web to bulletins: what is new or has changed is brought in."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from corpus.errors import BulletinError, CorrectedError, FetchError, ReadError
from corpus.ingest import Confirm, Draft, Event, Given, IngestOutcome, Report, draft, nobody, one_failure, shelve
from corpus.readers.document import DateSource, PageHead
from corpus.readers.remarks import Look, Remark
from corpus.shelf.library import Library
from corpus.sources import raw_of
from corpus.web.addresses import page_key
from corpus.web.crawler import Crawler
from corpus.web.fetch import Fetched
from corpus.web.listings import Listing, ListingEntry, is_listing, read_listing
from corpus.web.visits import Visit, Visits

_MOST_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages of a feed or sitemap: those whose path matches the pattern `path` (`*` and `?`), the first `most`."""

    path: str | None = None
    most: int = 200

    def holds(self, address: str) -> bool:
        return self.path is None or fnmatch.fnmatchcase(unquote(urlsplit(address).path) or "/", self.path)


@dataclass(frozen=True, slots=True)
class Collector:
    """Brings in what addresses hold. What is in `visits` and unchanged is not read again."""

    library: Library
    crawler: Crawler
    visits: Visits
    report: Report = lambda event: None
    confirm: Confirm = nobody
    listing_seconds: float = 1800.0
    """How long the pages of one listing may take together; what is left is read the next time."""

    def collect(self, address: str, given: Given, scope: Scope) -> tuple[Event, ...]:
        """One event for a page, or one for each page that a feed or sitemap names.

        The address itself was named by a person and is read whatever robots.txt says; the pages of a listing are not.

        Raises:
            ReadError: a url, title or id is given for a listing, which can be those of one page only.
            ShelfError: the shelf or the visits cannot be written.
        """
        events = []
        for event in self._collected(address, given, scope):
            self.report(event)
            events.append(event)
        return tuple(events)

    def _collected(self, address: str, given: Given, scope: Scope) -> Iterator[Event]:
        known = self.visits.of(address)
        try:
            found = self.crawler.visit(address, known.validators, named=True)
            listed = not found.is_unchanged and is_listing(found.data)
            if listed and given.names_one_page:
                raise ReadError(f"{address} lists pages; a url, title or id can be given for one page only")
        except FetchError as error:
            yield Event(address, IngestOutcome.SKIPPED, reason=str(error))
            return
        if not listed:
            yield self._brought_in(address, found, given, None)
            return
        whole = yield from self._listed(found, given, scope)
        # Only now, and where all of it was read: else the listing must be read again.
        if whole:
            self.visits.remember(address, _visit(found, known))

    def _listed(self, found: Fetched, given: Given, scope: Scope) -> Generator[Event, None, bool]:
        """The events of a listing's pages; at the end whether all that could be were read."""
        ends = self.crawler.clock() + self.listing_seconds
        try:
            with one_failure():
                listing = read_listing(found.data, found.url)
        except ReadError as error:
            yield Event(found.url, IngestOutcome.SKIPPED, reason=str(error))
            return True
        entries, left_out, whole = yield from self._entries(listing, found, ends)
        wanted = [entry for entry in entries if scope.holds(entry.address)]
        for entry in wanted[: scope.most]:
            if self.crawler.clock() >= ends:
                yield _out_of_time(found.url)
                return False
            if not entry.version or self.visits.of(entry.address).version != entry.version:
                yield self._visited(entry, given, found.is_inside)
        left_out += max(len(wanted) - scope.most, 0)
        if left_out:
            yield Event(
                found.url, IngestOutcome.SKIPPED, reason=f"{left_out:,} further pages were left out; see --most"
            )
        return whole

    def _entries(
        self, listing: Listing, root: Fetched, ends: float
    ) -> Generator[Event, None, tuple[Sequence[ListingEntry], int, bool]]:
        """The entries of a listing and of the sitemaps that it names, each page once; a sitemap that cannot be read is
        one event. Then how many were left out, and whether all sitemaps were read."""
        entries = {page_key(entry.address): entry for entry in listing.entries}
        left_out, whole = listing.left_out + max(len(listing.sitemaps) - _MOST_SITEMAPS, 0), True
        for sitemap in listing.sitemaps[:_MOST_SITEMAPS]:
            if self.crawler.clock() >= ends:
                break
            try:
                with one_failure():
                    found = read_listing(self.crawler.visit(sitemap, inside=root.is_inside).data, sitemap)
            except (ReadError, FetchError) as error:
                whole = False
                yield Event(sitemap, IngestOutcome.SKIPPED, reason=str(error))
                continue
            left_out += found.left_out
            for entry in found.entries:
                entries.setdefault(page_key(entry.address), entry)
        return tuple(entries.values()), left_out, whole

    def _visited(self, entry: ListingEntry, given: Given, inside: bool) -> Event:
        try:
            found = self.crawler.visit(entry.address, self.visits.of(entry.address).validators, inside=inside)
        except FetchError as error:
            return Event(entry.address, IngestOutcome.SKIPPED, reason=str(error))
        return self._brought_in(entry.address, found, given, entry)

    def _brought_in(self, address: str, found: Fetched, given: Given, entry: ListingEntry | None) -> Event:
        known = self.visits.of(address)
        visit = replace(_visit(found, known), version=entry.version if entry else known.version)
        if visit.digest == known.digest:
            self.visits.remember(address, visit)
            return Event(address, IngestOutcome.UNCHANGED)
        try:
            with one_failure():
                page = _dated(draft(raw_of(address, found), given), entry)
                bulletin_id, moved = given.bulletin_id or known.bulletin, self._moved(page, found.is_inside)
                event = shelve(address, page, self.library, bulletin_id, moved=moved, confirm=self.confirm)
        except (ReadError, FetchError, BulletinError, CorrectedError) as error:
            return Event(address, IngestOutcome.SKIPPED, reason=str(error))
        self.visits.remember(address, replace(visit, bulletin=event.bulletin.id if event.bulletin else None))
        return event

    def _moved(self, page: Draft, inside: bool) -> bool:
        """Whether the page stands on the shelf under an address that leads nowhere any more."""
        address, twin = page.document.head.url, self.library.twin(page.document, moved=True)
        if address is None or twin is None or twin.url is None or page_key(twin.url) == page_key(address):
            return False
        return self.crawler.is_gone(twin.url, address, inside=inside)


def _out_of_time(address: str) -> Event:
    return Event(address, IngestOutcome.SKIPPED, reason="it took too long; its other pages are read the next time")


def _visit(found: Fetched, known: Visit) -> Visit:
    if found.is_unchanged:
        return known
    digest = hashlib.sha256(found.data).hexdigest()
    return replace(known, etag=found.validators.etag, last_modified=found.validators.last_modified, digest=digest)


def _dated(page: Draft, entry: ListingEntry | None) -> Draft:
    """The draft with the listing's date, where the page itself shows none."""
    if entry is None or entry.published is None or page.document.head.published is not None:
        return page
    notices = tuple(notice for notice in page.notices if notice.look is not Look.NO_DATE)
    listed = PageHead(published=entry.published, date_source=DateSource.METADATA)
    document = page.document
    document = replace(document, head=document.head.completed(listed))
    return replace(page, document=document, notices=(*notices, Remark(Look.DATE_OF_FEED, str(entry.published))))
