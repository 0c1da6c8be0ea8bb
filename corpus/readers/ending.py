"""Where the text of a page ends: what stands after it leads elsewhere or says where it was sent; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.readers.boilerplate import (
    ANSWERS,
    ASKED_BACK,
    ASKS_OF_PAGE,
    FILED_OR_TOLD,
    FILED_UNDER,
    KIND,
    LEADS_ELSEWHERE,
    RESPONSIBLE,
    SHARE_ROW,
    SHARES,
    SUBSCRIPTION,
    Role,
    ends_sentence,
)
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.parts import CELL_SEPARATOR, Links, Part, as_field
from corpus.readers.remarks import Why
from corpus.types import BlockKind

FURNITURE = frozenset({Role.SKIP_LINK, Role.MENU, Role.LINK})
"""Roles of lines that are none of the text where they stand before or after it."""
_TEASER = 40
"""Words at most under a heading that leads to another page."""
_LEAST_TEXT = 25
"""Words of a short article, above what a heading says are others."""
_MOST_ANSWERS = 3
"""Lines of the answers to what a page asks about itself."""
_LONGEST_NAME, _NEAR = 3, 15
"""Words of what stands over an address there, and characters within which the sign of a copyright begins a line."""
_MOST_FILED, _LONGEST_FILED = 30, 4
"""Lines of what a page is filed under, and words of each."""
_MOST_OF_FOOT, _LONGEST_OF_FOOT = 8, 25
"""Paragraphs of the foot of a letter to many, and words of each."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The section of a part up to it: its heading, None for none but the title; the words under it; whether all of
    them lead elsewhere; where the list or paragraph of the part begins; the items under it that begin with a link; and
    the last heading that is no link itself, over those of other articles."""

    heading: int | None
    words: int
    leads: bool
    group_begins: int
    items: int
    over: int | None


def mixed_lists(parts: Sequence[Part]) -> frozenset[int | None]:
    """The groups of lists in which some item does not lead elsewhere."""
    return frozenset(part.group for part in parts if part.kind is BlockKind.LIST_ITEM and not part.leads) - {None}


def is_list_of_links(part: Part, mixed: Collection[int | None]) -> bool:
    """Whether a part is a link by itself, or an item of a list of nothing else."""
    is_item = part.kind is BlockKind.LIST_ITEM and part.group not in mixed
    return part.linked and (part.kind is BlockKind.PARAGRAPH or is_item) and not ends_sentence(part.text)


class Ending:
    """The end of a page, of whose parts some are left out already for a reason of their own (`why`)."""

    def __init__(
        self, parts: Sequence[Part], roles: Sequence[Role], why: Sequence[Why | None], title: int | None, links: Links
    ) -> None:
        self._parts = parts
        self._roles = roles
        self._why = why
        self._title = title
        self._links = links
        self._mixed = mixed_lists(parts)
        self._sections = self._measured()

    def begins(self, least: int) -> int:
        """Where what stands after the last text begins, from `least` on: menus, links elsewhere, other articles,
        headings over nothing."""
        begin = len(self._parts)
        while begin > least and (start := self._end_piece(begin)) is not None:
            begin = start
        words = [len(part.text.split()) for part in self._parts]
        has_text = sum(words[least:begin]) >= _LEAST_TEXT
        below = sum(words[at] for at in range(begin, len(words)) if not (has_text and self.why(at) is Why.ELSEWHERE))
        if self._links is Links.TOLD and below * 2 > sum(words):
            return len(words)  # most of the page leads elsewhere, so that is what it is about
        return begin

    def why(self, at: int) -> Why:
        """Why a part after the last text is none of it."""
        part = self._parts[at]
        heading = at if part.kind is BlockKind.HEADING else self._sections[at].heading
        leads = any(each is not None and LEADS_ELSEWHERE.search(self._parts[each].text)
                    for each in (heading, self._sections[at].over))  # fmt: skip
        is_own = part.kind is BlockKind.PARAGRAPH and not (part.linked or part.leads or is_bare_date(part.text))
        is_own = is_own and not (heading is not None and self._parts[heading].linked)
        return Why.ELSEWHERE if leads and not is_own and self._links is Links.TOLD else Why.AFTER

    def foot(self, least: int) -> int:
        """Where the foot of a letter to many begins; the end of the page where it has none.

        It begins with a line that tells why it was sent or how to get no more, under which short lines stand alone.
        """
        end = len(self._parts)
        found = end
        for at in range(end - 1, max(least, end - _MOST_OF_FOOT - 1, (self._title or 0) + 1) - 1, -1):
            part = self._parts[at]
            is_cell = part.kind is BlockKind.TABLE_ROW and CELL_SEPARATOR not in part.text
            is_line = part.kind is BlockKind.PARAGRAPH or is_cell
            is_line = is_line and len(part.text.split()) <= _LONGEST_OF_FOOT
            says_so = SUBSCRIPTION.search(part.text) is not None
            if not is_line or self._parts[at - 1].kind is BlockKind.HEADING:
                break
            leads_in = at + 1 == found and part.text.endswith("?")
            is_label = part.text.endswith(":") and len(part.text.split()) <= _LONGEST_NAME
            if says_so or leads_in or "©" in part.text[:_NEAR]:
                found = at
            elif ends_sentence(part.text) and not is_label:
                break
        while found < end and self._parts[found - 1].linked and self._parts[found - 1].kind is BlockKind.PARAGRAPH:
            found -= 1  # where else the sender is
        return found

    def _end_piece(self, end: int) -> int | None:
        """Where the last piece before `end` begins, where it is no text; None where it is."""
        at = end - 1
        part = self._parts[at]
        if at == self._title:
            return None
        is_row = part.leads and SHARES.search(part.text) is not None
        is_row = is_row or any(form.fullmatch(part.text) for form in (RESPONSIBLE, ASKED_BACK, SHARE_ROW))
        begin = self._asked_at(at)
        if begin is not None:
            return begin
        below = self._parts[end].text if end < len(self._parts) else ""
        is_row = is_row or ANSWERS.fullmatch(part.text) is not None
        is_row = is_row or (part.text.endswith("?") and ANSWERS.fullmatch(below) is not None)
        is_line = part.kind is BlockKind.PARAGRAPH and (is_row or self._roles[at] in FURNITURE)
        if self._why[at] is not None or is_line:
            return None if self._is_led_up_to(at) else at
        if (filed := self._filed_under(at)) is not None:
            return filed
        if part.kind is BlockKind.HEADING:
            return at
        return self._teaser(at) if self._links is Links.TOLD else None

    def _filed_under(self, at: int) -> int | None:
        """Where the words under which a page is filed begin that end at a part, with what stands over them; None where
        it is no such word. Where a text may have a section of that name they are links, kinds of pages, or small words
        over another section of the kind."""
        heading, text = self._sections[at].heading, as_field(self._parts[at].text)
        begin = self._sections[at].group_begins
        label, _, field = text.partition(":")
        if field and begin == at and self._parts[at].kind is not BlockKind.LIST_ITEM:
            return at if _are_filed(label, field.split(","), is_sure=self._parts[at].leads) else None
        over = heading if heading is not None else begin - 1
        if over < 0 or over == self._title or at - over > _MOST_FILED or any(self._why[over : at + 1]):
            return None
        parts = self._parts[over + 1 : at + 1]
        words = [word for part in parts for word in part.text.split(",")]
        after = self._parts[at + 1].text if at + 1 < len(self._parts) else ""
        is_among = bool(FILED_UNDER.fullmatch(after) or FILED_OR_TOLD.fullmatch(after))
        is_among = is_among and all(word.strip()[:1].islower() for word in words)
        is_sure = is_among or all(part.linked for part in parts)
        return over if _are_filed(self._parts[over].text, words, is_sure=is_sure) else None

    def _asked_at(self, at: int) -> int | None:
        """Where a question about the page itself stands of which a line is the last answer; None where it is none."""
        for begin in range(at - 1, max(at - _MOST_ANSWERS, self._title or 0) - 1, -1):
            lines = self._parts[begin : at + 1]
            is_table = any(part.kind is BlockKind.TABLE_ROW for part in lines)
            if not is_table and ASKED_BACK.fullmatch(" ".join(part.text for part in lines)):
                return begin
        return None

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
        if is_list_of_links(self._parts[at], self._mixed) and (is_share or not is_headed):
            # "Kursen ges i:" leads up to a list that is content.
            above = self._parts[section.group_begins - 1] if section.group_begins else None
            is_lead = above is not None and above.text.endswith(":") and not LEADS_ELSEWHERE.match(above.text)
            return None if is_lead else at
        if heading is None or not is_headed or section.words > _TEASER * max(section.items, 1):
            return None
        is_said = LEADS_ELSEWHERE.search(heading.text) is not None or ASKS_OF_PAGE.search(heading.text) is not None
        is_other = heading.linked or (section.leads and is_said)
        return section.heading if is_other else None

    def _measured(self) -> list[_Section]:
        """Of each part its section up to there, so that a list of thousands is gone through once."""
        found: list[_Section] = []
        heading, words, leads, begins, items = None, 0, True, 0, 0
        over: int | None = None
        led: int | None = None  # the item that a link begins, of whose text it tells the rest
        for at, part in enumerate(self._parts):
            if at == 0 or part.group is None or part.group != self._parts[at - 1].group:
                begins = at
            if at == self._title or part.kind is BlockKind.HEADING:
                heading, words, leads, items, led = None if at == self._title else at, 0, True, 0, None
                over = over if part.linked else heading
            else:
                words += len(part.text.split())
                is_first = part.item is not None and part.item != self._parts[at - 1].item
                items, led = (items + 1, part.item) if is_first and (part.linked or part.leads) else (items, led)
                is_of_link = part.linked or part.leads or is_bare_date(part.text)
                is_of_link = is_of_link or (part.item is not None and part.item == led)
                leads = leads and (is_of_link or self._why[at] is not None)
            found.append(_Section(heading, words, leads, begins, items, over))
        return found


def _are_filed(label: str, words: Sequence[str], *, is_sure: bool) -> bool:
    """Whether words under a label are what a page is filed under; `is_sure` where their form tells it."""
    words = [word.strip() for word in words]
    if any(len(word.split()) > _LONGEST_FILED or ends_sentence(word) for word in words):
        return False
    if FILED_UNDER.fullmatch(label):
        return True
    return FILED_OR_TOLD.fullmatch(label) is not None and (is_sure or all(map(KIND.fullmatch, words)))
