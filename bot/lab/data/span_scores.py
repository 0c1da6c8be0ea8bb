"""Exact match and token F1 of answers, as SQuAD defines them (Rajpurkar et al. 2016), with Swedish articles too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_ARTICLES = frozenset("a an the en ett den det de".split())
_WORD = re.compile(r"\w+(?:[.,:]\d+)*")


def answer_words(text: str) -> list[str]:
    """Lower-case words and numbers, without articles unless nothing else is there."""
    found = _WORD.findall(text.lower())
    return [word for word in found if word not in _ARTICLES] or found


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    return float(any(answer_words(answer) == answer_words(one) for one in accepted))


def f1(answer: str, accepted: Sequence[str]) -> float:
    return max((_f1(answer_words(answer), answer_words(one)) for one in accepted), default=0.0)


def _f1(ours: list[str], theirs: list[str]) -> float:
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs)) if common else 0.0


def holds_accepted(text: str, accepted: Sequence[str]) -> bool:
    """Whether one of the accepted answers stands in `text`, as whole words in order."""
    padded = f" {' '.join(answer_words(text))} "
    return any(f" {' '.join(answer_words(one))} " in padded for one in accepted)
