"""How alike two texts are; pure."""

from __future__ import annotations

import re

_SHINGLE = 4


_NEAR = 0.8
"""From this likeness on two texts may be versions of one page."""


def likeness(one: str, other: str) -> float:
    """The share of runs of four words that two texts have in common, 0 to 1 (Jaccard; Broder 1997).

    Case, punctuation and markup make no difference.
    """
    first, second = _shingles(one), _shingles(other)
    if not first or not second:
        return float(first == second)
    return len(first & second) / len(first | second)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    count = max(len(words) - _SHINGLE + 1, 1)
    return {tuple(words[at : at + _SHINGLE]) for at in range(count)} if words else set()


def may_be_one(old: str, new: str) -> bool:
    """Whether two texts may be versions of one page that has moved."""
    return likeness(old, new) >= _NEAR
