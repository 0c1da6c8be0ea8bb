"""A date that stands alone beside the title, with no word that says what it is; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.language.dates import lies_ahead, taken
from corpus.readers.boilerplate import RESPONSIBLE, Role, role_of
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.dating.labels import EVENT_FIELD, EVENTS, labels_of
from corpus.readers.parts import Part, as_field
from corpus.readers.remarks import LeftOut, Look, Remark, Why
from corpus.types import BlockKind, PartialDate

_LISTED = frozenset({BlockKind.TABLE_ROW, BlockKind.LIST_ITEM})
_FIELDS, _LEAST_FIELDS = 4, 2
"""Lines below a date in which the fields of a meeting ("Tid", "Plats") are looked for, and how many make it one."""


@dataclass(frozen=True, slots=True)
class Byline:
    """The date of such a line, the rest of the parts, and what is to be told of it."""

    date: PartialDate | None
    content: list[Part]
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Remark, ...] = ()


def beside_title(parts: Sequence[Part], title: str, told: PartialDate | None, above: PartialDate | None) -> Byline:
    """The date of a page: what its labels have `told`, else what the line under its title or the one `above` it is."""
    line = byline(parts, title)
    if told:
        return replace(line, date=told, remarks=())
    if line.date or not above:
        return line
    if EVENTS.search(title):
        return replace(line, remarks=(Remark(Look.DATE_UNCLEAR, str(above)),))
    return replace(line, date=above, remarks=(Remark(Look.DATE_ALONE, str(above)),))


def byline(parts: Sequence[Part], title: str) -> Byline:
    """What the first line under the title tells where it is a date alone; dates alone on several lines are headings,
    and none of them is the page's.

    Under a title that tells of a meeting, or over its time and place, it may be the day of that, so that it stays and
    is a suggestion.
    """
    if not parts or parts[0].kind is BlockKind.TABLE_ROW or not is_bare_date(parts[0].text):
        return Byline(None, list(parts))
    if any(is_bare_date(part.text) and part.kind is not BlockKind.TABLE_ROW for part in parts[1:]):
        return Byline(None, list(parts))
    date = taken(parts[0].text)[0]
    if date is None or lies_ahead(date):
        return Byline(None, list(parts))  # the day of what it tells of, which its readers need
    if EVENTS.search(title) or _is_over_fields(parts):
        return Byline(None, list(parts), remarks=(Remark(Look.DATE_UNCLEAR, str(date)),))
    told = (Remark(Look.DATE_ALONE, str(date)),)
    return Byline(date, list(parts[1:]), (LeftOut.of(Why.LABEL, parts[0].text),), told)


def _is_over_fields(parts: Sequence[Part]) -> bool:
    """Whether rows or labelled lines right below a date tell of the time, place and the like of a meeting."""
    lines = (as_field(part.text) for part in parts[1 : 1 + _FIELDS])
    labels = (line.partition(":")[0] for line in lines if ":" in line)
    return sum(len(label.split()) <= 2 and EVENT_FIELD.match(label) is not None for label in labels) >= _LEAST_FIELDS


def facts_at_foot(parts: Sequence[Part]) -> frozenset[int]:
    """The rows or items of a list below all text that tells only when a page was published and who answers for it,
    and has it printed or shared."""
    end = len(parts)
    while end and parts[end - 1].linked:
        end -= 1
    begin = end
    while begin and parts[begin - 1].group == parts[end - 1].group and parts[begin - 1].kind in _LISTED:
        begin -= 1
    told = [as_field(part.text) for part in parts[begin:end]]
    dated = [bool(labels_of(text)) for text in told]
    is_own = any(dated) and all(
        is_date or RESPONSIBLE.fullmatch(text) or role_of(text) is Role.MENU
        for is_date, text in zip(dated, told, strict=True)
    )
    is_headed = begin > 0 and parts[begin - 1].kind is BlockKind.HEADING
    return frozenset(range(begin, end)) if is_own and begin > 1 and not is_headed else frozenset()
