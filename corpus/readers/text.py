"""Plain text, as a browser copies a page or a person types it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import Code, ReadError
from corpus.language.characters import visible
from corpus.language.dates import only_date
from corpus.language.detection import detect_language
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.lines import parts_of_lines, read_lines
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.parts import Part
from corpus.readers.screen import Screened, is_bare_date, screen
from corpus.types import BlockKind, PartialDate


def read_text(text: str) -> PageReading:
    """Title, headings, paragraphs and lists by their shape; labels, warnings, skip links and contact details left out.

    Raises:
        ReadError: nothing but boilerplate.
    """
    parts = parts_of_lines(read_lines(visible(text)))
    at = find_title(parts)
    labels = screen(parts)
    title = None if at is None else parts[at].text
    content = list(screen(parts if at is None else parts[at + 1 :]).parts)
    content = [part for part in content if part.text != title]
    published, content = _byline(content)
    marked = mark_headings(content)
    if not any(part.kind is not BlockKind.HEADING for part in marked):
        raise ReadError("no text is left beside menus, labels and the like", Code.NO_TEXT)
    return _reading(title, marked, labels, published)


def _byline(parts: Sequence[Part]) -> tuple[PartialDate | None, list[Part]]:
    """A date alone on the first line is the page's; dates alone on several lines are headings."""
    bare = [part for part in parts if is_bare_date(part.text)]
    if len(bare) == 1 and parts[0] is bare[0]:
        return only_date(bare[0].text), list(parts[1:])
    return None, list(parts)


def _reading(title: str | None, parts: Sequence[Part], labels: Screened, byline: PartialDate | None) -> PageReading:
    published = labels.published or byline
    head = PageHead(
        title=title or "",
        published=published,
        updated=labels.updated,
        language=detect_language(" ".join(part.text for part in parts)).value,
        date_source=DateSource.PAGE if published else None,
    )
    return PageReading(head, to_markdown(parts))
