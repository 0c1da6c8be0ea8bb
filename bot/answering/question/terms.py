"""Words of a question and whether a text holds them, in any inflection or compound; pure."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.function_words import FUNCTION_WORDS
from corpus.language.words import fold

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    "ningarna", "ningens", "ningen", "ningar", "andet", "andes", "arnas", "ernas", "ornas", "arna", "erna", "orna",
    "aren", "ades", "ande", "ende", "ning", "aste", "ings", "ens", "ets", "are", "ast", "ade", "tion", "ing", "ies",
    "en", "et", "ar", "er", "or", "as", "es", "ad", "at", "an", "na", "ns", "de", "te", "ed", "ly", "it",
    "a", "e", "r", "n", "t", "s", "d", "y",
)  # fmt: skip
_ENDING = "(?:" + "|".join(_ENDINGS) + ")"
_SHORT_BASE = 3
_COMPOUND_BASE = 5
_SPELLING_CUTOFF = 0.8
_LEAST_MENDED = 7
"""Letters: a shorter word is too often one letter from another word."""
_EARLIER_SHARE = 0.3


def words(text: str) -> list[str]:
    """The folded words of `text`, in order; digits count as words."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=8192)
def base(word: str) -> str:
    """A folded word without its ending, three letters or more; irregular forms keep their own base."""
    for ending in _ENDINGS:
        kept = len(word) - len(ending)
        if word.endswith(ending) and kept >= (_SHORT_BASE if len(word) <= 5 else _SHORT_BASE + 1):
            return word[:kept]
    return word


@lru_cache(maxsize=8192)
def _pattern(word: str) -> re.Pattern[str]:
    stem = base(word)
    if word.isdigit():
        return re.compile(rf"(?<!\d){word}(?!\d)")
    if len(stem) >= _COMPOUND_BASE:
        # Anywhere in a word: "experter" is to be found in "verksamhetsexperterna".
        return re.compile(re.escape(stem))
    optional = "?" if stem == word or len(stem) > _SHORT_BASE else ""
    return re.compile(rf"\b(?:{re.escape(word)}|{re.escape(stem)}{_ENDING}{optional}s?)\b")


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question. `weight` is 0 to 1: how much it tells passages apart."""

    word: str
    weight: float = 1.0

    def within(self, folded: str) -> bool:
        return _pattern(self.word).search(folded) is not None

    def positions(self, folded: str) -> list[int]:
        """Offsets at which the word begins in a folded text."""
        return [match.start() for match in _pattern(self.word).finditer(folded)]


def content_words(question: str) -> list[str]:
    """The folded words that carry the question's meaning, each once, in order."""
    kept = (word for word in words(question) if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit()))
    return list(dict.fromkeys(kept))


def weighed_terms(question: str, texts: Sequence[str], earlier: str = "") -> list[Term]:
    """Content words with their rarity among `texts` (what was retrieved) as weight; a misspelt word is mended.

    The weight is log((n + 1) / (df + 0.5)) / log((n + 1) / 0.5): 1 for a word that no text holds. Words that only
    the `earlier` questions hold count less.
    """
    folded = [fold(text) for text in texts]
    own = content_words(question)
    shares = dict.fromkeys(own, 1.0) | {word: _EARLIER_SHARE for word in content_words(earlier) if word not in own}
    found = [(*_settle(word, folded), share) for word, share in shares.items()]
    return [Term(word, share * _rarity(frequency, len(folded))) for word, frequency, share in found]


def _settle(word: str, folded: Sequence[str]) -> tuple[str, int]:
    frequency = _frequency(word, folded)
    if frequency or len(word) < _LEAST_MENDED or word.isdigit():
        return word, frequency
    mended = _respell(word, folded)
    return (mended, _frequency(mended, folded)) if mended else (word, 0)


def _frequency(word: str, folded: Sequence[str]) -> int:
    term = Term(word)
    return sum(term.within(text) for text in folded)


def _respell(word: str, folded: Sequence[str]) -> str | None:
    near = {other for text in folded for other in _vocabulary(text) if _may_be(word, other)}
    matches = difflib.get_close_matches(word, sorted(near), n=1, cutoff=_SPELLING_CUTOFF)
    return matches[0] if matches else None


@lru_cache(maxsize=16384)
def _vocabulary(folded: str) -> frozenset[str]:
    return frozenset(_WORD.findall(folded))


def _may_be(word: str, other: str) -> bool:
    # Most misspellings keep the first letter; this spares nine comparisons in ten.
    return word[0] == other[0] and abs(len(word) - len(other)) <= 2


def _rarity(frequency: int, count: int) -> float:
    if count == 0:
        return 1.0
    return math.log((count + 1) / (frequency + 0.5)) / math.log((count + 1) / 0.5)


def coverage(terms: Iterable[Term], text: str) -> float:
    """The share, by weight, of `terms` that `text` holds: 0 to 1; 0 without terms."""
    folded = fold(text)
    total = held = 0.0
    for term in terms:
        total += term.weight
        held += term.weight * term.within(folded)
    return held / total if total else 0.0
