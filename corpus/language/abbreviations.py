"""Abbreviations that the texts themselves explain; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.language.words import fold

_SHORT = r"(?P<short>[A-ZÅÄÖ][A-Za-zÅÄÖåäö0-9]{0,3}[A-ZÅÄÖ0-9][A-Za-zÅÄÖåäö0-9]{0,3})"
_LINK = r"(?:,? (?:förkorta[ts]|som förkortas|abbreviated) |, | \(|\((?:[^()]{2,60}, )?)"
_AFTER = re.compile(rf"(?P<long>[^\W\d_][\w -]{{5,79}}?){_LINK}{_SHORT}(?=[),.;:\s]|$)")
_INSIDE = re.compile(rf"(?:^|[(,;] ?)(?P<long>[^\W\d_][\w -]{{5,79}}), {_SHORT}\)")
_LINKED = re.compile(rf"{_LINK}{_SHORT}(?=[),.;:\s]|$)")
"""Stands in every text that either of these fits. It looks at commas and brackets, they at every letter."""
_BEFORE = re.compile(rf"\b{_SHORT} \((?P<long>[^()\d]{{6,80}})\)")


def spelled_out(texts: Iterable[str]) -> dict[str, str]:
    """Abbreviation to words, both lower-cased: `sas` is not guessed, only what stands explained in a text counts.

    `Södra Älvsborgs sjukhus, SÄS`, `Some name (SN)`, `SN (some name)` and `local name (some name, SN)` are explained;
    the abbreviation's letters must begin the words or parts of them, in order.
    """
    found: dict[str, str] = {}
    for text in texts:
        for short, name in each_spelled_out(text):
            found.setdefault(short, name)
    return found


def each_spelled_out(text: str) -> Iterator[tuple[str, str]]:
    """Each abbreviation that a text explains, with its words, both lower-cased; see `spelled_out`."""
    for pattern in (_BEFORE, _AFTER, _INSIDE) if _LINKED.search(text) else (_BEFORE,):
        for match in pattern.finditer(text):
            name = _name(match["long"], match["short"])
            if name:
                yield match["short"].lower(), name.lower()


def _name(words: str, short: str) -> str | None:
    """The shortest end of `words` whose initials spell `short`, or None."""
    apart = words.replace("-", " ").split()
    for first in range(len(apart) - 1, -1, -1):
        tail = apart[first:]
        if tail[0][0].lower() == short[0].lower() and _spells(tail, fold(short.lower())):
            return " ".join(tail)
        if len(tail) > len(short) + 3:
            break
    return None


def _spells(words: list[str], short: str) -> bool:
    """Whether `short` is read off the words: each letter begins a word, or goes on within the word before."""
    text = "|".join(fold(word.lower()) for word in words)
    at = -1
    starts = 0
    for letter in short:
        at = _next(text, letter, at + 1)
        if at < 0:
            return False
        starts += at == 0 or text[at - 1] == "|"
    return 2 * starts >= len(short) and len(words) <= len(short) + 3


def _next(text: str, letter: str, start: int) -> int:
    """Where `letter` stands next: first at the beginning of a word, else anywhere."""
    beginning = ("|" + text).find("|" + letter, start)
    return beginning if beginning >= 0 else text.find(letter, start)
