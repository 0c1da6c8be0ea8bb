"""Dates that a page tells of itself in labels ("Senast uppdaterad: 12 maj 2026 av Redaktionen"); pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from corpus.language.dates import find_dates, only_date, short_date, taken, unclear_date, with_year
from corpus.readers.dating.alone import BESIDE, DIVIDER, MARKS, date_and_rest, is_bare_date
from corpus.readers.parts import Part, as_field, cells_of
from corpus.types import BlockKind, PartialDate

_WORD = (
    r"(?:(?:senast|sist|sidan|sidans|page|last|först|first|artikel(?:n)?|text(?:en)?|nyhet(?:en)?|pressmeddelande(?:t)?|datum|date)\s+){0,4}"
    r"(?:(?:publicera|uppdatera|ändra|(?:fakta|kvalitets|innehålls)?granska|revidera|skapa|posta)(?:de?s|ts|[dt])|"
    r"publicerings-?datum|publiceringsdag|uppdateringsdatum|ändringsdatum|"
    r"published|updated|modified|reviewed|revised|created|posted)"
    r"(?:\s+(?:datum|date|senast|sist|last|år))?(?:\s+(?:den|on|at|i|in|under))?"
)
LABEL = re.compile(rf"\b(?P<label>{_WORD})(?![^\W\d])\s*(?P<colon>:?)", re.IGNORECASE)
_PUBLISHED = ("public", "publish", "post", "skapa", "create")
_PLAIN = re.compile(r"(?:datum|date)\s{0,3}(?P<colon>:?)\s{0,3}(?P<date>[^:]{0,60})", re.IGNORECASE)
_WHOSE = re.compile(
    r"(?:från|av|författare|avsändare|utgivare|typ|kategori|from|by|author|publisher|type|category)\s?:{1,2}[^:]{1,60}",
    re.IGNORECASE,
)
EVENT_FIELD = re.compile(
    r"(?:tid|klockslag|plats|lokal|var|när|time|place|where|when|venue|sista anmäl\w*|anmäl\w*|kostnad|pris|målgrupp|"
    r"arrangör|föreläsare|kursledare|register)\b",
    re.IGNORECASE,
)
"""How lines begin that stand beside the date of a meeting or a course."""
BESIDE_EVENT, _HEAD_LINES, _SHORT_LINE = 4, 4, 6
"""Lines on either side in which they are looked for, lines of a page's head, and words of such a line."""
EVENTS = re.compile(
    r"möte|träff|utbildning|kurs|seminari|webbinari|konferens|workshop|föreläsning|frukost|invigning|driftstopp|"
    r"avbrott|stängt|stänger|\b(?:meeting|training|course|webinar|seminar|conference|event|outage|closed)",
    re.IGNORECASE,
)
"""What the title of a page tells of that has a day of its own."""
_ACCOUNT = re.compile(r"\s{0,3}(?:av|by)\s{1,3}[\w.@-]{1,40}\s{1,3}(?=(?:den|on)\s)", re.IGNORECASE)
"""The name of the account that made a page, between a label and its date."""
_OTHER_FIELD = re.compile(r"\s(?:[–-]\s+)?(?=[A-ZÅÄÖ][^\W\d_]{1,20}(?: [^\W\d_.]{1,20}\.?){0,3}:\s)")
"""Where another field begins on the line of a label: "Publicerad: 3 maj 2025 Giltig till: 2027"."""
_LONGEST = 200
_HEAD_LINE = 12
"""Words from which a paragraph is text, so that what follows no longer stands above it."""
_AND = re.compile(r"\s(?:och|samt|and)\s*\Z")
_LABEL_LINE = 16
"""Words of a line that begins as a label and says more than a date."""


class Told(enum.Enum):
    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class DateLabel:
    """One label: what it tells of, its date, and how a date was written that can be read in two ways."""

    told: Told
    date: PartialDate | None = None
    unclear: str = ""
    is_alone: bool = True
    """Whether its line tells nothing beside it that readers may need."""

    @property
    def is_day(self) -> bool:
        """Whether it names a day without its year."""
        return bool(self.unclear) and not self.unclear[-4:].isdecimal()


@dataclass(slots=True)
class LabelDates:
    """What labels tell of a page; `used` are the places of dates that stand in a part of their own behind a label."""

    published: PartialDate | None = None
    updated: PartialDate | None = None
    unclear: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def labels_of(text: str) -> tuple[DateLabel, ...]:
    """The labels of a line that holds nothing else but who is responsible; none of any other line."""
    matches = list(LABEL.finditer(text)) if len(text) <= _LONGEST else []
    if not matches or not _is_beside(text[: matches[0].start()]):
        return ()
    ends = [match.start() for match in matches[1:]] + [len(text)]
    told = [_AND.sub("", text[match.end() : end]) for match, end in zip(matches, ends, strict=True)]
    found = [_label(match, with_year(each, told[-1])) for match, each in zip(matches, told, strict=True)]
    has_mark = any(match["colon"] for match in matches) or any(char.isdigit() for char in text)
    labels = tuple(label for label in found if label)
    if any(label.is_day for label in labels) and any(label.date for label in labels):
        return ()  # two days of which one is later in the year than its line says
    return labels if has_mark and all(found) else ()


def tells_day_alone(text: str) -> bool:
    """Whether a line is a label of a day without its year, as in a log of one day's news."""
    return any(label.is_day for label in labels_of(text))


def _is_beside(text: str) -> bool:
    """Whether what stands before a label is nothing, or names who is responsible for the page."""
    bare = text.strip(MARKS)
    return not bare or (DIVIDER.search(text) is not None and len(bare.split()) <= 8 and not bare.endswith("."))


def _label(match: re.Match[str], text: str) -> DateLabel | None:
    """A label with what follows it; None where more follows than its date and who is responsible."""
    told = Told.PUBLISHED if any(word in match["label"].lower() for word in _PUBLISHED) else Told.UPDATED
    first, *others = (piece for each in DIVIDER.split(text) for piece in _OTHER_FIELD.split(each))
    is_alone = not any(char.isdigit() for other in others for char in other)
    if any(len(other.split()) > 8 or other.rstrip().endswith(".") for other in others):
        return None
    date, rest = date_and_rest(_ACCOUNT.sub(" ", first, count=1))
    if date is None:
        date, rest = short_date(rest)
    unclear = "" if date else unclear_date(rest)
    rest = rest.replace(unclear, "") if unclear else rest
    beside = BESIDE.sub("", rest).strip(MARKS)
    names_author = date is not None and len(beside.split()) <= 4 and all(word[0].isupper() for word in beside.split())
    return DateLabel(told, date, unclear, is_alone) if not beside or names_author else None


def label_dates(parts: Sequence[Part], title: int | None = None, own: Set[int] = frozenset()) -> LabelDates:
    """What the labels of a page tell, of which `title` is the place of the title; the value may be the next part.

    A label right under a heading is that of another article which the page leads to, and so is one in a list: their
    dates are unclear, but for those at the places in `own`. Of several labels of a kind the first counts where it
    stands above the text; else they must agree.
    """
    found = LabelDates()
    below: dict[Told, list[PartialDate]] = {told: [] for told in Told}
    is_above, is_in_head = True, False
    for at, part in enumerate(parts):
        is_text = part.kind is BlockKind.PARAGRAPH and len(part.text.split()) > _HEAD_LINE
        is_above = is_above and not (is_text and at > (title or 0))
        labels = _labels_at(parts, at, found)
        # A list or table right under the title, with nothing but labels and dates before it, is the page's own head.
        is_in_head = at > 0 and (at - 1 == title or is_in_head)
        is_in_head = is_in_head and (bool(labels) or at in found.used or _tells_whose(part))
        for label in labels:
            if label.unclear:
                found.unclear.append(label.unclear)
            elif label.date and is_above and (is_in_head or not _is_of_another(parts, at)):
                _remember(found, label.told, label.date)
            elif label.date and (at in own or not _is_of_another(parts, at)):
                below[label.told].append(label.date)
            elif label.date:
                found.unclear.append(str(label.date))
    for told, dates in below.items():
        if len(set(dates)) == 1:
            _remember(found, told, dates[0])
        elif getattr(found, told.value) is None:
            found.unclear += map(str, dates)
    if found.published is None:
        _take_plain(parts, title, found)
    return found


def _take_plain(parts: Sequence[Part], title: int | None, found: LabelDates) -> None:
    """Take the date of the one label above the text that says only that it is a date; where it may be the day of a
    meeting, or stands elsewhere, it is unclear."""
    if date := _date_in_head(parts[: title or 0]):
        found.published = date
        return
    dates = [(at, date) for at in range(len(parts)) if at not in found.used and (date := _plain_date(parts, at))]
    if len(dates) != 1:
        head = parts[: (title or 0) + _HEAD_LINES]
        lines = (
            part.text for at, part in enumerate(head) if at != title and _is_line(part) and not labels_of(part.text)
        )
        cells = (
            cell
            for part in parts[: title or 0]
            if part.kind is BlockKind.TABLE_ROW
            for cell in cells_of(part.text)
            if is_bare_date(cell)
        )
        found.unclear += [str(told) for told in map(only_date, (*lines, *cells)) if told and not dates]
        return
    at, date = dates[0]
    is_below = any(part.kind is BlockKind.PARAGRAPH and len(part.text.split()) > _HEAD_LINE for part in parts[:at])
    named = parts[title].text if title is not None else ""
    is_head = at <= (title or 0) + _HEAD_LINES and (parts[at].kind is not BlockKind.LIST_ITEM)
    if is_below or not is_head or EVENTS.search(named) or _is_of_event(parts, at):
        found.unclear.append(str(date))
    else:
        found.published = date
        match = _plain(parts[at])
        found.used |= {at} if match and match["date"] else {at, at + 1}


def _labels_at(parts: Sequence[Part], at: int, found: LabelDates) -> tuple[DateLabel, ...]:
    text = parts[at].text
    if parts[at].kind is BlockKind.TABLE_ROW:
        text = as_field(text)
    # A label by itself has a colon, or its date in the next part.
    labels = labels_of(f"{text}:" if LABEL.fullmatch(text) else text)
    waits = bool(labels) and labels[-1].date is None and not labels[-1].unclear
    if waits and at + 1 < len(parts) and is_bare_date(parts[at + 1].text):
        found.used |= {at, at + 1}
        return (*labels[:-1], DateLabel(labels[-1].told, taken(parts[at + 1].text)[0]))
    begins = LABEL.match(text) if not labels and len(text.split()) <= _LABEL_LINE else None
    is_label = begins is not None and (bool(begins["colon"]) or not text.endswith((".", "!", "?")))
    if begins and is_label and (date := next((each for _, each in find_dates(text)), None)):
        return (DateLabel(Told.UPDATED, None, str(date)),)  # with more beside it, as who has approved of what
    return labels


def _tells_whose(part: Part) -> bool:
    """Whether a row tells whose the page is or of what kind, beside its dates."""
    return part.kind is BlockKind.TABLE_ROW and _WHOSE.fullmatch(as_field(part.text)) is not None


def _is_line(part: Part) -> bool:
    """Whether a part is a short line of its own, and no sentence or item that tells of a date."""
    words = part.text.split()
    return (
        part.kind is BlockKind.PARAGRAPH and len(words) <= _SHORT_LINE and not part.text.endswith((".", "!", "?", ":"))
    )


def _date_in_head(above: Sequence[Part]) -> PartialDate | None:
    """The date in a table over the title, as over a letter: in a cell that says "Datum", beside or under it."""
    rows = [cells_of(part.text) for part in above if part.kind is BlockKind.TABLE_ROW]
    for match in (_PLAIN.fullmatch(cell) for cells in rows for cell in cells):
        if match and is_bare_date(match["date"]):
            return taken(match["date"])[0]
    for at, cells in enumerate(rows):
        for column in (n for n, cell in enumerate(cells) if cell.casefold().rstrip(":") in {"datum", "date"}):
            beside = cells[column + 1 : column + 2]
            under = rows[at + 1][column : column + 1] if at + 1 < len(rows) else []
            if date := next((taken(cell)[0] for cell in (*beside, *under) if is_bare_date(cell)), None):
                return date
    return None


def _plain_date(parts: Sequence[Part], at: int) -> PartialDate | None:
    """The date behind a label that says no more than that it is one: "Datum: 12 maj 2026"; it may be the next part."""
    match = _plain(parts[at])
    if match is None:
        return None
    if match["date"]:
        return taken(match["date"])[0] if match["colon"] and is_bare_date(match["date"]) else None
    after = parts[at + 1].text if at + 1 < len(parts) else ""
    return taken(after)[0] if is_bare_date(after) else None


def _plain(part: Part) -> re.Match[str] | None:
    is_row = part.kind is BlockKind.TABLE_ROW
    return _PLAIN.fullmatch(as_field(part.text) if is_row else part.text)


def _is_of_event(parts: Sequence[Part], at: int) -> bool:
    """Whether lines beside a date tell of a meeting or a course."""
    return any(EVENT_FIELD.match(part.text) for part in parts[max(0, at - BESIDE_EVENT) : at + BESIDE_EVENT + 1])


def _remember(found: LabelDates, told: Told, date: PartialDate) -> None:
    if getattr(found, told.value) is None:
        setattr(found, told.value, date)


def _is_of_another(parts: Sequence[Part], at: int) -> bool:
    """Whether a label stands in a list or table, or right under a heading that is not the page's title."""
    if parts[at].kind is not BlockKind.PARAGRAPH:
        return True
    above = parts[at - 1] if at else None
    return above is not None and above.kind is BlockKind.HEADING and above.level > 1
