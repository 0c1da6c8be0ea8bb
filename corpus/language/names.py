"""Names that a question mentions, however they are typed, and whether a text mentions them; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.language.function_words import FUNCTION_WORDS
from corpus.language.words import fold

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:–\n\"”])[\s\"”(]*$")
_LEAST = 3


def named(question: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The folded names in a question: words with a capital within it, and words that `texts` write with nothing else.

    A Swedish or English genitive is taken off where the texts know the name without it. A question all in capitals
    tells no name by them.
    """
    always = _always_capital(texts)
    shouted = question.isupper()
    found: list[str] = []
    for place, match in enumerate(_WORD.finditer(question)):
        word = fold(match[0])
        bare = word.removesuffix("s")
        known = next((form for form in (word, bare) if form in always), None)
        if word not in FUNCTION_WORDS and (known or (place and match[0][0].isupper() and not shouted)):
            found.append(known or word)
    return tuple(dict.fromkeys(found))


def _always_capital(texts: Iterable[str]) -> set[str]:
    spelt = [_spelt(text) for text in texts]
    small = {word for _, without in spelt for word in without}
    return {word for capital, _ in spelt for word in capital} - small


@lru_cache(maxsize=4096)
def _spelt(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The folded words that the text writes with a capital within its sentences, and those that it writes without."""
    capital: set[str] = set()
    small: set[str] = set()
    for match in _WORD.finditer(text):
        if not match[0][0].isupper():
            small.add(fold(match[0]))
        elif len(match[0]) >= _LEAST and not _OPENING.search(text, max(0, match.start() - 4), match.start()):
            capital.add(fold(match[0]))
    return frozenset(capital), frozenset(small)


def missing(names: Sequence[str], text: str) -> int:
    """How many of the folded names no word of `text` begins with."""
    folded = fold(text)
    return sum(re.search(rf"(?<!\w){re.escape(name)}", folded) is None for name in names)
