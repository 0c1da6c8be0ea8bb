"""Where the text of a page ends: what stands after it leads elsewhere or says where it was sent; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.readers.boilerplate import (
    ANSWERS,
    ASKED_BACK,
    LEADS_ELSEWHERE,
    RESPONSIBLE,
    SHARES,
    SUBSCRIPTION,
    Role,
    ends_sentence,
)
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.parts import CELL_SEPARATOR, Links, Part
from corpus.readers.remarks import Why
from corpus.types import BlockKind

FURNITURE = frozenset({Role.SKIP_LINK, Role.MENU, Role.LINK})
"""Roles of lines that are none of the text where they stand before or after it."""
_TEASER = 40
"""Words at most under a heading that leads to another page."""
_MOST_ANSWERS = 3
"""Lines of the answers to what a page asks about itself."""
_MOST_OF_FOOT, _LONGEST_OF_FOOT = 8, 25
"""Paragraphs of the foot of a letter to many, and words of each."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The section of a part up to it: its heading, None for none but the title; the words under it; whether all of
    them lead elsewhere; where the list or paragraph of the part begins; and the items under it that begin with a
    link."""

    heading: int | None
    words: int
    leads: bool
    group_begins: int
    items: int


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
        if self._links is Links.TOLD and sum(words[begin:]) * 2 > sum(words):
            return len(words)  # most of the page leads elsewhere, so that is what it is about
        return begin

    def why(self, at: int) -> Why:
        """Why a part after the last text is none of it."""
        part = self._parts[at]
        heading = at if part.kind is BlockKind.HEADING else self._sections[at].heading
        leads = heading is not None and LEADS_ELSEWHERE.search(self._parts[heading].text) is not None
        is_own = part.kind is BlockKind.PARAGRAPH and not (part.linked or part.leads or is_bare_date(part.text))
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
            if says_so or part.text.startswith("©"):
                found = at
            elif ends_sentence(part.text):
                break
        return found

    def _end_piece(self, end: int) -> int | None:
        """Where the last piece before `end` begins, where it is no text; None where it is."""
        at = end - 1
        part = self._parts[at]
        if at == self._title:
            return None
        is_row = part.leads and SHARES.search(part.text) is not None
        is_row = is_row or any(form.fullmatch(part.text) for form in (RESPONSIBLE, ASKED_BACK))
        begin = self._asked_at(at)
        if begin is not None:
            return begin
        below = self._parts[end].text if end < len(self._parts) else ""
        is_row = is_row or ANSWERS.fullmatch(part.text) is not None
        is_row = is_row or (part.text.endswith("?") and ANSWERS.fullmatch(below) is not None)
        is_line = part.kind is BlockKind.PARAGRAPH and (is_row or self._roles[at] in FURNITURE)
        if self._why[at] is not None or is_line:
            return None if self._is_led_up_to(at) else at
        if part.kind is BlockKind.HEADING:
            return at
        return self._teaser(at) if self._links is Links.TOLD else None

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
        is_other = heading.linked or (section.leads and LEADS_ELSEWHERE.search(heading.text) is not None)
        return section.heading if is_other else None

    def _measured(self) -> list[_Section]:
        """Of each part its section up to there, so that a list of thousands is gone through once."""
        found: list[_Section] = []
        heading, words, leads, begins, items = None, 0, True, 0, 0
        led: int | None = None  # the item that a link begins, of whose text it tells the rest
        for at, part in enumerate(self._parts):
            if at == 0 or part.group is None or part.group != self._parts[at - 1].group:
                begins = at
            if at == self._title or part.kind is BlockKind.HEADING:
                heading, words, leads, items, led = None if at == self._title else at, 0, True, 0, None
            else:
                words += len(part.text.split())
                is_first = part.item is not None and part.item != self._parts[at - 1].item
                items, led = (items + 1, part.item) if is_first and (part.linked or part.leads) else (items, led)
                is_of_link = part.linked or part.leads or is_bare_date(part.text)
                is_of_link = is_of_link or (part.item is not None and part.item == led)
                leads = leads and (is_of_link or self._why[at] is not None)
            found.append(_Section(heading, words, leads, begins, items))
        return found
