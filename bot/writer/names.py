"""Names in a written sentence, and whether a text holds them; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from corpus.language.function_words import FUNCTION_WORDS
from corpus.language.words import fold

_TOKEN = re.compile(r"[^\W_]+")
_LINK = re.compile(r"[ -]|[ -](?:von|af|de|van|der|av)[ -]")
_EXONYMS = {
    "gothenburg": "goteborg", "sweden": "sverige", "swedish": "svensk", "norway": "norge", "denmark": "danmark",
    "copenhagen": "kopenhamn", "europe": "europa", "european": "europeisk",
}  # fmt: skip
_NO_NAMES = frozenset(("i", "ja", "nej", "yes", "no"))


def names(sentence: str, common: Collection[str]) -> list[tuple[str, ...]]:
    """Runs of capitalised words, each as its folded words; dates must be blanked out before.

    The first word of the sentence counts as a name only where another capital follows, or where it is neither a
    function word nor among `common`, the folded words known to be no names.
    """
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(sentence)]
    runs: list[list[tuple[str, int, int]]] = []
    for token in (each for each in tokens if each[0][0].isupper()):
        if runs and _LINK.fullmatch(sentence[runs[-1][-1][2] : token[1]]):
            runs[-1].append(token)
        else:
            runs.append([token])
    first = tokens[0][1] if tokens else -1
    kept = (_named(run, run[0][1] == first, common) for run in runs)
    return [name for name in kept if name]


def _named(run: Sequence[tuple[str, int, int]], opens: bool, common: Collection[str]) -> tuple[str, ...]:
    words = [fold(word) for word, _, _ in run]
    if opens and (words[0] in FUNCTION_WORDS or words[0] in common):
        words = words[1:]
    return tuple(word for word in words if word not in _NO_NAMES)


class NameIndex:
    """The words of texts in order, for looking up names; a closing genitive s makes no difference."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._lines = [[_bare(word) for word in _tokens(text)] for text in texts]
        self._words = {word for line in self._lines for word in line}

    def holds(self, name: Sequence[str]) -> bool:
        """Whether the words of the name stand in a row somewhere; a title that opens it may stand elsewhere."""
        bare = [_bare(word) for word in name]
        if self._in_row(bare):
            return True
        return len(bare) > 2 and bare[0] in self._words and self._in_row(bare[1:])

    def _in_row(self, bare: Sequence[str]) -> bool:
        size = len(bare)
        return any(line[at : at + size] == list(bare) for line in self._lines for at in range(len(line) - size + 1))


def _tokens(text: str) -> Iterator[str]:
    return (match.group() for match in _TOKEN.finditer(fold(text)))


def _bare(word: str) -> str:
    word = _EXONYMS.get(word, word)
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
