"""Which documents are versions of one page, and what a new version takes over from the old one; pure."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from corpus.readers.document import DateSource, Document, PageHead
from corpus.shelf.bulletin_file import DEFAULT_LANGUAGE
from corpus.shelf.likeness import likeness, may_be_one
from corpus.web.addresses import page_key, slug

_APART = 0.95
"""Below this likeness two texts of two titles and origins under one address are two pages: the address is that of a
list, or of the page that one was copied from. Two events differ by a town."""
_LITTLE, _NOTHING = 70, 0.05
"""Words of a short text, and the likeness below which two texts share nothing."""
_DIGITS = 12


def is_at_one_address(old: PageHead, new: PageHead) -> bool:
    """Whether two pages name the same address."""
    return old.url is not None and new.url is not None and page_key(old.url) == page_key(new.url)


def is_list_of_both(old: Document, new: Document) -> bool:
    """Whether the one address of two documents is that of a list, or of one of them, which both name as theirs."""
    if slug(old.head.title) == slug(new.head.title) or not _are_apart(old, new):
        return False
    return likeness(old.source, new.source) < _APART


def _are_apart(old: Document, new: Document) -> bool:
    """Whether two documents came from two files, or from two addresses, of which one may be the one they name."""
    one, other = old.provenance.origin, new.provenance.origin
    if one is not None and other is not None:
        return not is_one_origin(old, new)
    told = one or other
    return told is not None and "://" in told and page_key(told) != page_key(new.head.url or "")


def is_one_origin(old: Document, new: Document) -> bool:
    """Whether two documents may come from one file or address: the same path as far as both tell it."""
    one, other = old.provenance.origin, new.provenance.origin
    if one is None or other is None:
        return True
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def is_version(old: Document, new: Document) -> bool:
    """Whether two documents without a common address are one page: same title, no two dates, addresses or origins."""
    if slug(old.head.title) != slug(new.head.title) or (old.head.url and new.head.url):
        return False
    return _may_be_one_date(old, new) and is_one_origin(old, new)


def is_copy(old: Document, new: Document) -> bool:
    """Whether two documents are one page under two addresses: two events differ by a few words at least."""
    return old.head.title == new.head.title and _may_be_one_date(old, new) and old.source.strip() == new.source.strip()


def may_have_moved(old: Document, new: Document) -> bool:
    """Whether two documents are one page with a few words changed, if the address of the old one leads nowhere."""
    if old.head.title != new.head.title or not _may_be_one_date(old, new):
        return False
    return may_be_one(old.source, new.source)


def is_little_else(old: Document, new: Document) -> bool:
    """Whether under another title a few words stand where a longer text was that shares nothing with them, as where a
    server says that a page is no more."""
    words = len(new.source.split())
    if slug(old.head.title) == slug(new.head.title) or words > min(_LITTLE, len(old.source.split()) / 2):
        return False
    return likeness(old.source, new.source) < _NOTHING


def _may_be_one_date(old: Document, new: Document) -> bool:
    dates = [str(date) for date in (old.head.published, new.head.published) if date]
    return len(dates) < 2 or dates[0].startswith(dates[1]) or dates[1].startswith(dates[0])


def completed(new: Document, old: Document, moved: bool) -> Document:
    """The new version with what only the old one knew, what a person gave for it, and the old address where it is as
    good."""
    head = new.head.completed(old.head)
    if new.head.updated is None and head.updated and head.published and head.published.is_surely_after(head.updated):
        head = replace(head, updated=None)  # it told of the text that stood there before
    if (is_copy(old, new) or is_at_one_address(old.head, new.head)) and not moved:
        head = replace(head, url=old.head.url or new.head.url)
    given = (*(new.provenance.given or "").split(), *(old.provenance.given or "").split())
    for key in ("title", "url"):
        if old.provenance.is_given(key) and not new.provenance.is_given(key) and not (key == "url" and moved):
            head = replace(head, **{key: getattr(old.head, key)})
    if old.head.date_source is DateSource.GIVEN and new.head.date_source is not DateSource.GIVEN:
        date = {key: getattr(old.head, key) for key in ("published", "updated", "date_source")}
        head = replace(head, **date)
    provenance = replace(
        new.provenance,
        origin=new.provenance.origin or old.provenance.origin,
        given=" ".join(dict.fromkeys(given)) or None,
    )
    return Document(head, new.source.strip(), provenance)


def stamp(read: Document, written: Document) -> str:
    """What `imported` holds: digests of the page as it was read, and of the bulletin as it was written."""
    return f"{digest(read)}-{digest(written)}"


def digest(document: Document) -> str:
    """A digest of all that a person may correct in a document."""
    head = document.head
    language = head.language or DEFAULT_LANGUAGE
    told = (head.title, head.url, head.published, head.updated, language, document.source.strip())
    return hashlib.sha256("\x1f".join(str(each or "") for each in told).encode()).hexdigest()[:_DIGITS]


def is_as_read(old: Document, new: Document) -> bool:
    """Whether a page reads as it did when the old document was made of it, whatever was corrected there since."""
    return (old.provenance.imported or "").partition("-")[0] == digest(new)


def is_corrected(old: Document) -> bool:
    """Whether a bulletin was changed by hand since it was written; False where that is not known."""
    written = (old.provenance.imported or "").partition("-")[2]
    return bool(written) and written != digest(old)
