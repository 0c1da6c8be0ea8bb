"""How people at work type: the same question with slips, short forms and missing signs."""

from __future__ import annotations

import random
import re

_BARE = str.maketrans("åäöÅÄÖéüæøÆØ", "aaoAAOeuaoAO")
_SPOKEN = {
    "någon": "nån",
    "något": "nåt",
    "några": "nåra",
    "och": "o",
    "de": "dom",
    "dem": "dom",
    "är": "e",
    "att": "o",
    "mig": "mej",
    "dig": "dej",
    "sådan": "sån",
    "säger": "säjer",
    "sedan": "sen",
    "också": "oxå",
    "ska": "ska",
    "skall": "ska",
    "inte": "inte",
    "information": "info",
}
_SMALL = frozenset(
    "vad vem vilka vilken vilket när var hur varför är var har hade kan ska skulle blir blev den det de en ett att "
    "som på i av för till med om från och eller sig man vid under the a an of in on is are was were what who which "
    "when where how why did does do has have had to for by from with and or be been it its that this "
    "hva hvem hvilke hvilken hvilket hvor hvorfor når er har et å og".split()
)
_NEAR = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "n": "bm", "s": "ad", "t": "ry", "r": "et", "l": "kö", "d": "sf"}
_WORD = re.compile(r"\w+")


def roughen(question: str, rng: random.Random) -> str:
    """One or two random distortions of `question`, never empty."""
    for _ in range(rng.choice((1, 1, 2))):
        distortion = rng.choice((slip, slip, bare, lower, unmarked, spoken, keywords))
        question = distortion(question, rng) or question
    return question


def slip(text: str, rng: random.Random) -> str:
    """A letter left out, doubled, swapped with the next or struck beside, in one longer word."""
    words = [match for match in _WORD.finditer(text) if match.end() - match.start() > 4]
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    letter = text[at]
    changed = rng.choice(("", letter * 2, text[at + 1] + letter, rng.choice(_NEAR.get(letter, letter))))
    return text[:at] + changed + text[at + (2 if len(changed) == 2 and changed[0] != letter else 1) :]


def bare(text: str, rng: random.Random) -> str:
    return text.translate(_BARE)


def lower(text: str, rng: random.Random) -> str:
    return text.lower().rstrip(" ?")


def unmarked(text: str, rng: random.Random) -> str:
    return text.rstrip(" ?.")


def spoken(text: str, rng: random.Random) -> str:
    return _WORD.sub(lambda match: _SPOKEN.get(match.group().lower(), match.group()), text)


def keywords(text: str, rng: random.Random) -> str:
    """Only the words that carry the subject; the first question word stays half of the time."""
    words = [match.group() for match in _WORD.finditer(text)]
    kept = [word for word in words if word.lower() not in _SMALL]
    if len(kept) < 2:
        return text
    return " ".join((words[:1] if rng.random() < 0.5 and words[0] not in kept else []) + kept)
