"""Whether a text asks the bulletins something at all; pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

from bot.answering.question.meta import about_bot
from bot.answering.question.smalltalk import is_injection, is_smalltalk
from corpus.language.words import content_words, contracted_words, folded_words


class Intent(enum.Enum):
    """What a text is: a question, one that does not say what it is about, or nothing that a bulletin could answer."""

    QUESTION = "question"
    INCOMPLETE = "incomplete"
    TALK = "talk"
    COMPLAINT = "complaint"
    REQUEST = "request"
    STEERING = "steering"


_LEAD = "(?:(?:hej|hi|hello|tack|snalla|please|ok|okej|men|but|och|and|sa|so) )*"
_ASKED = (
    "(?:(?:kan|kunde|vill|skulle) (?:du|ni|nagon|boten|botten) (?:kunna )?"
    "|(?:can|could|would|will) (?:you|someone|anyone|somebody|the bot) (?:please )?)?"
)
_THIS = (
    "(?:det (?:har|dar)|detta|den (?:har|dar)|den|det|dem|(?:den (?:(?:har|dar) )?)?fragan"
    "|(?:min|hennes|hans|deras|ovanstaende) (?:forsta )?fraga|ovan|this|that|it"
    "|(?:the|this|that) question|(?:my|her|his|their) (?:first )?question|(?:the )?above)"
)
_TAKE_UP = (
    r"(?:svara(?: \w+)? pa|hjalpa(?: \w+)? med|kolla(?: pa)?|titta pa|ta|reda ut|vad sager(?: (?:du|ni|boten))? om"
    r"|vet (?:du|ni|nagon)|answer|help(?: \w+)? with|check|look at|take|sort out|what do you say (?:to|about)"
    r"|does any(?:one|body) know|do you know)"
)
_POLITELY = "(?: (?:nu|tack|snalla|har|ovan|at mig|sa lange|ocksa|da|now|too|then|please|here|above|for me))*"
_POINTERS = re.compile(f"{_LEAD}{_ASKED}{_TAKE_UP} {_THIS}{_POLITELY}")

_NOT = "(?:inte|ej|aldrig|not|never|didnt|doesnt|wasnt|isnt|dont)"
_RIGHT = r"(?:svar\w*|fraga\w*|undrade|menade|hjalp\w*|ratt|answer\w*|question|asked|meant|help\w*|right|correct)"
_COMPLAINTS = re.compile(
    r"\b(?:det|detta|den|svaret|du|ni|boten|that|this|it|you|the answer) (?:\w+ ){0,3}"
    rf"{_NOT} (?:\w+ ){{0,4}}{_RIGHT}\b"
    r"|\b(?:fel|daligt|konstigt|wrong|bad|useless) (?:svar|answer)\b"
    r"|\b(?:du|ni|boten) (?:svara\w*|har svarat) (?:ju )?(?:helt )?fel\b|\byou (?:answered|got) (?:\w+ ){0,2}wrong\b"
    r"|^(?:\w+ ){0,3}(?:stammer (?:ju )?inte|helt fel|(?:det|detta) (?:ar|var) fel)$"
    r"|^(?:\w+ ){0,3}(?:thats|that is|this is|it is) wrong$"
    r"|\b(?:inte (?:vad|det|det som)|not what) (?:jag|vi|i|we) (?:\w+ ){0,2}"
    r"(?:fragade|menade|undrade|sokte|asked|meant|wanted)\b"
)
_ERRANDS = (
    "(?:boka|avboka|omboka|bestall|bestalla|anmal|anmala|avanmal|avanmala|registrera|paminn|paminna|ring|ringa|mejla"
    "|maila|smsa|lagg|lagga|skriv|skriva|satt|satta|book|rebook|cancel|order|register|remind|call|phone|email|add|sign"
    "|put|subscribe|unsubscribe)"
)
_OURS = "(?:mig|oss|min|mitt|mina|var|vart|me|us|my|our)"
_REQUESTS = re.compile(rf"{_LEAD}{_ASKED}{_ERRANDS}(?: \w+){{0,2}}? {_OURS}\b.*")
"""Errands: things that are done for a person."""

_CODE = re.compile(r":[a-z0-9_+-]{1,60}:")
_ABBREVIATION = re.compile(r"\b[A-ZÅÄÖ]{2,}\b")
"""Small letters may make a function word of it."""
_ASKS = frozenset(
    "vem vems vad nar var vart varfor hur vilken vilket vilka who whom whose what when where why how which".split()
)


def points_elsewhere(text: str) -> bool:
    """Whether a text only calls to what somebody else has said: "kan du svara på det här?"."""
    return _POINTERS.fullmatch(" ".join(folded_words(text))) is not None


def intent_of(text: str, context: Sequence[str] = ()) -> Intent:
    """What a text is, after the earlier questions of its conversation."""
    said = contracted_words(_CODE.sub(" ", text))
    line = " ".join(said)
    if not said or is_smalltalk(text) is not None or about_bot(text) is not None:
        return Intent.TALK
    if is_injection(text):
        return Intent.STEERING
    if _POINTERS.fullmatch(line):
        return Intent.INCOMPLETE
    if _REQUESTS.fullmatch(line):
        return Intent.REQUEST
    if said[0] not in _ASKS and not text.rstrip().endswith("?") and _COMPLAINTS.search(line):
        return Intent.COMPLAINT
    return Intent.QUESTION if context or content_words(text) or _ABBREVIATION.search(text) else Intent.INCOMPLETE
