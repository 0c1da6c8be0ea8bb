"""The files of a shelf by what they are looked up by, so that each new bulletin is placed in the same time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.readers.document import Document
from corpus.shelf.bulletin_file import ReadFile, document_of
from corpus.shelf.identity import is_copy, is_list_of_both, is_version, may_have_moved
from corpus.shelf.repeats import SiteLines
from corpus.web.addresses import page_key, slug


class Catalogue:
    """Readable files by address, id, title and text, and the names that are taken."""

    def __init__(self, files: Iterable[ReadFile], names: Iterable[Path]) -> None:
        self._by_id: dict[str, ReadFile] = {}
        self._by_key: dict[tuple[object, ...], dict[str, ReadFile]] = defaultdict(dict)
        self._taken = {slug(path.stem) for path in names}
        self._numbered: dict[str, int] = {}
        self._site_lines = SiteLines()
        for file in files:
            self._put(file)

    def placed(self, file: ReadFile) -> None:
        """Note a file that was written."""
        assert file.bulletin is not None
        if old := self._by_id.pop(file.bulletin.id, None):
            for key in _keys(document_of(old)):
                self._by_key[key].pop(file.bulletin.id, None)
            self._site_lines.count(document_of(old), -1)
        self._taken.add(file.bulletin.id)
        self._put(file)

    def find(self, document: Document, bulletin_id: str | None, *, moved: bool = False) -> ReadFile | None:
        """The file of the page that a document is a version of; `moved` also finds one whose text differs a little."""
        for file in self._under(_address(document)) if document.head.url else ():
            if not is_list_of_both(document_of(file), document):
                return file
        if bulletin_id is not None:
            return self._by_id.get(slug(bulletin_id))
        tried: list[tuple[Callable[[Document, Document], bool], Iterable[tuple[object, ...]]]]
        tried = [(is_version, _may_be_versions(document)), (is_copy, (_text(document),))]
        tried += [(may_have_moved, (_title(document),))] if moved else []
        for rule, keys in tried:
            for file in (file for key in keys for file in self._under(key)):
                if rule(document_of(file), document):
                    return file
        return None

    def at(self, address: str) -> ReadFile | None:
        """The file of the page at an address."""
        return next(iter(self._under(("address", page_key(address)))), None)

    def namesake(self, document: Document) -> ReadFile | None:
        """A file of the same title, whichever page it is of."""
        return next(iter(self._under(_title(document))), None)

    def repeated(self, document: Document) -> tuple[str, ...]:
        """Short lines of a new page that stand on most others of its site."""
        return self._site_lines.repeated(document)

    def free_id(self, name: str) -> str:
        """An id for a new bulletin; a number is added where another page has taken the name."""
        stem = slug(name)
        if stem not in self._taken:
            return stem
        number = self._numbered.get(stem, 2)
        while f"{stem}-{number}" in self._taken:
            number += 1
        self._numbered[stem] = number
        return f"{stem}-{number}"

    def _under(self, key: tuple[object, ...]) -> Iterable[ReadFile]:
        return self._by_key[key].values() if key in self._by_key else ()

    def _put(self, file: ReadFile) -> None:
        assert file.bulletin is not None
        if self._by_id.setdefault(file.bulletin.id, file) is file:
            for key in _keys(document_of(file)):
                self._by_key[key][file.bulletin.id] = file
            self._site_lines.count(document_of(file))


def _keys(document: Document) -> Iterator[tuple[object, ...]]:
    """What a document is looked up by."""
    if document.head.url:
        yield _address(document)
    yield _title(document)
    yield _text(document)
    yield _source(document, _tail(document), has_url=document.head.url is not None)


def _may_be_versions(document: Document) -> Iterator[tuple[object, ...]]:
    """The keys under which versions of a document stand: same title, no two addresses, no two origins."""
    if document.provenance.origin is None:
        yield _title(document)
        return
    for has_url in (False,) if document.head.url else (False, True):
        for tail in (_tail(document), None):
            yield _source(document, tail, has_url=has_url)


def _address(document: Document) -> tuple[object, ...]:
    return ("address", page_key(document.head.url or ""))


def _title(document: Document) -> tuple[object, ...]:
    return ("title", slug(document.head.title))


def _text(document: Document) -> tuple[object, ...]:
    return ("text", document.head.title, hashlib.sha256(document.source.strip().encode()).digest())


def _source(document: Document, tail: str | None, *, has_url: bool) -> tuple[object, ...]:
    return ("source", slug(document.head.title), tail, has_url)


def _tail(document: Document) -> str | None:
    """The name of the file that a document came from, or the last step of its address."""
    origin = document.provenance.origin
    return None if origin is None else origin.rpartition("/")[2]
