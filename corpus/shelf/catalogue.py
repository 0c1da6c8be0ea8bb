"""The files of a shelf by what they are looked up by, so that each new bulletin is placed in the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.readers.document import Document
from corpus.shelf.bulletin_file import ReadFile, document_of
from corpus.shelf.identity import is_copy, is_list_of_both, is_version, may_have_moved
from corpus.web.addresses import page_key, slug


class Catalogue:
    """Readable files by address, id and title, and the names that are taken."""

    def __init__(self, files: Iterable[ReadFile], names: Iterable[Path]) -> None:
        self._by_address: dict[str, list[ReadFile]] = defaultdict(list)
        self._by_id: dict[str, ReadFile] = {}
        self._by_title: dict[str, list[ReadFile]] = defaultdict(list)
        self._taken = {slug(path.stem) for path in names}
        self._numbered: dict[str, int] = {}
        for file in files:
            self._put(file)

    def placed(self, file: ReadFile) -> None:
        """Note a file that was written."""
        assert file.bulletin is not None
        if old := self._by_id.get(file.bulletin.id):
            self._forget(old)
        self._taken.add(file.bulletin.id)
        self._put(file)

    def find(self, document: Document, bulletin_id: str | None, *, moved: bool = False) -> ReadFile | None:
        """The file of the page that a document is a version of; `moved` also finds one whose text differs a little."""
        wanted = slug(bulletin_id) if bulletin_id else None
        key = page_key(document.head.url) if document.head.url else None
        at_address = self._by_address.get(key, ()) if key else ()
        for file in at_address:
            if not is_list_of_both(document_of(file), document):
                return file
        if wanted is not None:
            return self._by_id.get(wanted)
        for rule in (is_version, is_copy, *([may_have_moved] if moved else [])):
            if found := next(self._of_title(document, rule), None):
                return found
        return None

    def namesake(self, document: Document) -> ReadFile | None:
        """A file of the same title, whichever page it is of."""
        return next(self._of_title(document, lambda old, new: True), None)

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

    def _of_title(self, document: Document, rule: Callable[[Document, Document], bool]) -> Iterator[ReadFile]:
        files = self._by_title.get(slug(document.head.title), ())
        return (file for file in files if rule(document_of(file), document))

    def _put(self, file: ReadFile) -> None:
        assert file.bulletin is not None
        self._by_id.setdefault(file.bulletin.id, file)
        self._by_title[slug(file.bulletin.title)].append(file)
        if file.key:
            self._by_address[file.key].append(file)

    def _forget(self, file: ReadFile) -> None:
        assert file.bulletin is not None
        del self._by_id[file.bulletin.id]
        self._by_title[slug(file.bulletin.title)].remove(file)
        if file.key:
            self._by_address[file.key].remove(file)
