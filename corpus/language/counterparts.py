"""What English words are in Swedish: the terms of public administration, health care and projects; pure.

`terms.tsv`, written for this project, has an English term a line, a tab, and its Swedish counterparts between commas.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from corpus.language.forms import occurs
from corpus.language.words import content_words, stem, words
from corpus.types import Language

_FILE = Path(__file__).with_name("terms.tsv")
_MOST_WORDS = 3


def counterparts(text: str, language: Language) -> dict[str, tuple[str, ...]]:
    """The Swedish counterparts of an English text's content words, by word; empty for a text of another language.

    A counterpart is a lower-cased word, or some with blanks between them that must all stand ("lokal enhet"). Each
    word of a term such as "subject matter expert" has the term's counterparts beside its own.
    """
    if language is not Language.EN:
        return {}
    tokens = words(text)
    stems = [stem(token, Language.EN.value) for token in tokens]
    wanted = set(content_words(text))
    found: dict[str, dict[str, None]] = {}
    for count in range(_MOST_WORDS, 0, -1):
        for start in range(len(tokens) - count + 1):
            for other in _terms().get(tuple(stems[start : start + count]), ()):
                for token in wanted.intersection(tokens[start : start + count]):
                    found.setdefault(token, {})[other] = None
    return {token: tuple(others) for token, others in found.items()}


def glosses(question: str, language: Language, text: str) -> tuple[str, ...]:
    """The counterparts of the question's words that `text` holds in any form, in order, one for each word."""
    found = counterparts(question, language)
    held = (_held(found[word], text) for word in words(question) if word in found)
    return tuple(dict.fromkeys(one for one in held if one))


def _held(others: tuple[str, ...], text: str) -> str:
    return next((other for other in others if all(occurs(word, text) for word in other.split())), "")


@lru_cache(maxsize=1)
def _terms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Stems of English terms to their Swedish counterparts."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        term, _, others = line.partition("\t")
        key = tuple(stem(word, Language.EN.value) for word in words(term))
        found.setdefault(key, {}).update(dict.fromkeys(" ".join(words(other)) for other in others.split(",")))
    return {key: tuple(others) for key, others in found.items()}
