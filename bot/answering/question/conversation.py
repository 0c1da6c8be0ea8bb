"""A question that leans on earlier ones made whole, and one that asks two things made two; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.words import content_words, folded_words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PERSON_PRONOUNS = _set("han hon honom henne hans hennes he she him her his hers")
_THING_PRONOUNS = _set(
    "det den de dom dem dess deras dessa denna detta da dar dit it they them their its that this those these there then"
)
_CONTINUATIONS = _set("och o men and but sa so also also eller or")
_FEW_WORDS = 1
_LEANT_ON = 2
MOST_EARLIER = 5
"""How many earlier questions of a conversation are handed on with a new one: it leans on two at most, and what was said
between them may be blank, such as a bare mention."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was asked before a question in its conversation, oldest first. `leans` says that the question is known to
    lean on that, whatever its words are."""

    questions: tuple[str, ...] = ()
    leans: bool = False


NO_EARLIER = Earlier()
"""Before a question that nothing was asked before."""


def leans_on_earlier(question: str) -> bool:
    """Whether the question needs an earlier one: a personal pronoun, or too few words of its own."""
    asked = folded_words(question)
    if _PERSON_PRONOUNS & set(asked):
        return True
    own = len(set(content_words(question)))
    if asked and asked[0] in _CONTINUATIONS:
        return own <= _FEW_WORDS + 1
    return own == 0 or (own <= _FEW_WORDS and bool(_THING_PRONOUNS & set(asked)))


def standalone(question: str, context: Sequence[str]) -> str:
    """The question with the earlier questions that it leans on in front; itself where it stands alone."""
    leant_on = (text.strip() for text in context[len(context) - count_leant_on(question, context) :])
    return " ".join([*(_ended(text) for text in leant_on if text), question])


def as_searched(question: str, earlier: Earlier) -> str:
    """The question as it is searched and read. One that is known to lean on earlier ones gets the words behind it that
    it lacks: a whole message in front, with all that people write around a question, drowns what is asked."""
    if not earlier.leans:
        return standalone(question, earlier.questions)
    last = [text for text in earlier.questions if text.strip()][-_LEANT_ON:]
    leant_on = last if last and leans_on_earlier(last[-1]) else last[-1:]
    own = set(content_words(question))
    words = dict.fromkeys(word for text in leant_on for word in content_words(text) if word not in own)
    return " ".join([question, *words])


def count_leant_on(question: str, context: Sequence[str]) -> int:
    """How many of the last earlier questions it takes to understand this one; 0 where it stands alone."""
    if not leans_on_earlier(question):
        return 0
    for count, earlier in enumerate(reversed(context), start=1):
        if not leans_on_earlier(earlier) or count == _LEANT_ON:
            return count
    return len(context)


def _ended(text: str) -> str:
    return text if text.endswith(("?", ".", "!")) else f"{text}?"


_INTERROGATIVE = (
    r"(?:vem|vems|vad|när|nar|var|vart|varför|varfor|hur|vilken|vilket|vilka|who|whom|what|when|where|why|how|which)"
)
_VERB = r"(?:är|ska|kan|har|blir|får|finns|måste|behöver|gäller|kommer|is|are|will|can|does|do|has|must)"
_JOINT = re.compile(
    r"(?:\?\s*+(?:(?:och|o|samt|and|&)\s++)?+|(?:,|(?<![\s,]))\s++(?:och|o|samt|and|&|\+)\s++(?:i\s+så\s+fall\s+)?+|,\s++)"
    rf"(?={_INTERROGATIVE}\b)|\?\s++(?={_VERB}\b)",
    re.IGNORECASE,
)
_STARTS = re.compile(rf"^(?:[^\W\d_]+\s+){{0,3}}?{_INTERROGATIVE}\b|^{_VERB}\b", re.IGNORECASE)
_LEAST_WORDS = 2
_MOST_PARTS = 12
"""More is no list of questions."""


def parts(question: str) -> tuple[str, ...]:
    """The questions that a compound question joins, in order; one where it is not compound."""
    found = [part.strip(" ?,") for part in _JOINT.split(question)]
    found = [part for part in found if part]
    whole = all(len(part.split()) >= _LEAST_WORDS and _STARTS.match(part) for part in found)
    if not whole or not 1 < len(found) <= _MOST_PARTS:
        return (question,)
    return tuple(f"{part}?" for part in found)
