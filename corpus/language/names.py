"""Names in running text: of people, places and things, and whether a text holds them; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from corpus.language.patterns import dates, spans_of
from corpus.language.sentences import opens
from corpus.language.words import fold, is_function_word
from corpus.types import Span

_UPPER = "A-ZÅÄÖÉÜØÆ"
# Bounded, so that a chain of hyphens costs no more than its length: each word within it is tried as a beginning.
_CAPITALISED = rf"[{_UPPER}][\w’']{{0,60}}(?:-[\w’']{{1,60}}){{0,4}}"
_NAME = re.compile(rf"\b{_CAPITALISED}(?: (?:(?:von|af|de|van|der) )?{_CAPITALISED})+")
_ANY_NAME = re.compile(rf"\b{_CAPITALISED}(?: (?:(?:von|af|de|van|der) )?{_CAPITALISED})*")
_PLACE = re.compile(
    r"\b(?:[Ii]|[Pp]å|[Vv]id|[Hh]os|[Ff]rån|[Tt]ill|[Ii]n|[Aa]t|[Ff]rom|[Nn]ear) (?:the )?"
    rf"({_CAPITALISED}(?:(?: och| and|,)? {_CAPITALISED})*"
    r"(?:(?<=s) [a-zåäö]{5,}(?=[ ,.;:)]|$))?)"
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LEAST = 3
_TOKEN = re.compile(r"[^\W_]+")
_LINK = re.compile(r"[ -]|[ -](?:von|af|de|van|der|av)[ -]")
_EXONYMS = {
    "gothenburg": "goteborg", "sweden": "sverige", "swedish": "svensk", "norway": "norge", "denmark": "danmark",
    "copenhagen": "kopenhamn", "europe": "europa", "european": "europeisk",
}  # fmt: skip
_NO_NAMES = frozenset(("i", "ja", "nej", "yes", "no"))


@lru_cache(maxsize=8192)
def places(text: str) -> tuple[Span, ...]:
    """What a preposition of place and a capital letter point out, without the preposition."""
    return tuple(span for span in spans_of(_PLACE, text, 1) if not dates(text[span.start : span.end]))


@lru_cache(maxsize=8192)
def full_names(text: str) -> tuple[Span, ...]:
    """Two or more capitalised words together; a title that opens the sentence is left out."""
    found = (_without_opening(text, span) for span in spans_of(_NAME, text))
    return tuple(span for span in found if span is not None and not dates(text[span.start : span.end]))


@lru_cache(maxsize=8192)
def any_names(text: str) -> tuple[Span, ...]:
    """Capitalised words inside the sentence, alone or together: people, organisations, products."""
    found = (_without_opening(text, span) for span in spans_of(_ANY_NAME, text))
    return tuple(span for span in found if span is not None and not dates(text[span.start : span.end]))


FIRST_NAMES = frozenset((
    "anna eva maria karin kristina christina lena kerstin sara emma ingrid marie malin jenny hanna birgitta elin linda "
    "annika elisabeth susanne monica monika sofia johanna inger ulla carina karina helena katarina ida julia anita "
    "åsa amanda gunilla camilla caroline margareta barbro eleonora agneta viktoria cecilia josefin sandra anneli "
    "matilda elsa alice maja ebba wilma klara alva astrid signe fatima lars mikael anders johan peter per erik karl "
    "jan thomas tomas daniel fredrik hans andreas bengt mats stefan magnus bo martin nils mattias jonas jörgen göran "
    "björn patrik henrik ulf leif lennart kent marcus markus kjell sven robert christer rolf håkan alexander david "
    "christian kristian oskar oscar gustav gustaf emil viktor victor simon lucas lukas hugo liam elias ali mohammed "
    "ahmed omar gunnar åke arne olle kalle pelle nisse lisa kim lotta kajsa ola zlatan mona berit gun britt "
    "inga siv ann ellen alma nora vera olivia felicia moa nathalie tilda emelie frida louise pernilla "
    "petra ulrika yvonne sten stig roland roger torbjörn tommy conny jimmy joakim jakob jacob isak oliver noah "
    "william filip felix melker arvid axel albin anton edvin ludvig max mehmet hassan "
    "hussein ibrahim yusuf mariam aisha amina zahra layla"
).split())  # fmt: skip
"""Common first names, in small letters."""


def _without_opening(text: str, span: Span) -> Span | None:
    """The name without a first word that has its capital from the sentence alone."""
    name = text[span.start : span.end]
    if not opens(text, span.start):
        return span
    first, _, rest = name.partition(" ")
    if not rest:
        return span if _is_acronym(first) else None
    # "Regiondirektör Ann-Sofi Lodin": three capitals at a sentence's start are a title and a name.
    opening = rest.count(" ") >= 1 or is_function_word(first.lower())
    return Span(span.start + len(first) + 1, span.end) if opening else span


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def named(question: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The folded names in a question: words with a capital within it, and words that `texts` write with nothing else.

    A Swedish or English genitive is taken off where the texts know the name without it. A question all in capitals
    tells no name by them.
    """
    always = _always_capital(texts)
    shouted = question.isupper()
    found: list[str] = []
    for place, match in enumerate(_WORD.finditer(question)):
        word = fold(match[0])
        bare = word.removesuffix("s")
        known = next((form for form in (word, bare) if form in always), None)
        if not is_function_word(match[0].lower()) and (known or (place and match[0][0].isupper() and not shouted)):
            found.append(known or word)
    return tuple(dict.fromkeys(found))


def _always_capital(texts: Iterable[str]) -> set[str]:
    spelt = [_spelt(text) for text in texts]
    small = {word for _, without in spelt for word in without}
    return {word for capital, _ in spelt for word in capital} - small


@lru_cache(maxsize=4096)
def _spelt(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The folded words that the text writes with a capital within its sentences, and those that it writes without."""
    capital: set[str] = set()
    small: set[str] = set()
    for match in _WORD.finditer(text):
        if not match[0][0].isupper():
            small.add(fold(match[0]))
        elif len(match[0]) >= _LEAST and not opens(text, match.start()):
            capital.add(fold(match[0]))
    return frozenset(capital), frozenset(small)


def missing(names: Sequence[str], text: str) -> int:
    """How many of the folded names no word of `text` begins with."""
    folded = fold(text)
    return sum(re.search(rf"(?<!\w){re.escape(name)}", folded) is None for name in names)


def name_runs(sentence: str, common: Collection[str]) -> list[tuple[str, ...]]:
    """The names of one sentence: runs of capitalised words, each as its folded words; dates must be blanked out before.

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
    if opens and (is_function_word(words[0]) or words[0] in common):
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
