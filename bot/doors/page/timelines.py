"""A timeline as the page shows it: a picture of when something was said, and below it what; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.answering.timeline import Entry, Timeline
from bot.doors.page.answers import LanguageOf, nearest_parts, quotation
from bot.doors.page.markup import Html, tag, together
from bot.words.catalogue import say
from bot.words.dates import written_change, written_date
from corpus.language.calendar import month_name
from corpus.types import Language, PartialDate

_WIDTH, _EDGE = 320, 14
"""In units of the picture, each a pixel or nearly so where the window is narrowest."""

_STEP, _MOST_HIGH = 11, 4
_ABOVE, _BELOW = 16, 22
_YEAR_WIDTH = 34


def timeline_parts(timeline: Timeline, language_of: LanguageOf) -> Iterator[Html]:
    """The picture, and the quotes under their years and months, oldest first."""
    language = timeline.language
    if not timeline.entries:
        yield tag("p", say("timeline.nothing", language), class_="lead")
        yield from nearest_parts(timeline.related, language, language_of)
        return
    dates = [(entry.date, entry.change is not None) for entry in timeline.entries]
    drawn = [(date, changed) for date, changed in dates if date is not None]
    if len(drawn) > 1:
        yield _picture(drawn, language)
    yield tag("ol", *(_month_part(each.year, each.month, each.entries, language, language_of)
                      for each in timeline.months), class_="timeline")  # fmt: skip


def _month_part(
    year: int | None, month: int | None, entries: Sequence[Entry], language: Language, language_of: LanguageOf
) -> Html:
    name = say("timeline.undated", language) if year is None else str(year)
    if month is not None:
        name = f"{month_name(month, language).capitalize()} {year}"
    mark = "changed" if any(each.change is not None for each in entries) else None
    return tag("li", tag("h3", name), *(_entry(each, language, language_of) for each in entries), class_=mark)


def _entry(entry: Entry, language: Language, language_of: LanguageOf) -> Html:
    change, also = entry.change, None
    if entry.also:
        titles = " · ".join(f"{each.title} ({written_date(each.date, language)})" for each in entry.also)
        also = tag("p", f"{say('timeline.also', language)}: {titles}", class_="aside")
    told = None if change is None else tag("p", written_change(change.before, change.date, language), class_="notice")
    return tag("article", told, quotation(entry.quoted, language, language_of), also)


def _picture(dates: Sequence[tuple[PartialDate, bool]], language: Language) -> Html:
    """A mark for each statement on a line of time: a circle, and a square where it changed."""
    first, last = dates[0][0], dates[-1][0]
    begins, ends = first.year * 12, last.year * 12 + 11
    scale = (_WIDTH - 2 * _EDGE) / (ends - begins)
    heights: Counter[int] = Counter()
    placed = []
    for date, changed in dates:
        x = round(_EDGE + (date.year * 12 + (date.month or 6) - 1 - begins) * scale)
        placed.append((x, min(heights[x // 8], _MOST_HIGH), changed))
        heights[x // 8] += 1
    base = _ABOVE + max(height for _, height, _ in placed) * _STEP
    marks = [_mark(x, base - 10 - height * _STEP, changed) for x, height, changed in placed]
    told = say("web.picture", language, count=len(dates), first=written_date(first, language),
               last=written_date(last, language))  # fmt: skip
    line = tag("line", x1=str(_EDGE // 2), y1=str(base), x2=str(_WIDTH - _EDGE // 2), y2=str(base))
    key = tag("p", say("web.key", language), class_="aside") if any(changed for _, changed in dates) else None
    return tag(
        "figure",
        tag("svg", tag("title", told), line, *marks, *_years(first.year, last.year, base, scale),
            viewBox=f"0 0 {_WIDTH} {base + _BELOW}", role="img", aria_label=told),
        key,
    )  # fmt: skip


def _mark(x: int, y: int, changed: bool) -> Html:
    if changed:
        return tag("rect", x=str(x - 4), y=str(y - 4), width="8", height="8", class_="changed")
    return tag("circle", cx=str(x), cy=str(y), r="4")


def _years(first: int, last: int, base: int, scale: float) -> Iterator[Html]:
    """As many years as have room, the first among them."""
    step = max(round(_YEAR_WIDTH / (12 * scale) + 0.499), 1)
    for year in range(first, last + 1, step):
        x = round(_EDGE + (year - first) * 12 * scale)
        yield together(
            [
                tag("line", x1=str(x), y1=str(base - 3), x2=str(x), y2=str(base + 3)),
                tag("text", str(year), x=str(min(x, _WIDTH - _YEAR_WIDTH)), y=str(base + 17)),
            ]
        )
