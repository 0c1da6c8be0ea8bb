"""Greetings, thanks and other words that ask nothing of the bulletins; pure."""

from __future__ import annotations

import enum
import re

from corpus.language.words import contracted_words, folded_words


class SmallTalk(enum.Enum):
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    WELLBEING = "wellbeing"
    HELP = "help"
    TEST = "test"


_FILLER = r"(?:da|du|dig|sa|for|det|dar|svaret|hjalpen|mycket|allt|alla|ni|bot|botten|boten|there|you|all|everyone" \
          r"|very|much|so|the|help|your|again|igen|pa|er|och|and|o|ha|en|bra|good|nice|a|now|nu|team)"  # fmt: skip
_FORMS: tuple[tuple[SmallTalk, str], ...] = (
    (SmallTalk.WELLBEING, r"(?:(?:hej|hi|hello) )?(?:hur mar du|hur ar (?:det|laget)(?: med dig)?|laget"
                          r"|hur star det till|how are you|how are you doing|hows it going|whats up)"
                          r"(?: (?:idag|i dag|nu|da|today|then))*"),
    (SmallTalk.HELP, r"(?:hjalp|help|(?:hej |hi )?(?:vad kan du(?: gora| svara pa)?|vem ar du|vad ar du"
                     r"|what can you (?:do|answer)|who are you|what are you|how do you work|hur funkar du"
                     r"|hur fungerar du|are you (?:a|an) (?:bot|robot|human|ai)|ar du en (?:bot|robot|manniska)))"),
    (SmallTalk.TEST, r"(?:(?:ett |en |just |bara )?test(?:ing|ar)?(?: test)*|ping|123)"),
    (SmallTalk.GREETING, r"(?:hej|hejsan|hejhej|halla|tja|tjena|tjenare|god (?:morgon|kvall|dag)|godmorgon|goddag|hi"
                         r"|hello|hey|good (?:morning|afternoon|evening)|morning|morrn)(?: hej| " + _FILLER + ")*"),
    (SmallTalk.GOODBYE, r"(?:hej da|hejda|adjo|vi ses|ha det bra|bye|goodbye|see you|good ?night|god ?natt)(?: "
                        + _FILLER + ")*"),
    (SmallTalk.THANKS, r"(?:(?:ok|okej|okay|perfekt|toppen|super|great|perfect|bra) )*(?:tack|tackar|tusen tack|tack sa"
                       r"|thanks|thank you|thx|cheers|ok|okej|okay|perfekt|toppen|kanon|super|great|perfect|bra"
                       r"|good bot|bra jobbat|well done|eller hur)(?: " + _FILLER + ")*"
                       r"|(?:(?:men|wow|oh|ah) )?(?:du|boten|you) (?:ar|are)"
                       r" (?:(?:sa|ju|verkligen|helt|so|really|the|a) )*"
                       r"(?:grym|bast|bra|duktig|snabb|toppen|fantastisk|kanon|underbar|guld|snall|best|great|awesome"
                       r"|amazing|brilliant|fast|star|lifesaver)(?: " + _FILLER + ")*"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(form)) for kind, form in _FORMS)


def is_smalltalk(question: str) -> SmallTalk | None:
    """What kind of small talk the whole question is; None where something is asked."""
    said = " ".join(contracted_words(question))
    order = (SmallTalk.GOODBYE, SmallTalk.WELLBEING, SmallTalk.HELP, SmallTalk.TEST)
    ranked = sorted(_PATTERNS, key=lambda pair: pair[0] not in order)
    return next((kind for kind, pattern in ranked if pattern.fullmatch(said)), None)


_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass) (?:\w+ ){0,4}(?:instructions?|sources?|rules?|prompts?|bulletins?"
    r"|documents?|guidelines?|restrictions?|above|previous)\b"
    r"|\b(?:ignorera|glom|strunta i|bortse fran|hoppa over|asidosatt) (?:\w+ ){0,4}(?:instruktion\w*|kallor\w*"
    r"|regler\w*|prompt\w*|bulletin\w*|dokument\w*|ovan\w*|tidigare)\b"
    r"|\b(?:you are now|act as|pretend (?:to be|that|you)|roleplay|jailbreak|system prompt|developer mode)\b"
    r"|\b(?:du ar nu|agera som|latsas (?:att|vara)|rollspel|systemprompt\w*)\b"
    r"|\b(?:just guess|make (?:something|it) up|gissa bara|hitta pa (?:nagot|ett|nat))\b"
)


def is_injection(question: str) -> bool:
    """Whether the words try to steer the bot instead of asking it something."""
    return _INJECTION.search(" ".join(folded_words(question))) is not None
