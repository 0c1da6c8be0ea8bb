"""Words of a question, how much each tells passages apart, and how many of them a text holds; pure."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.language.counterparts import counterparts
from corpus.language.forms import occurrences, occurs
from corpus.language.words import content_words, fold, folded_words
from corpus.types import Language

_SPELLING_CUTOFF = 0.8
_LEAST_MENDED = 7
"""Letters: a shorter word is too often one letter from another word."""
_EARLIER_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question, lower-cased. `weight` is 0 to 1: how much it tells passages apart.

    `others` are its counterparts in another language, of a word or more each.
    """

    word: str
    weight: float = 1.0
    others: Sequence[str] = ()

    def within(self, text: str) -> bool:
        """Whether the text holds the word or a counterpart, in any inflection or compound."""
        return occurs(self.word, text) or any(_stands(other, text) for other in self.others)

    def places(self, text: str) -> list[int]:
        """The offsets at which forms of the word or a counterpart begin."""
        found = [other for other in self.others if _stands(other, text)]
        return sorted({place for word in (self.word, *found) for place in occurrences(word.split()[0], text)})

    @property
    def is_number(self) -> bool:
        return self.word[0].isdecimal()


def weighed_terms(
    question: str, texts: Sequence[str], earlier: str = "", language: Language = Language.SV
) -> list[Term]:
    """Content words with their rarity among `texts` (what was retrieved) as weight; a misspelt word is mended.

    The weight is log((n + 1) / (df + 0.5)) / log((n + 1) / 0.5): 1 for a word that no text holds. Words that only
    the `earlier` questions hold count less. `language` is the question's.
    """
    own = content_words(question)
    shares = dict.fromkeys(own, 1.0) | {word: _EARLIER_SHARE for word in content_words(earlier) if word not in own}
    others = counterparts(earlier, language) | counterparts(question, language)
    found = [(*_settle(Term(word, others=others.get(word, ())), texts), share) for word, share in shares.items()]
    return [replace(term, weight=share * _rarity(frequency, len(texts))) for term, frequency, share in found]


def _settle(term: Term, texts: Sequence[str]) -> tuple[Term, int]:
    """The term as the texts write it, and how many of them hold it."""
    frequency = _frequency(term, texts)
    if frequency or len(term.word) < _LEAST_MENDED or not term.word.isalpha():
        return term, frequency
    mended = _respell(fold(term.word), texts)
    found = replace(term, word=mended) if mended else term
    return found, _frequency(found, texts)


def _frequency(term: Term, texts: Sequence[str]) -> int:
    return sum(term.within(text) for text in texts)


def _stands(other: str, text: str) -> bool:
    return all(occurs(word, text) for word in other.split())


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
