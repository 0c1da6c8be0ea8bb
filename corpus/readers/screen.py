"""Parts of a page to those that are its content, and the dates that its labels tell; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace

from corpus.language.dates import only_date
from corpus.readers.boilerplate import LABEL, Role, role_of
from corpus.readers.contacts import without_mobiles
from corpus.readers.parts import Part
from corpus.types import BlockKind, PartialDate

_NEVER_CONTENT = frozenset({Role.LABEL, Role.SKIP_LINK, Role.WARNING, Role.CONTACT})
_PUBLISHED = ("public", "publish", "post", "skapa", "create")


@dataclass(frozen=True, slots=True)
class Screened:
    parts: tuple[Part, ...]
    _: KW_ONLY
    published: PartialDate | None = None
    updated: PartialDate | None = None


def screen(parts: Sequence[Part]) -> Screened:
    """Content parts and label dates.

    Left out are labels, skip links, warnings, contact details, menu entries (unless they are headings over text), link
    texts that are paragraphs by themselves, and a text that stands again within three parts.
    """
    roles = [role_of(part.text) for part in parts]
    dates = _label_dates(parts, roles)
    keep = [at for at in range(len(parts)) if _is_content(parts, roles, at) and at not in dates.used]
    kept = [replace(parts[at], text=without_mobiles(parts[at].text)) for at in keep]
    content = tuple(_without_empty_headings(_once(kept), parts, roles))
    return Screened(content, published=dates.published, updated=dates.updated)


@dataclass(slots=True)
class _LabelDates:
    used: set[int]
    _: KW_ONLY
    published: PartialDate | None = None
    updated: PartialDate | None = None


def _label_dates(parts: Sequence[Part], roles: Sequence[Role]) -> _LabelDates:
    """The first date behind each kind of label; the value may be the next part."""
    found = _LabelDates(set())
    for at, role in enumerate(roles):
        if role is not Role.LABEL:
            continue
        for match in LABEL.finditer(parts[at].text):
            date = only_date(match["value"])
            if date is None and at + 1 < len(parts) and is_bare_date(parts[at + 1].text):
                date = only_date(parts[at + 1].text)
                found.used.add(at + 1)
            _remember(found, match["label"].lower(), date)
    return found


def _remember(found: _LabelDates, label: str, date: PartialDate | None) -> None:
    if any(word in label for word in _PUBLISHED):
        found.published = found.published or date
    else:
        found.updated = found.updated or date


def is_bare_date(text: str) -> bool:
    """Whether a line is one date and at most a weekday and a time beside it."""
    return len(text) <= 40 and len(text.split()) <= 6 and only_date(text) is not None and text.count(" ") <= 5


def _is_content(parts: Sequence[Part], roles: Sequence[Role], at: int) -> bool:
    role, part = roles[at], parts[at]
    if role in _NEVER_CONTENT:
        return False
    if role is Role.MENU:
        return part.kind is BlockKind.HEADING and _has_text_under(parts, roles, at)
    if role is Role.LINK:
        return part.kind is not BlockKind.PARAGRAPH
    return not (_is_name(part) and any(_leads_to_contact(parts, roles, at, steps) for steps in (1, 2)))


def _is_name(part: Part) -> bool:
    """A short line that is neither a heading nor a sentence, such as a name, a post or "Presskontakt"."""
    is_heading = part.kind is BlockKind.HEADING
    return not is_heading and len(part.text.split()) <= 8 and not part.text.endswith((".", "!", "?"))


def _leads_to_contact(parts: Sequence[Part], roles: Sequence[Role], at: int, steps: int) -> bool:
    """Whether contact details follow after `steps` lines, with only names between."""
    end = at + steps
    return end < len(parts) and roles[end] is Role.CONTACT and all(map(_is_name, parts[at + 1 : end]))


def _has_text_under(parts: Sequence[Part], roles: Sequence[Role], at: int) -> bool:
    return at + 1 < len(parts) and roles[at + 1] is Role.CONTENT and parts[at + 1].kind is not BlockKind.HEADING


def _once(parts: Sequence[Part]) -> Iterator[Part]:
    """Without a text that stands again within three parts, such as a picture's caption, and without empty ones."""
    recent: list[str] = []
    for part in parts:
        doubled = part.text in recent and len(part.text.split()) >= 3 and part.kind is not BlockKind.TABLE_ROW
        if part.text and not doubled:
            yield part
        recent = [*recent[-2:], part.text]


def _without_empty_headings(kept: Iterator[Part], parts: Sequence[Part], roles: Sequence[Role]) -> Iterator[Part]:
    """Leaves out a heading under which contact details were all that stood."""
    over_contacts = {
        parts[at].text
        for at in range(len(parts) - 1)
        if parts[at].kind is BlockKind.HEADING and _next_kept_role(parts, roles, at) is Role.CONTACT
    }
    content = list(kept)
    for at, part in enumerate(content):
        ends = at + 1 == len(content) or content[at + 1].kind is BlockKind.HEADING
        if not (part.kind is BlockKind.HEADING and ends and part.text in over_contacts):
            yield part


def _next_kept_role(parts: Sequence[Part], roles: Sequence[Role], at: int) -> Role:
    """The role of contact details under a heading, a name between them or not."""
    under = roles[at + 1 : at + 3] if len(parts) > at + 2 else roles[at + 1 : at + 2]
    return Role.CONTACT if Role.CONTACT in under else Role.CONTENT
