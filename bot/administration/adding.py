"""Adds what an admin names: read, shown, and shelved once it is confirmed; every act is in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.administration.audit import Act, AuditLog
from bot.administration.drafts import Drafts
from corpus.errors import Code, ReadError
from corpus.ingest import Draft, Event, Given, draft, one_failure, shelve
from corpus.language.characters import line
from corpus.readers.document import DateSource, Document
from corpus.readers.remarks import Look, Remark
from corpus.shelf.identity import is_corrected
from corpus.shelf.library import Library
from corpus.sources import raw_of
from corpus.types import Bulletin, PartialDate
from corpus.web.crawler import Crawler
from corpus.web.fetch import Fetched
from corpus.web.listings import is_listing


@dataclass(frozen=True, slots=True)
class ReadIn:
    """A page as it was read: what an admin sees before it is saved. `twin` is the bulletin that it would replace."""

    document: Document
    notices: tuple[Remark, ...]
    twin: Bulletin | None
    token: str


@dataclass(frozen=True, slots=True)
class Adding:
    """`library` and `crawler` open the shelf and what fetches."""

    library: Callable[[], Library]
    crawler: Callable[[], Crawler]
    drafts: Drafts
    audit: AuditLog

    def read(self, who: str, address: str, given: Given) -> ReadIn:
        """The page at an address.

        Raises:
            FetchError: it cannot or must not be fetched.
            ReadError: no text can be taken out, or it lists pages.
        """
        found = self.crawler().visit(address, named=True)
        if is_listing(found.data):
            reason = "it is a feed or a sitemap; add it with `fvm add` or watch it with `fvm watch`"
            raise ReadError(reason, Code.LISTING)
        with one_failure():
            page = draft(raw_of(address, found), given)
        return self._shown(who, page)

    def read_file(self, who: str, name: str, file: Fetched, given: Given) -> ReadIn:
        """A file that somebody sent; it links to the address that the admin gave, if any. Raises ReadError."""
        raw = replace(raw_of(name, file), address=None, stem=name.rpartition(".")[0] or name)
        with one_failure():
            page = draft(raw, given)
        return self._shown(who, page)

    def save(self, who: str, token: str, title: str, published: PartialDate | None) -> Event:
        """Shelve a draft with the title and the date that were confirmed.

        Raises:
            DraftError: the draft is gone, or somebody else's.
            ShelfError: the shelf cannot be written.
        """
        with self.audit.recorded(who, Act.ADD) as detail:
            document = self.drafts.take(token, who)
            head = replace(document.head, title=line(title) or document.head.title)
            if published != head.published:
                source = DateSource.GIVEN if published else None
                # The date that a person gives decides; a later change that the page tells of would count instead.
                head = replace(head, published=published, updated=None, date_source=source)
            provenance = document.provenance
            if head.title != document.head.title:
                provenance = replace(provenance, given=f"title {provenance.given or ''}".strip())
            page = Draft(replace(document, head=head, provenance=provenance))
            event = shelve(head.url or head.title, page, self.library(), confirm=_has_seen)
            self.drafts.drop(token, who)
            detail(f"{event.outcome.value} {event.bulletin.id if event.bulletin else ''}")
            return event

    def _shown(self, who: str, page: Draft) -> ReadIn:
        library = self.library()
        twin = library.twin(page.document)
        notices = list(page.notices)
        if other := library.twin_in(page.twins, page.document):
            notices.append(Remark(Look.LANGUAGE_TWIN, other))
        if page.coverage and page.coverage.is_told:
            notices += page.coverage.remarks
        old = library.document(twin.id) if twin else None
        if old and twin and is_corrected(old):
            notices.append(Remark(Look.CORRECTED, twin.id))
        if old and twin and old.provenance.withdrawn:
            notices.append(Remark(Look.WITHDRAWN, twin.id))
        return ReadIn(page.document, tuple(notices), twin, self.drafts.keep(page.document, who))


def _has_seen(source: str, doubt: str) -> bool:
    """The admin was shown what was left out and what is replaced before confirming."""
    return True
