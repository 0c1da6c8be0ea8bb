"""Short lines that stand on most pages of a site, and so may frame them; counted from what the shelf holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from urllib.parse import urlsplit

from corpus.readers.document import Document

_LONGEST = 12
"""Words of a line that may frame a page; a longer one is a text that was published twice."""
_LEAST, _SHARE = 3, 0.5
"""Other pages of the site that hold a line, and their share of all of them, from which it is told."""
_MARKS = re.compile(r"^(?:#{1,6} |[-*] |> |\d{1,9}\. )+")
_MOST = 5


class SiteLines:
    """The lines of the pages of each site. What is told of a new page changes nothing of it, nor of any other: the same
    pages give the same shelf in any order."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._lines: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, document: Document, by: int = 1) -> None:
        """Add a page, or take one away where `by` is -1."""
        if site := _site(document):
            self._pages[site] += by
            for line in _lines(document):
                self._lines[site][line] += by

    def repeated(self, document: Document) -> tuple[str, ...]:
        """The lines of a page that stand on most others of its site."""
        site = _site(document)
        enough = max(_LEAST, _SHARE * self._pages[site])
        seen = self._lines[site] if site in self._lines else Counter[str]()
        return tuple(line for line in _lines(document) if seen[line] >= enough)[:_MOST]


def _site(document: Document) -> str:
    return (urlsplit(document.head.url or "").hostname or "").removeprefix("www.")


def _lines(document: Document) -> tuple[str, ...]:
    """The short lines of a text, each once; rows of tables are none."""
    found = (_MARKS.sub("", line.strip()) for line in document.source.split("\n"))
    return tuple(dict.fromkeys(line for line in found if line and line[0] != "|" and len(line.split()) <= _LONGEST))
