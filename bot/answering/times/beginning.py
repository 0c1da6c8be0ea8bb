"""Whether a question asks for what was said at the beginning: "från början", "in the first timetable"; pure."""

from __future__ import annotations

from corpus.language.words import fold, folded_words


def _folded(*words: str) -> frozenset[str]:
    return frozenset(map(fold, words))


_PHRASES = tuple(
    f" {' '.join(folded_words(words))} "
    for words in ("från början", "i början", "till en början", "at first", "from the start", "at the start",
                  "in the beginning", "at the outset", "from the outset", "version 1")
)  # fmt: skip
_OPENINGS = ("ursprung", "original", "initial")
_FIRST = _folded("först", "första", "förste", "first")
_PAST = _folded(
    "var", "blev", "hade", "hette", "skulle", "sattes", "gällde", "ledde", "räknade", "angav", "stod", "bestämdes",
    "beräknades", "planerades", "valdes", "utsågs", "was", "were", "did", "had", "planned", "supposed", "chosen",
)  # fmt: skip
_SPOKEN = ("plan", "planen", "version", "versionen", "budget", "budgeten", "kalkyl", "kalkylen", "beräkning",
           "beräkningen", "beslut", "beslutet", "avtal", "avtalet", "besked", "beskedet", "instruktion",
           "instruktionen", "reglerna", "timetable", "schedule", "estimate", "announcement", "decision", "agreement",
           "contract", "rules")  # fmt: skip
"""What of several there may be says something: "the first contract", "den första tidplanen"."""
_WHEN = _folded("när", "when", "då")
_BEGUN = _folded(
    "började", "startade", "infördes", "inleddes", "öppnade", "lanserades", "köptes", "beställdes", "drog",
    "presenterades", "began", "started", "launched", "introduced", "opened", "bought", "ordered", "presented",
)  # fmt: skip


def asks_for_first(question: str) -> bool:
    """Whether the question asks what was said at the very first of something that may have changed since."""
    said = folded_words(question)
    text = f" {' '.join(said)} "
    if any(words in text for words in _PHRASES) or any(word.startswith(_OPENINGS) for word in said):
        return True
    past = any(word in _PAST for word in said)
    for place, word in enumerate(said):
        if word in _FIRST and (past or any(other.endswith(_SPOKEN) for other in said[place + 1 : place + 2])):
            return True
        # Not as the first word: "när började provet?" asks for a time, "vem ledde det när provet började?" names one.
        if word in _WHEN and place > 1 and past and any(other in _BEGUN for other in said[place + 1 :]):
            return True
    return False
