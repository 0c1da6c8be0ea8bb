"""The parts of an office document to a reading: its title, its dates, what was left out; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.language.dates import find_dates
from corpus.readers.document import PageReading, head_as_read
from corpus.readers.labels import byline
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.parts import Part
from corpus.readers.remarks import LeftOut, Remark
from corpus.readers.screen import screen
from corpus.types import BlockKind, PartialDate


def reading_of(
    parts: Sequence[Part],
    title: str = "",
    made: PartialDate | None = None,
    *,
    left_out: Sequence[LeftOut] = (),
    notices: Sequence[Remark] = (),
) -> PageReading:
    """What a document tells by its parts: the first heading of level 1 is its title, else the `title` that the file
    names, else a line that looks like one. `made` is when the file was made.

    Raises:
        ReadError: no text.
    """
    at = next((n for n, part in enumerate(parts) if part.kind is BlockKind.HEADING and part.level == 1), None)
    if at is not None:
        title = parts[at].text
    if not title:
        at = find_title(parts)
        title = "" if at is None else parts[at].text
    screened = screen(parts, at)
    alone, content = byline([part for part in screened.parts if part.text != title])
    if not any(part.kind is BlockKind.HEADING for part in content):
        content = list(mark_headings(content))
    if not any(part.kind is not BlockKind.HEADING for part in content):
        raise ReadError("it holds no text", Code.NO_TEXT)
    published = screened.published or alone or screened.above
    head = head_as_read(title, published, screened.updated, content)
    remarks = (*notices, *screened.remarks)
    return PageReading(head, to_markdown(content), remarks, screened.coverage(title, left_out), made)


def told_title(core: Any) -> str:
    """The title in the properties of a file (None for none)."""
    return line(_property(core, "title"))


def day_made(core: Any, *names: str) -> PartialDate | None:
    """The day that the first of these properties tells."""
    stamps = (_property(core, name)[:10] for name in names)
    return next((date for stamp in stamps for _, date in find_dates(stamp)), None)


def _property(root: Any, name: str) -> str:
    return "" if root is None else next((element.text or "" for element in root.iter(f"{{*}}{name}")), "")
