"""The language of a text, be it a page or a question: Swedish or English; pure."""

from __future__ import annotations

import re

from corpus.language.function_words import ENGLISH, SWEDISH
from corpus.language.words import fold
from corpus.types import Language

_WORD = re.compile(r"[^\W\d_]+")
_WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>|]+", re.IGNORECASE)
_SWEDISH_LETTER = re.compile("^[^A-ZÅÄÖ]*[åäö]")

_SWEDISH_WORDS = frozenset(fold(word) for word in SWEDISH)
_ENGLISH_WORDS = frozenset(fold(word) for word in ENGLISH)
_ONLY_SWEDISH = _SWEDISH_WORDS - _ENGLISH_WORDS
_ONLY_ENGLISH = _ENGLISH_WORDS - _SWEDISH_WORDS

_SWEDISH_PIECES = re.compile(
    r"\w(?:ningen|ningar|heten|heter|erna|arna|orna|andet|ande|ades|ade|skt|ska|isk|lig|ligt|het|else|are|aren|ar|et)\b"
    r"|sj|skj|tj|hj|kk|aa|bj|fj|gj|ckn|kv|\w(?:ll|nn)t\b|\bfor|\bupp|\bsam\w{4}|\butv|\bgen\w{5}a\b"
)
_ENGLISH_PIECES = re.compile(
    r"th|wh|\w(?:tion|tions|ment|ments|ness|ing|ed|ity|ous|ful|ly|ies|able|ance|ence|ship|ways?|'s)\b"
    r"|oo|ee|ea|ou|ow|ck\b|ght|\bw[ro]|sh|ch\w*e?s?\b|qu|y\b|c[eiy]|\bun|\bout"
)

_WORD_SCORE = 3.0
_LETTER_SCORE = 4.0
_MARGIN = 1.0
_READ = 20_000
"""Characters; a longer text has told its language by then."""


def detect_language(text: str) -> Language:
    """The text's language: function words weigh most, then å, ä and ö, then pieces of words.

    Letters of names and abbreviations decide nothing; a text with no evidence, such as a lone keyword, is Swedish.
    """
    return said_language(text) or Language.SV


def detect_page_language(text: str) -> Language:
    """The language of a page or a file, in whose tables each word begins with a capital: å, ä and ö of such a word
    speak for Swedish too, but not beside an English function word, where it is a name."""
    words = [fold(word) for word in _WORD.findall(text[:_READ])]
    is_lettered = any(letter in text[:_READ].casefold() for letter in "åäö")
    return Language.SV if is_lettered and _ONLY_ENGLISH.isdisjoint(words) else detect_language(text)


def said_language(text: str) -> Language | None:
    """The language that the words of a text speak for; None where they hardly tell, such as a lone keyword.

    The words of a web address are those of its site.
    """
    words = _WORD.findall(_WEB_ADDRESS.sub(" ", text[:_READ]))
    score = sum(_score(word) for word in words if not _is_abbreviation(word))
    if abs(score) < _MARGIN:
        return None
    return Language.EN if score < 0 else Language.SV


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _score(word: str) -> float:
    """Above 0 speaks for Swedish, below 0 for English."""
    folded = fold(word)
    score = _LETTER_SCORE if _SWEDISH_LETTER.search(word) else 0.0
    if folded in _ONLY_SWEDISH:
        return score + _WORD_SCORE
    if folded in _ONLY_ENGLISH:
        return score - _WORD_SCORE
    if folded in _SWEDISH_WORDS:
        return score
    swedish, english = (len(pieces.findall(folded)) for pieces in (_SWEDISH_PIECES, _ENGLISH_PIECES))
    return score + 0.5 * (min(swedish, 2) - min(english, 2))
