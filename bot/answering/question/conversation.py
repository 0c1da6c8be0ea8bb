"""A question that leans on earlier ones or corrects one made whole, and one that asks two things made two; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.question.remarks import asks_whether_still, meant_instead
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
    lacked = (word for text in leant_on for word in content_words(text) if word not in own)
    numbered = any(word[0].isdigit() for word in own)
    words = dict.fromkeys(word for word in lacked if not (numbered and word[0].isdigit()))
    return " ".join([question, *words])


def as_meant(question: str, earlier: Earlier) -> tuple[str, Earlier]:
    """A correction of the last earlier question ("nej, jag menade option 3") as that question with what was meant in
    it, after nothing; one whether that holds still as that question anew; any other as it is."""
    if earlier.questions and asks_whether_still(question):
        return earlier.questions[-1], replace(earlier, questions=earlier.questions[:-1])
    said = meant_instead(question) if earlier.questions else None
    if said is None:
        return question, earlier
    if _STARTS.match(said):
        return f"{said}?", replace(earlier, leans=True)
    words, meant = earlier.questions[-1].split(), set(content_words(said))
    held = [set(content_words(word)) for word in words]
    shared = [place for place, each in enumerate(held) if meant & each]
    telling = [place for place, each in enumerate(held) if each]
    front = words[: (shared or telling or [len(words)])[0]]
    if front and front[-1].lower() == said.split()[0].lower():
        front = front[:-1]
    return f"{' '.join([*front, said])}?", NO_EARLIER


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


_PAIRED = re.compile(rf"\b(?:dels|både|bade|both|(?P<as>såväl|saval))\s++(?={_INTERROGATIVE}\b)", re.IGNORECASE)
_PAIRING = re.compile(
    rf"(?:[,;]|(?<![\s,;]))\s++(?:(?:och|o|samt|and|&)(?:\s++dels)?|dels)\s++(?={_INTERROGATIVE}\b)", re.IGNORECASE
)
_PAIRING_AS = re.compile(rf"(?<!\s)\s++som\s++(?!var\b)(?={_INTERROGATIVE}\b)", re.IGNORECASE)
"""The second half of "såväl vem som leder det som när det börjar"."""


_LEADING = frozenset(
    "behöver behover veta undrar vet saker sak frågor fragor fråga svara kolla hjälpa hjalpa vill två tva kan hej need"
    " know wonder wondering questions things two tell answer help hi hello".split()
)


def _paired(question: str) -> tuple[str, ...]:
    """The halves of "dels när det börjar, dels vem som leder det", with what is told before them in front of each;
    none of any other question."""
    found = _PAIRED.search(question)
    if found is None:
        return ()
    pairing = _PAIRING if found["as"] is None else _PAIRING_AS
    halves = [half.strip(" ?,.") for half in pairing.split(question[found.end() :])]
    before = question[: found.start()].strip(" ,:")
    lead = f"{before}: " if set(content_words(before)) - _LEADING else ""
    whole = len(halves) > 1 and all(len(half.split()) >= _LEAST_WORDS for half in halves)
    return tuple(f"{lead}{half}?" for half in halves) if whole else ()


def parts(question: str) -> tuple[str, ...]:
    """The questions that a compound question joins, in order; one where it is not compound."""
    if paired := _paired(question):
        return paired
    found = [part.strip(" ?,") for part in _JOINT.split(question)]
    found = [part for part in found if part]
    whole = all(len(part.split()) >= _LEAST_WORDS and _STARTS.match(part) for part in found)
    if not whole or not 1 < len(found) <= _MOST_PARTS:
        return (question,)
    return tuple(f"{part}?" for part in found)
