"""From start and end scores to a span of whole words; pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus.types import Span

LONGEST = 30
"""Tokens in an answer; a longer one is a sentence, and the quote shows it anyway."""

_BINDING = frozenset(",.:-'’/")
"""3,7 and 12:30 are one number; a hyphen or an apostrophe binds letters."""


def best_span(start: NDArray[np.float32], end: NDArray[np.float32], longest: int = LONGEST) -> tuple[int, int, float]:
    """First and last place (inclusive) of the span with the greatest sum of scores, and the sum.

    `start` and `end` are float32 (length,) over the passage alone, at least one place.
    """
    sums = start[:, None] + end[None, :]
    places = np.arange(len(start))
    ahead = places[None, :] - places[:, None]
    sums = np.where((ahead >= 0) & (ahead < longest), sums, -np.inf)
    first, last = divmod(int(sums.argmax()), len(start))
    return first, last, float(sums[first, last])


def whole_words(text: str, span: Span) -> Span:
    """`span` grown to the ends of the words that it cuts, without white space at its ends."""
    start, end = span.start, span.end
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    held = text[start:end]
    if not held.strip():
        return Span(start, start)
    return Span(end - len(held.lstrip()), start + len(held.rstrip()))


def _joined(text: str, place: int) -> bool:
    """Whether the characters before and at `place` belong to one word or number."""
    before, after = text[place - 1], text[place : place + 1]
    if before.isalnum() and after.isalnum():
        return True
    if after in _BINDING:
        return before.isalnum() and text[place + 1 : place + 2].isalnum()
    return before in _BINDING and after.isalnum() and place >= 2 and text[place - 2].isalnum()
