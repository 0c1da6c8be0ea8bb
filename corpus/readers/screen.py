"""Parts of a page to those that are its content, and the dates that it tells of itself; pure.

What is furniture is told by its place: before the title, between the title and the text, after the last text. Inside
lists, tables, quotations and running text nothing is left out but contact details of persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace

from corpus.language.dates import taken
from corpus.readers.boilerplate import Role, ends_sentence, leads_to_copy, leads_to_letter, role_of, tells_kind
from corpus.readers.contacts import (
    CHANNEL,
    is_contact,
    is_personal,
    names_desk,
    names_function,
    names_person,
    tells_hours,
    without_mobiles,
)
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.dating.byline import facts_at_foot
from corpus.readers.dating.labels import LabelDates, label_dates, tells_day_alone
from corpus.readers.ending import FURNITURE, Ending, is_list_of_links, mixed_lists
from corpus.readers.parts import Links, Part
from corpus.readers.remarks import Coverage, LeftOut, Look, Remark, Why
from corpus.types import BlockKind, PartialDate

_NUMBER = 5
"""Digits from which a line tells a number, such as a meeting's."""
_FEW = 6
"""Words of a line that is a name, with a post at most."""
_MOST_DAYS = 2
"""Lines that tell when a page was published and updated."""
_SIGNED = 5
"""Lines under a person's name to her telephone number at most, as below a letter."""


@dataclass(frozen=True, slots=True)
class Screened:
    """The content without the title, and what was left out of the parts."""

    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    _: KW_ONLY
    published: PartialDate | None = None
    updated: PartialDate | None = None
    unclear: tuple[str, ...] = ()
    above: PartialDate | None = None
    """The one date that stands alone above the title."""

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Dates that may be those of the page, where nothing surer tells when it was published."""
        return () if self.published else tuple(Remark(Look.DATE_UNCLEAR, written) for written in self.unclear)

    def coverage(self, title: str = "", more: Sequence[LeftOut] = (), seen: int = 0) -> Coverage:
        """How much came in, with what had been left out before the parts were screened."""
        left_out, texts = (*more, *self.left_out), (title, *(part.text for part in self.parts))
        kept = sum(len(text.split()) for text in texts)
        main = kept + sum(piece.words for piece in left_out)
        return Coverage(max(seen, main), main, kept, left_out)


def screen(parts: Sequence[Part], title: int | None = None, links: Links = Links.NONE) -> Screened:
    """Content and dates of the parts of a page, of which `title` is the place of its title."""
    screening = _Screening(parts, title, links)
    kept, left_out = screening.divided()
    dates = screening.dates
    return Screened(
        tuple(kept),
        tuple(left_out),
        published=dates.published,
        updated=dates.updated,
        unclear=tuple(dict.fromkeys(dates.unclear)),
        above=screening.above,
    )


class _Screening:
    """Why each part is left out, None for those that stay."""

    def __init__(self, parts: Sequence[Part], title: int | None, links: Links) -> None:
        self._parts = parts
        self._title = title
        self._links = links
        self._roles = [role_of(part.text) for part in parts]
        self._mixed = mixed_lists(parts)
        at_foot = facts_at_foot(parts)
        self.dates: LabelDates = label_dates(parts, title, at_foot)
        self._facts = self._facts_of_page() | at_foot
        self._log = self._days_of_log()
        self._begin = next((at for at in range((title or -1) + 1, len(parts)) if self._is_text(at)), len(parts))
        self._why = [self._by_itself(at) for at in range(len(parts))]
        self._leave_out_names()
        ending = Ending(parts, self._roles, self._why, title, links)
        foot = ending.foot(self._begin)
        self._why[foot:] = [each or Why.FOOT for each in self._why[foot:]]
        for at in range(ending.begins(self._begin), len(parts)):
            self._why[at] = self._why[at] or ending.why(at)

    @property
    def above(self) -> PartialDate | None:
        """The date of the one line above the title that is nothing else."""
        alone = [part.text for part in self._parts[: self._title or 0] if is_bare_date(part.text)]
        return taken(alone[0])[0] if len(alone) == 1 else None

    def divided(self) -> tuple[list[Part], list[LeftOut]]:
        kept: list[Part] = []
        left_out: list[LeftOut] = []
        for at, part in enumerate(self._parts):
            if at == self._title:
                continue
            why = self._why[at]
            text = part.text if why else without_mobiles(part.text)
            if why or not text:
                left_out.append(LeftOut.of(why or Why.CONTACT, part.text))
            elif _is_doubled(kept, part):
                left_out.append(LeftOut.of(Why.TWICE, part.text))
            else:
                kept.append(replace(part, text=text))
                left_out += LeftOut.of_sentences(Why.CONTACT, part.text, text)
        return kept, left_out

    def _by_itself(self, at: int) -> Why | None:
        part, role = self._parts[at], self._roles[at]
        is_line = part.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        is_date = self._title is not None and at < self._title and is_bare_date(part.text)
        if is_line and (role is Role.LABEL or at in self.dates.used or is_date):
            return None if at in self._log else Why.LABEL
        if is_line and part.leads and leads_to_letter(part.text):
            return Why.LINK
        if at in self._facts:
            is_label = role is Role.LABEL or is_bare_date(part.text) or at > self._begin
            return Why.LABEL if is_label else Why.BEFORE
        if self._is_contact(at):
            return Why.CONTACT
        if at < self._begin and (why := self._above(at)):
            return why
        if not is_line or role not in FURNITURE:
            return None
        if part.kind is BlockKind.HEADING:
            return Why.LINK if role is Role.MENU and part.linked and not self._has_text_under(at) else None
        is_link = part.linked or (self._links is Links.LOST and role is Role.LINK)
        return Why.LINK if is_link else None

    def _above(self, at: int) -> Why | None:
        """Why a part above the text is left out: before the title all but running text, then what leads elsewhere, but
        for the lists of a page that says nothing else."""
        part, role = self._parts[at], self._roles[at]
        is_line = part.kind is BlockKind.PARAGRAPH
        is_above = at < self._title if self._title is not None else role is Role.WARNING
        if is_above and (self._title is None or not self._is_running_text(at)):
            return Why.FRAME if self._links is Links.LOST and role is not Role.CONTENT else Why.BEFORE
        leads = (is_line and (role in FURNITURE or leads_to_copy(part.text))) or is_list_of_links(part, self._mixed)
        is_index = self._begin == len(self._parts) and self._title is not None and part.kind is BlockKind.LIST_ITEM
        return Why.BEFORE if leads and not is_above and not is_index else None

    def _days_of_log(self) -> frozenset[int]:
        """Days without their year that stand over what was told on each: headings, or more lines than the two of a page
        that was published and updated."""
        days = [at for at, part in enumerate(self._parts) if at != self._title and tells_day_alone(part.text)]
        is_log = len(days) > _MOST_DAYS
        return frozenset(at for at in days if is_log or self._parts[at].kind is BlockKind.HEADING)

    def _facts_of_page(self) -> set[int]:
        """The items of a list right under the title that tells only when, by whom and of what kind the page is."""
        begin = at = (self._title or 0) + 1
        while self._title is not None and at < len(self._parts):
            part, is_date = self._parts[at], self._roles[at] is Role.LABEL or is_bare_date(self._parts[at].text)
            is_fact = part.kind is BlockKind.LIST_ITEM and (part.linked or tells_kind(part.text))
            if not is_date and not is_fact:
                break
            at += 1
        items = [each for each in range(begin, at) if self._parts[each].kind is BlockKind.LIST_ITEM]
        groups = {self._parts[each].group for each in items}
        is_whole = at >= len(self._parts) or self._parts[at].group not in groups
        dated = any(self._roles[each] is Role.LABEL or is_bare_date(self._parts[each].text) for each in items)
        is_label = len(items) == 1 and self._roles[items[0]] is Role.LABEL
        return set(items) if is_whole and dated and (len(items) > 1 or is_label) else set()

    def _is_text(self, at: int) -> bool:
        """Whether the text of the page has begun here at the latest."""
        part, role = self._parts[at], self._roles[at]
        if (
            part.linked
            or (part.leads and leads_to_letter(part.text))
            or role is not Role.CONTENT
            or at in self.dates.used
            or at in self._facts
        ):
            return False
        if part.kind is BlockKind.PARAGRAPH and leads_to_copy(part.text):
            return False
        return part.kind is not BlockKind.HEADING and (
            part.kind is not BlockKind.PARAGRAPH or ends_sentence(part.text) or len(part.text.split()) > 8
        )

    def _is_running_text(self, at: int) -> bool:
        is_long = self._parts[at].kind is not BlockKind.PARAGRAPH or len(self._parts[at].text.split()) >= 6
        return self._is_text(at) and is_long

    def _is_contact(self, at: int) -> bool:
        """Contact details of a person, be it one whom a short line nearby names, or in a paragraph of its own of nobody
        that a line nearby names as a desk."""
        part = self._parts[at]
        if not is_contact(part.text) or is_personal(part.text):
            return is_contact(part.text)
        near = [self._parts[before].text for before in range(max(0, at - 2), at) if before != self._title]
        if any(len(text.split()) <= _FEW and names_person(text) for text in near):
            return True
        if part.kind is not BlockKind.PARAGRAPH or any(map(names_desk, near)) or any(map(names_function, near)):
            return False
        above = [self._parts[before].text for before in range(max(0, at - _SIGNED), at) if before != self._title]
        has_hours = any(map(tells_hours, near)) and not any(map(names_person, above))
        return not has_hours and not self._heads_channel(at)

    def _heads_channel(self, at: int) -> bool:
        """Whether a number stands right under a heading that says no more than that one may ring, on a page whose
        section names nobody."""
        above = self._parts[at - 1] if at else None
        is_channel = above is not None and above.kind is BlockKind.HEADING and CHANNEL.fullmatch(above.text) is not None
        near = self._parts[at + 1 : at + 1 + _SIGNED]
        return is_channel and not any(names_person(each.text) for each in near if each.kind is not BlockKind.HEADING)

    def _leave_out_names(self) -> None:
        """Names, posts and headings over which or under which only contact details stand."""
        for at in range(len(self._parts)):
            if self._why[at] is None and self._is_name(at) and self._leads_to_contact(at):
                self._why[at] = Why.CONTACT
        for at in reversed(range(len(self._parts) - 1)):
            if self._why[at] is None and at != self._title and self._heads_contacts(at):
                self._why[at] = Why.CONTACT

    def _is_name(self, at: int) -> bool:
        """A short line that is neither a heading, a sentence nor a number, such as a name, a post, "Presskontakt"."""
        part = self._parts[at]
        is_line = part.kind is BlockKind.PARAGRAPH and at != self._title
        is_number = sum(map(str.isdigit, part.text)) >= _NUMBER
        return is_line and not is_number and len(part.text.split()) <= 8 and not ends_sentence(part.text)

    def _leads_to_contact(self, at: int) -> bool:
        """Whether a person's contact details follow after one line or two of names, or below a name as in a letter."""
        after, most = at + 1, at + (_SIGNED if names_person(self._parts[at].text) else 2)
        while after < len(self._parts) and after <= most:
            if self._why[after] is Why.CONTACT:
                return True
            if not self._is_name(after):
                return False
            after += 1
        return False

    def _heads_contacts(self, at: int) -> bool:
        end = at + 1
        while end < len(self._parts) and self._why[end] is Why.CONTACT:
            end += 1
        is_all = end == len(self._parts) or self._parts[end].kind is BlockKind.HEADING
        return self._parts[at].kind is BlockKind.HEADING and end > at + 1 and is_all

    def _under(self, at: int) -> list[int]:
        """The parts of a heading's own section, to the next heading."""
        found = []
        for after in range(at + 1, len(self._parts)):
            if self._parts[after].kind is BlockKind.HEADING:
                break
            found.append(after)
        return found

    def _has_text_under(self, at: int) -> bool:
        return any(self._roles[each] in (Role.CONTENT, Role.CONTACT) for each in self._under(at))


def _is_doubled(kept: Sequence[Part], part: Part) -> bool:
    """Whether a line stands twice in a row, as a caption does beside its picture's own text; a sentence may."""
    is_line = part.kind is BlockKind.PARAGRAPH and not ends_sentence(part.text)
    return is_line and bool(kept) and kept[-1].text == part.text and kept[-1].kind is BlockKind.PARAGRAPH
