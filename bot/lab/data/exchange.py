"""The same question of another world: persons, years and numbers exchanged in question, passages and answer alike.

A network that meets a programme in many rounds learns its facts by heart; of an exchanged one it can only read them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.lab.data.pack import Searched, SearchedPassage
from corpus.types import Span

_NAME = r"[A-ZÅÄÖÉ][a-zåäöéüø]+(?:-[A-ZÅÄÖÉ][a-zåäöéüø]+)?"
_CAPITALS = re.compile(rf"(?<![\w-]){_NAME}(?: {_NAME})*(?![\w-])")
"""Words with capitals one after another."""
_BEGINNING = re.compile(r"(?:^|[.!?:\n][^\w]*)$")
"""What stands before a sentence: its first word has a capital whatever it is."""
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(rf"(?<!\w)(?:{_NAME}|\d+)(?!\w)")
_SHIFTS = (-3, -2, -1, 1, 2, 3)
_DAYS = 28


@dataclass(frozen=True, slots=True)
class Persons:
    """Given names and surnames to exchange by."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]


def persons_in(texts: Iterable[str]) -> Persons:
    """The names of the persons that the texts name, each once: two capitals are a person's, more an organisation's."""
    found = [run for text in texts for run in _runs(text) if len(run) == 2]
    given, surnames = (sorted({pair[part] for pair in found}) for part in (0, 1))
    return Persons(tuple(given), tuple(surnames))


def _runs(text: str) -> Iterator[list[str]]:
    for match in _CAPITALS.finditer(text):
        if not _BEGINNING.search(text[max(0, match.start() - 3) : match.start()]) and match.start():
            yield match.group().split()


def exchanged(one: Searched, persons: Persons, rng: random.Random) -> Searched:
    """`one` with other persons, years and numbers, the same ones wherever the old ones stand."""
    passages = [passage for passage in (one.right, one.nearest, *one.others) if passage is not None]
    change = _Exchange(_new_names([passage.text for passage in passages], persons, rng), rng)
    right, answer = one.right, one.answer
    if right is not None and answer is not None:
        answer = change.moved(right.text, answer)
    return replace(
        one,
        text=change(one.text),
        right=None if right is None else _of(right, change),
        answer=answer,
        others=tuple(_of(passage, change) for passage in one.others),
        nearest=None if one.nearest is None else _of(one.nearest, change),
    )


def _of(passage: SearchedPassage, change: Callable[[str], str]) -> SearchedPassage:
    return replace(passage, context=change(passage.context), text=change(passage.text))


def _new_names(texts: Sequence[str], persons: Persons, rng: random.Random) -> dict[str, str]:
    named = persons_in(texts)
    names = {name: rng.choice(persons.surnames) for name in named.surnames}
    return names | {name: rng.choice(persons.given) for name in named.given}


class _Exchange:
    """Replaces names and numbers in a text; a number once drawn stands for its old one everywhere."""

    def __init__(self, names: dict[str, str], rng: random.Random) -> None:
        self._known, self._rng = names, rng
        self._shift = rng.choice(_SHIFTS)

    def __call__(self, text: str) -> str:
        return _WORD.sub(lambda match: self._new(match.group()), text)

    def moved(self, text: str, span: Span) -> Span:
        """Where `span` of the text stands in the exchanged text; a word that the span cuts counts whole."""
        start, end, grown = span.start, span.end, 0
        for match in _WORD.finditer(text):
            more = len(self._new(match.group())) - len(match.group())
            if match.end() <= span.start:
                start += more
            if match.start() < span.end:
                grown += more
        return Span(start, end + grown)

    def _new(self, word: str) -> str:
        if word not in self._known:
            self._known[word] = self._number(word) if _NUMBER.fullmatch(word) else word
        return self._known[word]

    def _number(self, word: str) -> str:
        if _YEAR.fullmatch(word):
            return str(int(word) + self._shift)
        if int(word) <= _DAYS:
            return word if word.startswith("0") else str(self._rng.randint(1, _DAYS))
        first = self._rng.randint(1, 9)
        return str(first) + "".join(str(self._rng.randint(0, 9)) for _ in word[1:])
