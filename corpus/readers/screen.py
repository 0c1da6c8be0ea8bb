"""Parts of a page to those that are its content, and the dates that it tells of itself; pure.

What is furniture is told by its place: before the title, between the title and the text, after the last text. Inside
lists, tables, quotations and running text nothing is left out but contact details of persons.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace

from corpus.language.dates import taken
from corpus.readers.boilerplate import LEADS_ELSEWHERE, SHARES, Role, ends_sentence, role_of
from corpus.readers.contacts import is_contact, is_personal, names_desk, names_person, without_mobiles
from corpus.readers.labels import LabelDates, is_bare_date, label_dates
from corpus.readers.parts import Part
from corpus.readers.remarks import Coverage, LeftOut, Look, Remark, Why
from corpus.types import BlockKind, PartialDate

_FURNITURE = frozenset({Role.SKIP_LINK, Role.MENU, Role.LINK})
_NUMBER = 5
"""Digits from which a line tells a number, such as a meeting's."""
_FEW = 6
"""Words of a line that is a name, with a post at most."""
_SIGNED = 5
"""Lines under a person's name to her telephone number at most, as below a letter."""
_TEASER = 40
"""Words at most under a heading that leads to another page."""


class Links(enum.Enum):
    """Whether the parts of a format tell which of them are links."""

    TOLD = "told"
    LOST = "lost"
    """As where a page was copied as plain text; a line that reads like a link then is one."""
    NONE = "none"
    """A printed page, where a line is no link."""


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


@dataclass(frozen=True, slots=True)
class _Section:
    """The section of a part up to it: its heading, None for none but the title; the words under it; whether all of
    them lead elsewhere; and where the list or paragraph of the part begins."""

    heading: int | None
    words: int
    leads: bool
    group_begins: int


class _Screening:
    """Why each part is left out, None for those that stay."""

    def __init__(self, parts: Sequence[Part], title: int | None, links: Links) -> None:
        self._parts = parts
        self._title = title
        self._links = links
        self._roles = [role_of(part.text) for part in parts]
        self._mixed = {part.group for part in parts if part.kind is BlockKind.LIST_ITEM and not part.leads} - {None}
        self.dates: LabelDates = label_dates(parts, title)
        self._begin = next((at for at in range((title or -1) + 1, len(parts)) if self._is_text(at)), len(parts))
        self._why = [self._by_itself(at) for at in range(len(parts))]
        self._leave_out_names()
        self._leave_out_end()

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
            return Why.LABEL
        if self._is_contact(at):
            return Why.CONTACT
        if at < self._begin and (why := self._above(at)):
            return why
        if not is_line or role not in _FURNITURE:
            return None
        if part.kind is BlockKind.HEADING:
            return Why.LINK if role is Role.MENU and part.linked and not self._has_text_under(at) else None
        is_link = part.linked or (self._links is Links.LOST and role is Role.LINK)
        return Why.LINK if is_link else None

    def _above(self, at: int) -> Why | None:
        """Why a part above the text is left out: before the title all but running text, then what leads elsewhere."""
        role, is_line = self._roles[at], self._parts[at].kind is BlockKind.PARAGRAPH
        is_above = at < self._title if self._title is not None else role is Role.WARNING
        if is_above and (self._title is None or not self._is_running_text(at)):
            return Why.FRAME if self._links is Links.LOST and role is not Role.CONTENT else Why.BEFORE
        leads = (is_line and role in _FURNITURE) or self._is_list_of_links(at)
        return Why.BEFORE if leads and not is_above else None

    def _is_list_of_links(self, at: int) -> bool:
        part = self._parts[at]
        is_item = part.kind is BlockKind.LIST_ITEM and part.group not in self._mixed
        return part.linked and (part.kind is BlockKind.PARAGRAPH or is_item) and not ends_sentence(part.text)

    def _is_text(self, at: int) -> bool:
        """Whether the text of the page has begun here at the latest."""
        part, role = self._parts[at], self._roles[at]
        if part.linked or role is not Role.CONTENT or at in self.dates.used:
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
        return part.kind is BlockKind.PARAGRAPH and not any(map(names_desk, near))

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

    def _leave_out_end(self) -> None:
        """What stands after the last text: menus, links elsewhere, other articles, headings over nothing."""
        begin, self._sections = len(self._parts), self._measured()
        while begin > self._begin and (start := self._end_piece(begin)) is not None:
            begin = start
        words = [len(part.text.split()) for part in self._parts]
        if self._links is Links.TOLD and sum(words[begin:]) * 2 > sum(words):
            return  # most of the page leads elsewhere, so that is what it is about
        for at in range(begin, len(self._parts)):
            self._why[at] = self._why[at] or Why.AFTER

    def _end_piece(self, end: int) -> int | None:
        """Where the last piece before `end` begins, where it is no text; None where it is."""
        at = end - 1
        part = self._parts[at]
        if at == self._title:
            return None
        if self._why[at] is not None or (part.kind is BlockKind.PARAGRAPH and self._roles[at] in _FURNITURE):
            return None if self._is_led_up_to(at) else at
        if part.kind is BlockKind.HEADING:
            return at
        return self._teaser(at) if self._links is Links.TOLD else None

    def _is_led_up_to(self, at: int) -> bool:
        """Whether a line is what the text right before it ends up in: "Orter som börjar:"."""
        before = self._parts[at - 1] if at else None
        is_lead = before is not None and before.kind is BlockKind.PARAGRAPH and before.text.endswith(":")
        return is_lead and self._roles[at - 1] is Role.CONTENT and self._why[at] is None and not self._parts[at].linked

    def _teaser(self, at: int) -> int | None:
        """Where the section that ends at `at` begins, where it leads to other pages; `at` for a last link to share."""
        section = self._sections[at]
        heading = self._parts[section.heading] if section.heading is not None else None
        is_headed = heading is not None and self._why[section.heading or 0] is None
        is_share = SHARES.search(self._parts[at].text) is not None
        if self._is_list_of_links(at) and (is_share or not is_headed):
            # "Kursen ges i:" leads up to a list that is content.
            above = self._parts[section.group_begins - 1] if section.group_begins else None
            is_lead = above is not None and above.text.endswith(":") and not LEADS_ELSEWHERE.match(above.text)
            return None if is_lead else at
        if heading is None or not is_headed or section.words > _TEASER:
            return None
        is_other = heading.linked or (section.leads and LEADS_ELSEWHERE.search(heading.text) is not None)
        return section.heading if is_other else None

    def _measured(self) -> list[_Section]:
        """Of each part its section up to there, so that a list of thousands is gone through once."""
        found: list[_Section] = []
        heading, words, leads, begins = None, 0, True, 0
        for at, part in enumerate(self._parts):
            if at == 0 or part.group is None or part.group != self._parts[at - 1].group:
                begins = at
            if at == self._title or part.kind is BlockKind.HEADING:
                heading, words, leads = None if at == self._title else at, 0, True
            else:
                words += len(part.text.split())
                leads = leads and (part.linked or part.leads or self._why[at] is not None)
            found.append(_Section(heading, words, leads, begins))
        return found


def _is_doubled(kept: Sequence[Part], part: Part) -> bool:
    """Whether a line stands twice in a row, as a caption does beside its picture's own text; a sentence may."""
    is_line = part.kind is BlockKind.PARAGRAPH and not ends_sentence(part.text)
    return is_line and bool(kept) and kept[-1].text == part.text and kept[-1].kind is BlockKind.PARAGRAPH
