"""What a passage is found by beside its own words: title, month, headings; pure."""

from __future__ import annotations

from collections.abc import Callable

from corpus.types import Bulletin, PartialDate

_SEPARATOR = " – "
_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def month_in_words(date: PartialDate, language: str) -> str:
    """`april 2020`, or `2020` where the month is unknown; Swedish for every language but English."""
    if date.month is None:
        return str(date.year)
    return f"{_MONTHS.get(language, _MONTHS['sv'])[date.month - 1]} {date.year}"


def passage_context(
    bulletin: Bulletin, heading_path: tuple[str, ...], count_tokens: Callable[[str], int], max_tokens: int
) -> str:
    """Title, month and heading path on one line; inner headings outlive outer ones where the room is short.

    The month is left out where the title already says it.
    """
    title = bulletin.title
    month = month_in_words(bulletin.published, bulletin.language) if bulletin.published else ""
    dated = title if month.casefold() in title.casefold() else f"{title}, {month}"
    for first in range(len(heading_path) + 1):
        context = _SEPARATOR.join([dated, *heading_path[first:]])
        if count_tokens(context) <= max_tokens:
            return context
    return _first_words(dated, count_tokens, max_tokens)


def _first_words(text: str, count_tokens: Callable[[str], int], max_tokens: int) -> str:
    words = text.split()
    while words and count_tokens(" ".join(words)) > max_tokens:
        words = words[: len(words) * 3 // 4]
    return " ".join(words)
