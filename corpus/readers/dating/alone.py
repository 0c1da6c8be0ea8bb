"""A date that stands alone on its line, with no more beside it than a time, a weekday and who wrote the page; pure."""

from __future__ import annotations

import re

from corpus.language.calendar import WEEKDAYS, any_of
from corpus.language.dates import taken
from corpus.types import PartialDate

BESIDE = re.compile(
    r"(?:T|(?:kl(?:ockan)?\.?|at|,)\s{0,3})?\d{1,2}[.:]\d\d(?:[.:]\d\d)?(?:\s{0,3}(?:[ap]\.?m\.?|CES?T\b))?|"
    rf"\b(?:(?:{any_of(WEEKDAYS)})(?:en)?|mån|tis|ons|tors?|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun|den|on|at|"
    r"kl|klockan)\b\.?",
    re.IGNORECASE,
)
"""What may stand beside a date and changes nothing of it: a time, also with the zone of Sweden, a weekday."""
_MOST_BESIDE = 3
"""Of these beside a date that stands alone: "Onsdag den 4 juni 2025 kl. 9.15"."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_KIND = re.compile(
    r"(?:nyhet(?:er)?|pressmeddelande|artikel|nyhetsbrev|aktuellt|news|press release|article|"
    r"\d{1,2} min(?:uter|utes)?\.?(?: (?:läsning|lästid|read))?|"
    r"(?:text|foto|bild|skribent|författare|redaktör|author|photo|words)(?: (?:och|&|and) (?:foto|bild|photo))?"
    r"\s?:[^\d:]{2,50})",
    re.IGNORECASE,
)
"""What kind of page it is, how long it takes to read, and who wrote it, as they stand beside its date."""
_READING = re.compile(r"(?<!\s)\s\d{1,3} min(?:uter|utes?)?\.? (?:läsning|lästid|read)\Z", re.IGNORECASE)
"""How long it takes to read, right behind the date."""
_KIND_BEFORE = re.compile(
    r"(?:nyhet|pressmeddelande|artikel|news|press release|article)[,:]?\s+(?:[–-]\s+)?(?=(?:den |on )?\d)",
    re.IGNORECASE,
)
"""The same right before the date."""
_AUTHOR = re.compile(r"[,|–-]?\s{0,3}(?:av|by|från|from)\s+\S+(?:\s+\S+){0,6}", re.IGNORECASE)
_WRITER = re.compile(r"(?<!\w)(?:[Aa]v|[Bb]y)\s{1,3}[A-ZÅÄÖ][\w-]{0,30}(?:\s{1,3}[A-ZÅÄÖ][\w-]{0,30}){0,3}")
"""Who wrote it, before the date, where a sentence might begin with the like."""
DIVIDER = re.compile(r"(?:(?<!\s)\s++)?+[|•·‧∙]\s*+")
MARKS = " \t,;:.–-()|/"


def is_bare_date(text: str) -> bool:
    """Whether a line is one date and at most a weekday, a time and who wrote it beside it."""
    if len(text) > 80 or not any(map(str.isdigit, text)) or _YEAR.fullmatch(text.strip()):
        return False
    pieces = [piece for piece in DIVIDER.split(_READING.sub("", text)) if not _KIND.fullmatch(piece.strip())]
    date, rest = date_and_rest(_KIND_BEFORE.sub("", " ".join(pieces), count=1))
    return date is not None and not BESIDE.sub("", rest, count=_MOST_BESIDE).strip(MARKS)


def date_and_rest(text: str) -> tuple[PartialDate | None, str]:
    """The one date of a text, and what it says beside it and who wrote it; a sentence names nobody so."""
    if text.rstrip().endswith("."):
        return taken(text)
    date, rest = taken(_AUTHOR.sub("", text))
    if date is None:
        date, rest = taken(text)
        rest = _WRITER.sub(" ", rest)
    return date, rest
