"""Finds the words of a sentence in quotes: as they are, or across languages by what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeAlias

import numpy as np

from corpus.language.forms import occurrences, occurs
from corpus.language.sentences import line_sentences
from corpus.language.words import is_function_word
from index.types import Vectors

Vectorize: TypeAlias = Callable[[Sequence[str]], Vectors]
"""Texts to unit vectors: the packaged encoder's, for queries. The limits below hold for no other encoder."""

LEAST_SHARE = 0.7
"""The share of a sentence's content words that the quotes and their context must hold, in one language."""

ALIKE_WORDS = 0.9
"""The cosine from which two words mean the same. Of 36 pairs of an English word and its Swedish translation two thirds
reach it, of the other combinations one in a thousand, of 20 pairs of opposites only before and after."""

ALIKE_SENTENCES = 0.85
"""The cosine from which a sentence says what one in the other language does. Of 400 English sentences all reach it with
their Swedish translation, 12 % with the sentence after that in the same article, none with one from elsewhere."""

_WORD = re.compile(r"[^\W_]+")


class Finder(Protocol):
    """Where the words of one sentence stand in its quotes. `is_strict` says whether a word that is not found is
    certainly missing."""

    @property
    def is_strict(self) -> bool: ...

    def places(self, word: str) -> Collection[int]:
        """The offsets in the quotes at which a folded word stands, in any inflection."""

    def covers(self, sentence: str, words: Sequence[str]) -> bool:
        """Whether the quotes and their context hold enough of a sentence with these folded content words."""


class LexicalFinder:
    """Words as they are, in any inflection or compound."""

    is_strict = True

    def __init__(self, quoted: str, around: str) -> None:
        self._quoted, self._around = quoted, around

    def places(self, word: str) -> Collection[int]:
        return occurrences(word, self._quoted)

    def covers(self, sentence: str, words: Sequence[str]) -> bool:
        found = sum(occurs(word, self._around) for word in words)
        return found >= LEAST_SHARE * len(words)


class MeaningFinder:
    """Words as they are, and words of like meaning; sentences by meaning alone."""

    is_strict = False

    def __init__(self, quoted: str, vectorize: Vectorize) -> None:
        self._quoted = quoted
        self._sentences = [quoted, *_sentences(quoted)]
        self._standing = _standing(quoted)
        self._vectorize = vectorize
        self._known: dict[str, Vectors] = {}

    def places(self, word: str) -> Collection[int]:
        found = set(occurrences(word, self._quoted))
        if self._standing:
            cosines = self._of([text for text, _ in self._standing]) @ self._of([word])[0]
            found |= {self._standing[row][1] for row in map(int, np.flatnonzero(cosines >= ALIKE_WORDS))}
        return found

    def covers(self, sentence: str, words: Sequence[str]) -> bool:
        return float((self._of(self._sentences) @ self._of([sentence])[0]).max()) >= ALIKE_SENTENCES

    def _of(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._vectorize(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in line_sentences(text)] or [text]


def _standing(text: str) -> list[tuple[str, int]]:
    """The content words of a text, lower case, and where each begins."""
    return [(match.group().lower(), match.start()) for match in _WORD.finditer(text)
            if len(match.group()) > 2 and not is_function_word(match.group().lower())]  # fmt: skip
