"""The parts of an office document to a reading: its title, its dates, what was left out; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from corpus.errors import Code, ReadError
from corpus.language.characters import line
from corpus.language.dates import find_dates
from corpus.readers.boilerplate import ends_sentence
from corpus.readers.dating.byline import beside_title
from corpus.readers.document import PageReading, head_as_read
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings
from corpus.readers.parts import Part
from corpus.readers.remarks import LeftOut, Remark
from corpus.readers.screen import screen
from corpus.types import BlockKind, PartialDate

_LONGEST_WORK = 182
"""Days from when a file was made within which it is still the same text that is worked on."""
_HEAD_LINE = 12
"""Words of a line that may stand above a title."""


def reading_of(
    parts: Sequence[Part],
    title: str = "",
    made: PartialDate | None = None,
    *,
    is_divided: bool = False,
    left_out: Sequence[LeftOut] = (),
    notices: Sequence[Remark] = (),
) -> PageReading:
    """What a document tells by its parts: its title is the first heading of level 1, else the one heading over all
    others, else the `title` that the file names, else a line or a heading above the text, which one over a mere part
    (`is_divided`) is not. `made` is when the file was made.

    Raises:
        ReadError: no text.
    """
    at = _title_at(parts, is_named=bool(title), is_divided=is_divided)
    title = title if at is None else parts[at].text
    screened = screen(parts, at)
    own = [part for part in screened.parts if part.text != title]
    beside = beside_title(own, title, screened.published, screened.above)
    content = beside.content
    if not any(part.kind is BlockKind.HEADING for part in content):
        content = list(mark_headings(content))
    if not any(part.kind is not BlockKind.HEADING for part in content):
        raise ReadError("it holds no text", Code.NO_TEXT)
    head = head_as_read(title, beside.date, screened.updated, content)
    remarks = (*notices, *screened.remarks, *beside.remarks)
    return PageReading(
        head, to_markdown(content), remarks, screened.coverage(title, (*left_out, *beside.left_out)), made
    )


def _title_at(parts: Sequence[Part], *, is_named: bool, is_divided: bool) -> int | None:
    """Which part is the title; None where the file names it better."""
    headings = [at for at, part in enumerate(parts) if part.kind is BlockKind.HEADING]
    tops = [at for at in headings if parts[at].level == min(parts[each].level for each in headings)]
    if tops and parts[tops[0]].level == 1:
        return tops[0]
    begins = bool(headings) and not any(map(_is_text, parts[: headings[0]]))
    if is_divided and len(tops) > 1:
        return None
    if begins and len(tops) == 1 and tops == headings[:1] and (len(headings) > 1 or not is_named):
        return tops[0]
    if is_named:
        return None
    line_at = find_title(parts)
    is_above = line_at is not None and (not headings or line_at < headings[0])
    return line_at if is_above or not begins else headings[0]


def _is_text(part: Part) -> bool:
    return part.kind is not BlockKind.TABLE_ROW and (len(part.text.split()) > _HEAD_LINE or ends_sentence(part.text))


def told_title(core: Any) -> str:
    """The title in the properties of a file (None for none)."""
    return line(_property(core, "title"))


def day_made(core: Any, *names: str) -> PartialDate | None:
    """The day that the first of these properties tells; None where the file was changed half a year later or more, as
    one is that was made over from an older one."""
    made, changed = (_first_day(core, each) for each in (names, ("modified",)))
    return None if made and changed and (_day(changed) - _day(made)).days > _LONGEST_WORK else made


def _first_day(core: Any, names: Sequence[str]) -> PartialDate | None:
    stamps = (_property(core, name)[:10] for name in names)
    return next((told for stamp in stamps for _, told in find_dates(stamp)), None)


def _day(told: PartialDate) -> date:
    return date(told.year, told.month or 1, told.day or 1)


def _property(root: Any, name: str) -> str:
    return "" if root is None else next((element.text or "" for element in root.iter(f"{{*}}{name}")), "")
