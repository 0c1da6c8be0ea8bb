"""Questions for the meaning of a word, and sentences that tell it; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language.abbreviations import spelled_out
from corpus.language.forms import is_form
from corpus.language.words import fold, folded_words, is_function_word

_MOST_WORDS = 3
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:va|vad|what|whats) (?:ar|e|is|s|are) (?:en |ett |det |den |an? |the )?(?P<term>.+?)(?: for na(?:t|got))?",
        r"(?:va|vad) (?:betyder|innebar|menas med|star) (?:ordet |begreppet |forkortningen )?(?P<term>.+?)(?: for)?",
        r"what (?:does|do) (?:the )?(?P<term>.+?) (?:mean|stand for)",
        r"(?:forklara|definiera|define|explain) (?P<term>.+)",
        r"^(?P<term>.+?) (?:betyder|betydelse|forkortning|meaning|vad ar det(?: for na(?:t|got))?|what is (?:it|that))",
    )
)
_TELLS = re.compile(r"\W*(?:star for|betyder|innebar|ar ett? (?:ord|forkortning|namn)|stands for|means)\b")
_ENTRY = re.compile(r"\s*(?:[.:–,=]|- )\s*\S")


def asked_term(question: str) -> tuple[str, ...]:
    """The folded words, three at most, whose meaning is asked for: "vad är FOL", "KSM betyder?", "skuggkörning".
    Empty where the question asks for something else."""
    asked = " ".join(folded_words(question))
    for pattern in _ASKED:
        match = pattern.fullmatch(asked)
        if match:
            return _term(match["term"].split())
    return _term(asked.split()) if " " not in asked else ()


def _term(asked: Sequence[str]) -> tuple[str, ...]:
    known = any(is_function_word(word) or word[0].isdecimal() for word in asked)
    return () if known or len(asked) > _MOST_WORDS else tuple(asked)


def defines(term: Sequence[str], sentence: str, before: str) -> bool:
    """Whether a sentence tells what folded words mean.

    It follows the bare word, as in a glossary (`before` is what stands directly before it), begins with the word and
    a comma, colon or dash, says "X står för", or writes an abbreviation beside its long form.
    """
    if not term:
        return False
    if _begins(term, before) and len(folded_words(before)) == len(term):
        return True
    rest = _after(term, fold(sentence))
    if rest is not None and (_ENTRY.match(rest) or _TELLS.match(rest)):
        return True
    return len(term) == 1 and term[0] in {fold(short) for short in spelled_out([sentence])}


def _begins(term: Sequence[str], text: str) -> bool:
    said = folded_words(text)[: len(term)]
    return len(said) == len(term) and all(map(is_form, term, said))


def _after(term: Sequence[str], folded: str) -> str | None:
    """What follows where the text begins with the term; None where it does not."""
    if not _begins(term, folded):
        return None
    return re.sub(rf"^\W*(?:\w+\W+){{{len(term) - 1}}}\w+", "", folded, count=1)
