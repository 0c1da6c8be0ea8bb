"""Pages, feeds and sitemaps on the web to bulletins: what is new or has changed is brought in."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Generator, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from corpus.errors import (
    BulletinError,
    CorrectedError,
    FetchError,
    HeldBackError,
    ListPageError,
    ReadError,
    StatusError,
    TwinError,
)
from corpus.ingest import Confirm, Draft, Event, Given, IngestOutcome, Report, draft, nobody, one_failure, shelve
from corpus.language.dates import lies_ahead
from corpus.readers.document import DateSource, PageHead
from corpus.readers.remarks import Look, Remark
from corpus.shelf.identity import is_little_else
from corpus.shelf.library import Library
from corpus.shelf.likeness import may_be_one
from corpus.sources import raw_of
from corpus.web.addresses import page_key, slug
from corpus.web.crawler import GONE, Crawler
from corpus.web.fetch import Fetched, Validators
from corpus.web.listings import Listing, ListingEntry, is_listing, read_listing
from corpus.web.visits import Visit, Visits

_MOST_SITEMAPS = 50
_MOST_LEFT = 50
"""Pages that a listing names no longer, the last to leave it first, that are visited before those that it names."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages of a feed or sitemap: those whose path matches the pattern `path` (`*` and `?`), the first `most`;
    and whether the documents that a page links to come along."""

    path: str | None = None
    most: int = 200
    with_files: bool = False

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
        # A listing is always read whole: one that says that it is unchanged may name another that is not.
        validators = None if self.visits.pages_of(address) else known.validators
        try:
            found = self._fetched(address, validators, named=True)
            listed = not found.is_unchanged and is_listing(found.data)
            if listed and given.names_one_page:
                raise ReadError(f"{address} lists pages; a url, title or id can be given for one page only")
        except FetchError as error:
            yield self._failed(address, error)
            return
        if not listed:
            yield self._brought_in(address, found, given, None)
            yield from self._files_of(address, scope, found.is_inside, set())
            return
        yield from self._listed(address, found, given, scope)

    def _listed(self, address: str, found: Fetched, given: Given, scope: Scope) -> Iterator[Event]:
        """Visits every page that a listing names or once named, those that it tells to be new first: it need not tell
        of a change, nor of a page that failed the last time."""
        ends = self.crawler.clock() + self.listing_seconds
        try:
            with one_failure():
                listing = read_listing(found.data, found.url)
        except ReadError as error:
            yield Event(found.url, IngestOutcome.SKIPPED, reason=str(error))
            return
        entries, left_out = yield from self._entries(listing, found, ends)
        wanted = [entry for entry in entries if scope.holds(entry.address)]
        named = {page_key(entry.address) for entry in wanted}
        earlier = [page for page in self.visits.pages_of(address) if page_key(page) not in named and scope.holds(page)]
        listed = sorted(wanted[: scope.most], key=self._is_known)
        # What is named no longer may have moved to what is named now, which is no new page then.
        left, others = earlier[:_MOST_LEFT], earlier[_MOST_LEFT:]
        files: set[str] = set()
        for entry in (*map(ListingEntry, left), *listed, *map(ListingEntry, others)):
            if self.crawler.clock() >= ends:
                yield _out_of_time(found.url)
                break
            yield self._visited(entry, given, found.is_inside, named)
            yield from self._files_of(entry.address, scope, found.is_inside, files)
        left_out += max(len(wanted) - scope.most, 0)
        if left_out:
            yield Event(
                found.url, IngestOutcome.SKIPPED, reason=f"{left_out:,} further pages were left out; see --most"
            )
        self.visits.remember_pages(address, (*(entry.address for entry in wanted[: scope.most]), *earlier))

    def _files_of(self, page: str, scope: Scope, inside: bool, seen: set[str]) -> Iterator[Event]:
        """Visits the files that a page links to, where they are wanted, each once."""
        for file in self.visits.files_of(page) if scope.with_files else ():
            if page_key(file) not in seen:
                seen.add(page_key(file))
                yield self._visited(ListingEntry(file), Given(), inside)

    def _is_known(self, entry: ListingEntry) -> bool:
        return bool(entry.version) and self.visits.of(entry.address).version == entry.version

    def _entries(
        self, listing: Listing, root: Fetched, ends: float
    ) -> Generator[Event, None, tuple[Sequence[ListingEntry], int]]:
        """The entries of a listing and of the sitemaps that it names, each page once; a sitemap that cannot be read is
        one event. Then how many were left out."""
        entries = {page_key(entry.address): entry for entry in listing.entries}
        left_out = listing.left_out + max(len(listing.sitemaps) - _MOST_SITEMAPS, 0)
        for sitemap in listing.sitemaps[:_MOST_SITEMAPS]:
            if self.crawler.clock() >= ends:
                break
            try:
                with one_failure():
                    found = read_listing(self.crawler.visit(sitemap, inside=root.is_inside).data, sitemap)
            except (ReadError, FetchError) as error:
                yield Event(sitemap, IngestOutcome.SKIPPED, reason=str(error))
                continue
            left_out += found.left_out
            for entry in found.entries:
                entries.setdefault(page_key(entry.address), entry)
        return tuple(entries.values()), left_out

    def _visited(self, entry: ListingEntry, given: Given, inside: bool, named: Set[str] = frozenset()) -> Event:
        try:
            found = self._fetched(entry.address, self.visits.of(entry.address).validators, inside=inside)
        except FetchError as error:
            return self._failed(entry.address, error)
        return self._brought_in(entry.address, found, given, entry, named)

    def _fetched(
        self, address: str, validators: Validators | None, *, named: bool = False, inside: bool = True
    ) -> Fetched:
        """The page at an address, else at the one that its bulletin has moved to; read whole where it has moved."""
        try:
            found = self.crawler.visit(address, validators, named=named, inside=inside)
            if found.is_unchanged and self._has_moved(address, found):
                found = self.crawler.visit(address, None, named=named, inside=inside)
            return found
        except StatusError as error:
            old = self.library.document(self.visits.of(address).bulletin or "")
            moved = old.head.url if old and old.head.url else address
            if error.status not in GONE or page_key(moved) == page_key(address):
                raise
            return self.crawler.visit(moved, validators, inside=inside)

    def _has_moved(self, address: str, found: Fetched) -> bool:
        """Whether an address leads elsewhere than when its page was read the last time."""
        known = self.visits.of(address)
        return bool(known.digest) and page_key(known.at or address) != page_key(found.url)

    def _failed(self, address: str, error: FetchError) -> Event:
        """A page of the shelf that is gone is told once; `Visits.gone` lists it from then on."""
        bulletin = self.visits.of(address).bulletin
        if bulletin is None or not isinstance(error, StatusError) or error.status not in GONE:
            return Event(address, IngestOutcome.SKIPPED, reason=str(error))
        old = self.library.document(bulletin)
        if address in self.visits.gone or old is None or old.provenance.withdrawn:
            return Event(address, IngestOutcome.UNCHANGED)
        self.visits.remember_gone(address, error.status)
        reason = f"its page is gone ({error.status}); {bulletin} is still quoted. `fvm withdraw {bulletin}` ends that."
        return Event(address, IngestOutcome.SKIPPED, reason=reason)

    def _brought_in(
        self, address: str, found: Fetched, given: Given, entry: ListingEntry | None, named: Set[str] = frozenset()
    ) -> Event:
        """Shelves what was found at an address; `named` are the keys of the pages that its listing names."""
        known = self.visits.of(address)
        visit = replace(_visit(found, known), version=entry.version if entry else known.version)
        visit = replace(visit, at=found.url if page_key(found.url) != page_key(address) else None)
        if visit.digest == known.digest and not self._has_moved(address, found):
            self.visits.remember(address, visit)
            return Event(address, IngestOutcome.UNCHANGED)
        try:
            with one_failure():
                page = _listed(draft(raw_of(address, found), given), entry)
                self.visits.remember_files(address, page.files)
                bulletin_id, moved = given.bulletin_id or known.bulletin, self._moved(page, found.is_inside)
                self._check_same(address, found, page, bulletin_id)
                _check_language(page, bulletin_id, named)
                event = shelve(address, page, self.library, bulletin_id, moved=moved, confirm=self.confirm)
        except (ReadError, FetchError, BulletinError, CorrectedError) as error:
            if isinstance(error, (ListPageError, TwinError)):
                self.visits.remember(address, visit)  # told once, as long as the page stands as it is
            elif isinstance(error, CorrectedError) and known.bulletin and visit.at:
                # Where the page has moved to it is no new one, be it asked about there.
                self.visits.remember(visit.at, replace(self.visits.of(visit.at), bulletin=known.bulletin))
            return Event(address, IngestOutcome.SKIPPED, reason=str(error))
        self.visits.remember(address, replace(visit, bulletin=event.bulletin.id if event.bulletin else None))
        return event

    def _check_same(self, address: str, found: Fetched, page: Draft, bulletin_id: str | None) -> None:
        """Refuses what is shown in place of a page that stands on the shelf: a front page, another one, a short word.

        Raises:
            HeldBackError: a person must look, and nobody did.
        """
        old = self.library.document(bulletin_id or "")
        if page_key(found.url) == page_key(address):
            doubt = f"{address} shows little but {page.document.head.title!r} now. {bulletin_id} stays as it is."
            if old and is_little_else(old, page.document) and not self.confirm(address, doubt):
                raise HeldBackError(f"{doubt} Add it with --yes if it should be replaced.")
            return
        if old and old.head.url and page_key(found.url) == page_key(old.head.url):
            return
        leads_home = not urlsplit(found.url).path.strip("/") and bool(urlsplit(address).path.strip("/"))
        is_titled = old is None or slug(old.head.title) == slug(page.document.head.title)
        if leads_home or not (is_titled or (old and may_be_one(old.source, page.document.source))):
            stays = f" {bulletin_id} stays as it is." if bulletin_id else ""
            doubt = f"{address} leads to {found.url}, {page.document.head.title!r}, in its place.{stays}"
            if not self.confirm(address, doubt):
                raise HeldBackError(f"{doubt} Add the new address by itself if it should come in.")

    def _moved(self, page: Draft, inside: bool) -> bool:
        """Whether the page stands on the shelf under an address that leads nowhere any more."""
        address, twin = page.document.head.url, self.library.twin(page.document, moved=True)
        if address is None or twin is None or twin.url is None or page_key(twin.url) == page_key(address):
            return False
        return self.crawler.is_gone(twin.url, address, inside=inside)


def _check_language(page: Draft, bulletin_id: str | None, named: Set[str]) -> None:
    """Leaves a page out that its listing names in Swedish too, whichever of them is read first.

    Raises:
        TwinError: it is new, in another language, and the Swedish page is named.
    """
    swedish = next((url for language, url in page.twins if language == "sv" and page_key(url) in named), None)
    if swedish and bulletin_id is None and page.document.head.language != "sv":
        raise TwinError(f"it is {swedish} in another language. Add it by itself with --yes to have both.")


def _out_of_time(address: str) -> Event:
    return Event(address, IngestOutcome.SKIPPED, reason="it took too long; its other pages are read the next time")


def _visit(found: Fetched, known: Visit) -> Visit:
    if found.is_unchanged:
        return known
    digest = hashlib.sha256(found.data).hexdigest()
    return replace(known, etag=found.validators.etag, last_modified=found.validators.last_modified, digest=digest)


def _listed(page: Draft, entry: ListingEntry | None) -> Draft:
    """The draft with what its listing tells of it, where the page itself does not: its date, its other languages."""
    if entry is None:
        return page
    page = replace(page, twins=page.twins or entry.twins)
    if entry.published is None or page.document.head.published is not None:
        return page
    if lies_ahead(entry.published):
        return replace(page, notices=(*page.notices, Remark(Look.DATE_AHEAD, str(entry.published))))
    notices = tuple(notice for notice in page.notices if notice.look is not Look.NO_DATE)
    listed = PageHead(published=entry.published, date_source=DateSource.METADATA)
    document = page.document
    document = replace(document, head=document.head.completed(listed))
    return replace(page, document=document, notices=(*notices, Remark(Look.DATE_OF_FEED, str(entry.published))))
