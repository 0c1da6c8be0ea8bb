"""What a passage is found by beside its own words: title, month, headings; pure."""

from __future__ import annotations

from collections.abc import Callable

from corpus.language.calendar import month_name
from corpus.types import Bulletin, Language, PartialDate

_SEPARATOR = " – "


def month_in_words(date: PartialDate, language: str) -> str:
    """`april 2020`, or `2020` where the month is unknown; Swedish for every language but English."""
    if date.month is None:
        return str(date.year)
    spoken = Language.EN if language == Language.EN.value else Language.SV
    return f"{month_name(date.month, spoken)} {date.year}"


def passage_context(
    bulletin: Bulletin, heading_path: tuple[str, ...], count_tokens: Callable[[str], int], max_tokens: int
) -> str:
    """Title, month and heading path on one line; inner headings outlive outer ones where the room is short.

    The month is left out where the title already says it.
    """
    title = bulletin.title
    month = month_in_words(bulletin.date, bulletin.language) if bulletin.date else ""
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
