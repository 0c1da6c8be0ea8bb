"""Statements of bulletins that name a day or a month, each with the days that it means; pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.calendar.days import Days
from bot.answering.calendar.moves import MOVED, given_up
from bot.answering.choosing.sentences import block_at
from bot.answering.times.relative_dates import explained
from corpus.language.dates import dates_in
from corpus.types import BlockKind, Bulletin, Language, Passage, Span

_MOST_WORDS = 60
"""Of a statement: a longer one is an endless sentence, of which no reader sees what its date belongs to."""

_MOST_TIMES = 6
_NOWADAYS = frozenset(("i dag", "idag", "today"))
"""They tell of the day of writing, or of these days: nobody waits for it."""

_INSTEAD = re.compile(r"(?:i ?stället för|instead of|rather than|inte|not)(?: den| the| i| in)? ?$", re.IGNORECASE)
_TO = re.compile(r",? (?:till|to)(?: och med)?(?: den| the)? ?", re.IGNORECASE)
_RANGE = re.compile(r"(?<!\d)(?P<first>\d{1,2}) ?[–-] ?(?=\d{1,2} [^\W\d]+ \d{4})")
_UNTIL = re.compile(r"(?<![\w-])(?P<first>\d{1,2})(?::?[ae]|st|nd|rd|th)? ?(?:[–-]|till|to) ?$")
_NEAR = 25


@dataclass(frozen=True, slots=True)
class Dated:
    """A sentence of a bulletin and a part of it that tells a time, both as offsets in the body, with the days meant.
    `subject` are the words that the time belongs to, `instead` days that the sentence says were given up for these."""

    bulletin: Bulletin
    passage: Passage
    sentence: Span
    time: Span
    days: Days
    subject: str
    instead: Days | None = None

    @property
    def text(self) -> str:
        return self.bulletin.body[self.sentence.start : self.sentence.end].strip()


def dated_statements(bulletins: Iterable[Bulletin], passages: Iterable[Passage]) -> list[Dated]:
    """Each time with at least a month that a sentence names, in the order of the passages; not what it says the time is
    no more."""
    by_id = {bulletin.id: bulletin for bulletin in bulletins}
    found: dict[tuple[str, int], Dated] = {}
    for passage in passages:
        bulletin = by_id[passage.bulletin_id]
        for sentence in passage.sentences or (Span(passage.start, passage.end),):
            for dated in _dated(bulletin, passage, sentence):
                found.setdefault((bulletin.id, dated.time.start), dated)
    return list(found.values())


def _dated(bulletin: Bulletin, passage: Passage, sentence: Span) -> Iterator[Dated]:
    text, block = bulletin.body[sentence.start : sentence.end], block_at(bulletin, sentence.start)
    if len(text.split()) > _MOST_WORDS or (block is not None and block.kind is BlockKind.HEADING):
        return
    times = _holding(text, sorted(_times(bulletin, passage, sentence, text), key=lambda each: each[0].start))
    end = 0
    for place, (span, days) in enumerate(times[:_MOST_TIMES]):
        tail = text[span.end :] if place + 1 == len(times) else ""
        subject = " ".join(f"{text[end : span.start]} {tail}".split())
        end = span.end
        time = Span(sentence.start + span.start, sentence.start + span.end)
        yield Dated(bulletin, passage, sentence, time, days, subject, given_up(text, span, days))


def _times(bulletin: Bulletin, passage: Passage, sentence: Span, text: str) -> Iterator[tuple[Span, Days]]:
    """The times in a sentence, by their places in its text: those with a year, and those whose year is certain."""
    for start, end, date in dates_in(text):
        if date.month is not None:
            yield _ranged(text, Span(start, end), Days(*_bounds(date.year, date.month, date.day)))
    before = "\n".join((*passage.heading_path, bulletin.body[passage.start : sentence.start]))
    told_in = Language.EN if bulletin.language == Language.SV.value else Language.SV
    # In the other language all of a time is told, not its year alone.
    for gloss in explained(bulletin, sentence, told_in, before):
        start, meant = text.find(gloss.words), dates_in(gloss.meaning)
        if start >= 0 and meant and gloss.words.casefold() not in _NOWADAYS:
            date = meant[-1][2]
            days = Days(*_bounds(date.year, date.month or 1, date.day))
            first = _RANGE.search(gloss.meaning)
            days = days if first is None or date.day is None else _from(days, int(first["first"]))
            yield Span(start, start + len(gloss.words)), days


def _holding(text: str, times: Sequence[tuple[Span, Days]]) -> list[tuple[Span, Days]]:
    """Without the times that the sentence says are no more; "from one to another" is one time, unless it is a move."""
    kept: list[tuple[Span, Days]] = []
    for span, days in times:
        if _INSTEAD.search(text[max(span.start - _NEAR, 0) : span.start]):
            continue
        before = kept[-1] if kept else None
        if before is not None and _TO.fullmatch(text[before[0].end : span.start]):
            whole = days if MOVED.search(text) or before[1].first > days.last else Days(before[1].first, days.last)
            kept[-1] = (Span(before[0].start, span.end), whole)
        elif before is None or span.start >= before[0].end:
            kept.append((span, days))
    return kept


def _ranged(text: str, span: Span, days: Days) -> tuple[Span, Days]:
    """The same with the days before it that the text counts in: "12–14 mars 2024"."""
    opening = _UNTIL.search(text[max(span.start - _NEAR // 2, 0) : span.start]) if days.is_one else None
    if opening is None:
        return span, days
    return Span(span.start - len(opening[0]), span.end), _from(days, int(opening["first"]))


def _from(days: Days, first: int) -> Days:
    return Days(days.last.replace(day=first), days.last) if 0 < first < days.last.day else days


def _bounds(year: int, month: int, day: int | None) -> tuple[datetime.date, datetime.date]:
    last = day or calendar.monthrange(year, month)[1]
    return datetime.date(year, month, day or 1), datetime.date(year, month, last)
