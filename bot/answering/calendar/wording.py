"""An entry of the calendar in words: its days, its source, and what it replaced; pure."""

from __future__ import annotations

import datetime

from bot.answering.calendar.days import Days
from bot.answering.calendar.moving import CalendarEntry
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language, PartialDate


def written_days(days: Days, language: Language) -> str:
    """`12 mars 2027`, `12 mars 2027 – 14 mars 2027`, or the month where it is a whole one."""
    first, last = days.first, days.last
    if first == last:
        return written_date(first, language)
    is_month = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1 and first.month == last.month
    if is_month and first.year == last.year:
        return written_date(PartialDate(first.year, first.month), language)
    return f"{written_date(first, language)} – {written_date(last, language)}"


def source_text(entry: CalendarEntry, language: Language) -> str:
    """Title and date of the bulletin that says it."""
    return f"{entry.dated.bulletin.title}, {written_date(entry.dated.bulletin.date, language)}"


def moved_lines(entry: CalendarEntry, language: Language) -> list[str]:
    """What the entry replaced, the latest first: from when, and which bulletin said so."""
    return [
        say("calendar.moved", language, days=written_days(one.days, language), title=one.bulletin.title)
        for one in reversed(entry.replaced)
    ]
