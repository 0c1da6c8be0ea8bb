"""What an admin may change of a bulletin by hand, told so that the page's next change does not undo it; pure."""

from __future__ import annotations

from dataclasses import replace

from corpus.language.characters import line
from corpus.readers.document import DateSource, Document
from corpus.shelf.identity import digest
from corpus.types import PartialDate


def corrected(document: Document, title: str, published: PartialDate | None, updated: PartialDate | None) -> Document:
    """The document with title and dates as a person gave them, who is believed before the page."""
    head, given = document.head, (document.provenance.given or "").split()
    if line(title) and line(title) != head.title:
        head, given = replace(head, title=line(title)), list(dict.fromkeys(["title", *given]))
    if (published, updated) != (head.published, head.updated):
        source = DateSource.GIVEN if published or updated else None
        head = replace(head, published=published, updated=updated, date_source=source)
    told = replace(document, head=head, provenance=replace(document.provenance, given=" ".join(given) or None))
    return _written(told)


def withdrawn(document: Document, day: PartialDate | None) -> Document:
    """The document marked as no longer current from a day on; None takes it up again."""
    return replace(document, provenance=replace(document.provenance, withdrawn=day))


def _written(document: Document) -> Document:
    """The document told to stand as it was meant: what was changed here is no correction that a page may not undo."""
    read, divider, _ = (document.provenance.imported or "").partition("-")
    stamp = f"{read}-{digest(document)}" if divider else None
    return replace(document, provenance=replace(document.provenance, imported=stamp))
