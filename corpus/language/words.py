"""Text to words, stems and folded forms; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

from corpus.language.function_words import FUNCTION_WORDS
from corpus.types import Language

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+\d*")
_MARKS = str.maketrans(".:", ",,")
_SWEDISH, _ENGLISH = Stemmer.Stemmer("swedish"), Stemmer.Stemmer("english")
_WITH_ARTICLE = re.compile(r".{2,}[^aeiouyåäö]an")
_NOUNS_IN_ANS = ("leverans", "distans", "instans", "ambulans", "finans", "balans", "chans", "substans", "tolerans",
                 "relevans", "assistans", "allians")  # fmt: skip
_LETTERS = {"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ß": "s"}
"""Letters that Unicode does not take apart."""
_KEPT_LETTERS = 4096


class _Folding(dict[int, str]):
    """Characters' codes to what they fold to, each found out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        first = unicodedata.normalize("NFKD", character)[:1].lower()
        folded = _LETTERS.get(first, first) if len(first) == 1 else character
        if len(self) < _KEPT_LETTERS:
            self[code] = folded
        return folded


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """Words and numbers in order, lower-cased and composed; `3.7` and `3,7` are the same number, `8.30` and `8:30`."""
    plain = unicodedata.normalize("NFC", text).lower()
    # As `plain_number`; a call for each word of a library is most of what counting it takes.
    return [word.translate(_MARKS) if word[0].isdecimal() else word for word in WORD.findall(plain)]


def folded_words(text: str) -> list[str]:
    """The same without accents; see `fold`."""
    return [plain_number(word) for word in WORD.findall(fold(unicodedata.normalize("NFC", text)))]


def contracted_words(text: str) -> list[str]:
    """The same with what an apostrophe parts as one word: "don't" is "dont"."""
    return folded_words(text.replace("'", "").replace("’", ""))


def plain_number(word: str) -> str:
    """A number with commas for its points and colons; any other word as it is."""
    return word.translate(_MARKS) if word[0].isdecimal() else word


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = "sv") -> str:
    """The stem of a lower-cased word by Snowball; Swedish for every language but English.

    Snowball's Swedish leaves the article of "veckan" and takes the s of "leverans" for a genitive; this does neither.
    """
    if language == Language.EN.value:
        return str(_ENGLISH.stemWord(word))
    if word.endswith(_NOUNS_IN_ANS):
        return word
    found = str(_SWEDISH.stemWord(word))
    return str(_SWEDISH.stemWord(found[:-1])) if _WITH_ARTICLE.fullmatch(found) else found


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Lower case without accents, as it is typed on a foreign keyboard: `Häyhänen` becomes `hayhanen`.

    Every offset stays what it was.
    """
    return text.translate(_FOLDING)


def is_function_word(word: str) -> bool:
    """Whether a word, lower-cased, builds sentences and tells nothing of their subject; also typed without accents."""
    return word in _FUNCTION_WORDS


def content_words(text: str) -> list[str]:
    """The words and numbers that carry a text's subject, in order: no function words, no letters alone."""
    return [word for word in words(text) if not is_function_word(word) and (len(word) > 1 or word.isdigit())]


_FUNCTION_WORDS = FUNCTION_WORDS | frozenset(map(fold, FUNCTION_WORDS))
