"""The calendar as a modal: what is still to come, soonest first; pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from bot.answering.calendar.moving import CalendarEntry
from bot.answering.calendar.wording import moved_lines, written_days
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.sources import citation_runs
from bot.words.catalogue import say
from corpus.types import Language

_QUOTE = 600
_MOST = 45
"""Entries, of two blocks each."""


def calendar_view(entries: Sequence[CalendarEntry], today: datetime.date, language: Language) -> dict[str, Any]:
    """Each day with its quote, its source, and what it replaced."""
    coming = [entry for entry in entries if entry.days.last >= today]
    if not coming:
        return calendar_message_view(say("calendar.nothing", language), language)
    blocks = [block for entry in coming[:_MOST] for block in _entry(entry, language)]
    left = len(coming) - _MOST
    more = [elements.context(say("preview.more", language, count=left))] if left > 0 else []
    return _view([*blocks, *more], language)


def calendar_message_view(text: str, language: Language) -> dict[str, Any]:
    """The modal with one line of the app's own words, in Slack's markup."""
    return _view([elements.section(text)], language)


def _view(blocks: list[Element], language: Language) -> dict[str, Any]:
    return elements.modal(say("calendar.title", language), say("window.close", language), blocks)


def _entry(entry: CalendarEntry, language: Language) -> Iterator[Element]:
    quote = limits.cut(escape.one_line(entry.dated.text), _QUOTE) or "–"
    yield elements.rich_text(
        elements.rich_section(elements.text_run(written_days(entry.days, language), bold=True)),
        elements.rich_quote(elements.text_run(quote)),
        elements.rich_section(*citation_runs(entry.citation, language)),
    )
    moved = moved_lines(entry, language)
    if moved:
        yield elements.context(" ".join(moved))
