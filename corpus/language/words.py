"""Text to words, stems and folded forms; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_SWEDISH

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+\d*")
_STEMMERS = {"sv": Stemmer.Stemmer("swedish"), "en": Stemmer.Stemmer("english")}
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
FUNCTION_WORDS = frozenset(STOPWORDS_EN_PLUS) | frozenset(STOPWORDS_SWEDISH)


def words(text: str) -> list[str]:
    """Words and numbers in order, lower-cased and composed; `3.7` and `3,7` are the same number."""
    plain = unicodedata.normalize("NFC", text).lower()
    return [word.replace(".", ",") for word in WORD.findall(plain)]


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = "sv") -> str:
    """Snowball's stem; Swedish for every language but English."""
    return str(_STEMMERS.get(language, _STEMMERS["sv"]).stemWord(word))


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Lower case without accents, as it is typed on a foreign keyboard: `Häyhänen` becomes `hayhanen`.

    Every offset stays what it was.
    """
    return text.translate(_FOLDING)


def is_function_word(word: str) -> bool:
    return word in FUNCTION_WORDS


def content_words(text: str) -> list[str]:
    """The words that carry a question's subject; all of them where nothing else is left."""
    found = words(text)
    return [word for word in found if not is_function_word(word)] or found
