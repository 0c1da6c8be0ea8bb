"""Title and headings of a page that was copied as plain text; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.boilerplate import Role, ends_sentence, looks_like_heading, role_of
from corpus.readers.contacts import names_person
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.parts import Part
from corpus.types import BlockKind

_PROSE = 25
"""Words of running text after which nothing belongs to the page's head any more; a slogan has fewer."""
_SENTENCE = 15
"""Words of one line from which it is running text where it ends as a sentence does."""
_HEAD = frozenset({Role.SKIP_LINK, Role.WARNING, Role.MENU})
_LONGEST_SIGNATURE = 4
"""Words of a name."""
_LONGEST_CALL = 8
"""Words of a line that calls out what a message is about: "Nya kort till alla!"."""
_GREETING = re.compile(
    r"(?:hej|hejsan|hallå|tjena|god (?:morgon|dag|kväll|jul|fortsättning)|godmorgon|bästa|kära|välkommen|välkomna|dear|"
    r"hi|hello|good (?:morning|day)|tack|grattis|thanks)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?]\s")
_LEVEL = 2
_HEADS = re.compile(
    r"promemoria|pm|tjänsteskrivelse|skrivelse|protokoll|meddelande|information|memo(?:randum)?|"
    r"(?:till|från|kopia|dnr|diarienummer|handläggare|referens|version|to|from|copy)\s?:\s.{1,60}",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[^\W\d_][^:.!?]{0,30}:\s+\S.*")
"""One of several lines as "Tid: 13–15" and "Plats: Aulan", of which the last is no heading over what follows."""


def find_title(parts: Sequence[Part]) -> int | None:
    """Which part is the title: the last title-like line above the date labels, else the first one below the page's
    own furniture (warnings, skip links, menus), else a call on the first line. None where no line looks like one.
    """
    roles = [role_of(part.text) for part in parts]
    prose = _end_of_head(parts, roles)
    head = max((at for at in range(prose) if roles[at] in _HEAD), default=-1)
    label = next((at for at in range(head + 1, prose) if roles[at] is Role.LABEL), None)
    stop = next((at for at in range(head + 1, prose) if _is_prose(parts[at], roles[at], 6)), prose)
    # "PROMEMORIA" and "Till: Alla chefer" stand above what a letter is about.
    roles = [Role.LABEL if at < stop and _HEADS.fullmatch(part.text) else role
             for at, (part, role) in enumerate(zip(parts, roles, strict=True))]  # fmt: skip
    if label is not None and label <= stop:
        above = [at for at in range(head + 1, label) if _may_be_title(parts[at], roles[at])]
        if above:
            return above[-1]
    first = next((at for at in range(head + 1, min(stop + 1, len(parts))) if _may_be_title(parts[at], roles[at])), None)
    return head + 1 if first is None and _is_call(parts[head + 1 :]) else first


def signed_above(parts: Sequence[Part]) -> bool:
    """Whether a text begins with who wrote it over the time, as messages of a chat do."""
    if len(parts) < 3 or len(parts[0].text.split()) > _LONGEST_SIGNATURE or not names_person(parts[0].text):
        return False
    return is_bare_date(parts[1].text) and any(char in parts[1].text for char in ".:")


def mark_headings(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Parts with each short line that stands over text made a heading.

    A short line followed by another short line is none: it is the end of what stands above (link text, a caption).
    """
    return tuple(
        replace(part, kind=BlockKind.HEADING, level=_LEVEL) if _is_heading(parts, at) else part
        for at, part in enumerate(parts)
    )


def _is_heading(parts: Sequence[Part], at: int) -> bool:
    part = parts[at]
    if part.kind is not BlockKind.PARAGRAPH or not looks_like_heading(part.text) or at + 1 == len(parts):
        return False
    if at and part.group is not None and parts[at - 1].group == part.group and parts[at - 1].kind is part.kind:
        return False  # a later line of a paragraph that is broken by hand
    if _FIELD.fullmatch(part.text) and any(map(str.isdigit, part.text.partition(":")[2])):
        return False
    if _FIELD.fullmatch(part.text) and any(_FIELD.fullmatch(each.text) for each in parts[max(at - 1, 0) : at]):
        return False
    after = parts[at + 1]
    if after.kind is not BlockKind.PARAGRAPH:
        return True
    return role_of(after.text) is Role.CONTENT and (ends_sentence(after.text) or not looks_like_heading(after.text))


def _end_of_head(parts: Sequence[Part], roles: Sequence[Role]) -> int:
    words = 0
    for at, part in enumerate(parts):
        words += len(part.text.split()) if _is_prose(part, roles[at], 1) else 0
        is_text = _is_prose(part, roles[at], _SENTENCE) and ends_sentence(part.text)
        if words >= _PROSE or is_text or part.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
            return at
    return len(parts)


def _is_prose(part: Part, role: Role, words: int) -> bool:
    if role is not Role.CONTENT:
        return False
    return len(part.text.split()) >= words and not looks_like_heading(part.text)


def _is_call(parts: Sequence[Part]) -> bool:
    """Whether a text begins with a few words that call out what it is about, and greet nobody."""
    text = parts[0].text.rstrip("!") if len(parts) > 1 and parts[0].kind is BlockKind.PARAGRAPH else ""
    is_call = 0 < len(text.split()) <= _LONGEST_CALL and parts[0].text.endswith("!") and looks_like_heading(text)
    return is_call and not _GREETING.match(text) and not _SENTENCES.search(text)


def _may_be_title(part: Part, role: Role) -> bool:
    return part.kind is BlockKind.PARAGRAPH and role in {Role.CONTENT, Role.LINK} and looks_like_heading(part.text)
