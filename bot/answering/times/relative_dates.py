"""What "i höst" or "den 30 april" in a quote means, reckoned from its bulletin's date; the quote stays as it is; pure.

Silence is better than a wrong year. Nothing is said where the bulletin's date has only a year or is unknown, where its
first and last possible day would give different meanings, or where the quote names the year itself. Words that merely
leave the year out ("den 30 april") are also passed over where the text before them last named another year, or where
they tell of every year.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from bot.answering.times.calendar_words import Found, without_year
from bot.answering.times.named_time import NamedTime, bounds
from bot.answering.times.relative_words import EVERY, told_from_day
from bot.answering.types import Explained
from corpus.types import Bulletin, Language, Span

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_LONGEST = 900
"""Characters: a longer quote is one endless sentence, whose tense says little about each time in it."""


def explained(bulletin: Bulletin, quote: Span, language: Language, before: str = "") -> tuple[Explained, ...]:
    """What the words of `bulletin.body[quote.start:quote.end]` mean that take their time from the bulletin, in order.

    `before` is what stands over and before the quote on the page. Meanings are in `language`.
    """
    text = bulletin.body[quote.start : quote.end]
    days = _possible_days(bulletin)
    if not days or len(text) > _LONGEST:
        return ()
    understood = bulletin.language == language.value
    told = [
        Explained(text[span.start : span.end], time.meaning(language, understood=understood))
        for span, time in _agreed(text, f"{bulletin.title}\n{before}", days)
    ]
    return tuple(dict.fromkeys(told))


def _possible_days(bulletin: Bulletin) -> list[datetime.date]:
    """The first and the last day on which the text may have been written; none where a date has only a year.

    A page that was updated may have been written on either day.
    """
    dates = [date for date in (bulletin.published, bulletin.updated) if date is not None]
    found = [bounds(date) for date in dates]
    days = [day for pair in found for day in pair or ()] if all(found) else []
    # At the calendar's edges a week or a year further is no date.
    return days if all(datetime.MINYEAR + 1 < day.year < datetime.MAXYEAR - 1 for day in days) else []


def _agreed(text: str, before: str, days: Sequence[datetime.date]) -> list[Found]:
    """What every possible day gives alike, in the text's order; of words within one another the longest."""
    first, *others = (dict(_sure(text, before, day)) for day in days)
    alike = [(span, time) for span, time in first.items() if all(other.get(span) == time for other in others)]
    kept: list[Found] = []
    for span, time in sorted(alike, key=lambda found: (found[0].start, -found[0].end)):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, time))
    return kept


def _sure(text: str, before: str, day: datetime.date) -> Iterator[Found]:
    named = {int(year) for year in _YEAR.findall(text)}
    earlier = _YEAR.findall(before)
    for span, time in told_from_day(text, day):
        if not named & set(time.years):
            yield span, time
    if not named and not EVERY.search(text):
        yield from (found for found in without_year(text, day) if _fits(found[1], earlier))


def _fits(time: NamedTime, earlier: Sequence[str]) -> bool:
    return not earlier or int(earlier[-1]) in time.years
