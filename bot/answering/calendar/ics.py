"""A calendar as an iCalendar file (RFC 5545), which calendars subscribe to or import."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from icalendar import Calendar, Event

from bot.answering.calendar.moving import CalendarEntry
from bot.answering.calendar.wording import moved_lines, source_text
from corpus.types import Language

_SUMMARY = 120
_PRODUCT = "-//FVM-svar//kalender//SV"


def ics(entries: Iterable[CalendarEntry], title: str, made: datetime.datetime, language: Language) -> bytes:
    """The file, UTF-8. `made` is when the index was built that it is from, with a time zone: as long as nothing new is
    published the file is the same to the byte."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for entry in entries:
        calendar.add_component(_event(entry, made, language))
    found: bytes = calendar.to_ical()
    return found


def _event(entry: CalendarEntry, made: datetime.datetime, language: Language) -> Event:
    event, citation = Event(), entry.citation
    event.add("uid", entry.uid)
    event.add("dtstamp", made.astimezone(datetime.UTC))
    event.add("dtstart", entry.days.first)
    # The end is the first day that is no longer part of it.
    event.add("dtend", entry.days.last + datetime.timedelta(days=1))
    event.add("summary", _cut(entry.dated.text))
    event.add("description", "\n".join([entry.dated.text, *moved_lines(entry, language), source_text(entry, language)]))
    event.add("sequence", len(entry.replaced))
    event.add("transp", "TRANSPARENT")
    if citation.link or citation.url:
        event.add("url", citation.link or citation.url)
    return event


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SUMMARY else f"{line[: _SUMMARY - 1].rstrip()}…"
