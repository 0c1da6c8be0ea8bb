"""Words of a question, how much each tells passages apart, and how many of them a text holds; pure."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.forms import occurs
from corpus.language.words import content_words, fold, folded_words

_SPELLING_CUTOFF = 0.8
_LEAST_MENDED = 7
"""Letters: a shorter word is too often one letter from another word."""
_EARLIER_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question, lower-cased. `weight` is 0 to 1: how much it tells passages apart."""

    word: str
    weight: float = 1.0

    def within(self, text: str) -> bool:
        """Whether the text holds the word, in any inflection or compound."""
        return occurs(self.word, text)

    @property
    def is_number(self) -> bool:
        return self.word[0].isdecimal()


def weighed_terms(question: str, texts: Sequence[str], earlier: str = "") -> list[Term]:
    """Content words with their rarity among `texts` (what was retrieved) as weight; a misspelt word is mended.

    The weight is log((n + 1) / (df + 0.5)) / log((n + 1) / 0.5): 1 for a word that no text holds. Words that only
    the `earlier` questions hold count less.
    """
    own = content_words(question)
    shares = dict.fromkeys(own, 1.0) | {word: _EARLIER_SHARE for word in content_words(earlier) if word not in own}
    found = [(*_settle(word, texts), share) for word, share in shares.items()]
    return [Term(word, share * _rarity(frequency, len(texts))) for word, frequency, share in found]


def _settle(word: str, texts: Sequence[str]) -> tuple[str, int]:
    frequency = _frequency(word, texts)
    if frequency or len(word) < _LEAST_MENDED or not word.isalpha():
        return word, frequency
    mended = _respell(fold(word), texts)
    return (mended, _frequency(mended, texts)) if mended else (word, 0)


def _frequency(word: str, texts: Sequence[str]) -> int:
    return sum(occurs(word, text) for text in texts)


def _respell(word: str, texts: Sequence[str]) -> str | None:
    """The folded word of the texts that is nearest to a folded word."""
    near = {other for text in texts for other in _vocabulary(text) if _may_be(word, other)}
    matches = difflib.get_close_matches(word, sorted(near), n=1, cutoff=_SPELLING_CUTOFF)
    return matches[0] if matches else None


@lru_cache(maxsize=16384)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(folded_words(text))


def _may_be(word: str, other: str) -> bool:
    # Most misspellings keep the first letter; this spares nine comparisons in ten.
    return word[0] == other[0] and abs(len(word) - len(other)) <= 2


def _rarity(frequency: int, count: int) -> float:
    if count == 0:
        return 1.0
    return math.log((count + 1) / (frequency + 0.5)) / math.log((count + 1) / 0.5)


def coverage(terms: Iterable[Term], text: str) -> float:
    """The share, by weight, of `terms` that `text` holds: 0 to 1; 0 without terms."""
    total = held = 0.0
    for term in terms:
        total += term.weight
        held += term.weight * term.within(text)
    return held / total if total else 0.0
