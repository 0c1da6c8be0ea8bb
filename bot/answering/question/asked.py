"""What a person asked: cleaned, checked, and the kind of answer that is expected; pure."""

from __future__ import annotations

import difflib
import enum
import re
from dataclasses import dataclass

from bot.errors import QuestionError
from corpus.language.characters import line
from corpus.language.words import folded_words, is_function_word
from corpus.types import Language

MAX_CHARACTERS = 2000
"""The longest question that is answered."""


class AnswerKind(enum.Enum):
    """What a right answer must contain."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"
    LIST = "list"
    THING = "thing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `text` is what the person wrote; `query` stands alone, without the earlier conversation."""

    text: str
    query: str
    language: Language
    kind: AnswerKind


def is_askable(text: str) -> bool:
    """Whether `clean` takes the text: it has words, and no more than are read."""
    return len(text) <= MAX_CHARACTERS and _has_words(line(text))


def clean(question: str) -> str:
    """The question without control characters, its white space collapsed.

    Raises:
        QuestionError: it is empty, or longer than `MAX_CHARACTERS`.
    """
    if len(question) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {MAX_CHARACTERS:,} are read. Ask it shorter."
        )
    text = line(question)
    if not _has_words(text):
        raise QuestionError("The question is empty. Write what you want to know.")
    return text


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


_OPENINGS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (AnswerKind.NUMBER, r"\bhur (?:manga|mycket|stor|stort|stora|lang|langt|gammal|hog|hogt|ofta)\b"
                            r"|\bhow (?:many|much|large|big|long|old|high|often)\b"
                            r"|\bvilket? (?:antal|belopp|pris)\b|\bantalet\b"
                            r"|\bwhat (?:number|amount|share|percentage)\b"
                            r"|\bvad kosta\w*|\bkostar\b|\bkostnaden\b|\bwhat (?:is|was|are) the (?:cost|price)\b"),
        (AnswerKind.TIME, r"\bnar\b|\bwhen\b|\bvilket (?:ar|datum)\b|\bvilken (?:dag|manad|vecka|tid|tidpunkt)\b"
                          r"|\b(?:what|which) (?:year|date|day|month|week|time)\b|\bhur dags\b|\bsenast vilket\b"
                          r"|\bhur lange\b|\bhow soon\b"),
        (AnswerKind.PERSON, r"\b(?:vem|vems|who|whos|whom|whose)\b|\bvilken person\b|\bwhich person\b"
                            r"|\bvilka personer\b|\bvad heter\b.*\b\w*(?:chef|ansvarig|direktor|ledare|ordforande)\w*"
                            r"|\bwhat (?:is|was) the name of the\b.*\b(?:head|director|manager|leader|chair)\w*"),
        (AnswerKind.REASON, r"\bvarfor\b|\bwhy\b|\bav vilken anledning\b|\bvad beror\b|\borsaken\b|\banledningen\b"
                            r"|\bwhat is the reason\b|\bhow come\b|\bvad ar syftet\b|\bsyftet\b|\bpurpose\b"),
        (AnswerKind.PLACE, r"^var\b|\bvar (?:ligger|finns|ska|kan|halls|sker|borjar|startar|nagonstans|ar|hittar)\b"
                           r"|\bvart\b|\bwhere\b|\bi vilken (?:stad|kommun|ort)\b|\bvarifran\b"),
        (AnswerKind.LIST, r"\bvilka\b|\bwhich\b(?= (?:\w+ ){0,2}\w{3,}s\b)|\bwhat are the\b|\blista\b|\blist\b"
                          r"|\brakna upp\b|\bname (?:the|all)\b"),
        (AnswerKind.MANNER, r"\bhur\b|\bhow\b|\bpa vilket satt\b"),
        (AnswerKind.THING, r"\bvad\b|\bvilken\b|\bvilket\b|\bwhat\b|\bwhats\b|\bwhich\b"),
    )
)  # fmt: skip
_YES_NO = re.compile(
    r"^(?:(?:men|och|o|sa|and|but|so) )?(?:ar|var|har|hade|kan|kunde|ska|skall|skulle|kommer|blir|blev|far|fick|maste|"
    r"finns|fanns|gar|gick|galler|ingar|behover|borde|vill|deltar|borjar|startar|is|are|was|were|has|have|had|can|"
    r"could|will|would|shall|should|does|do|did|must|may|am)\b (?!nagonstans)"
)
_PLACE_VAR = re.compile(r"^var (?:ligger|finns|ska|kan|halls|sker|nagonstans|ar|hittar|borjar|startar|utbildas)\b")
_INTERROGATIVES = ("varfor", "vilken", "vilket", "vilka", "where", "which", "manga", "mycket", "when", "vart", "vems")


def answer_kind(question: str) -> AnswerKind:
    """The kind of answer that the question's wording asks for; OTHER for bare keywords."""
    asked = " ".join(_mend(word) for word in folded_words(question))
    if _YES_NO.match(asked) and not _PLACE_VAR.match(asked):
        return AnswerKind.YES_NO
    found = [(match.start(), order, kind) for order, (kind, pattern) in enumerate(_OPENINGS)
             if (match := pattern.search(asked))]  # fmt: skip
    return min(found)[2] if found else AnswerKind.OTHER


def _mend(word: str) -> str:
    if len(word) < 4 or len(word) > 9 or is_function_word(word):
        return word
    near = difflib.get_close_matches(word, _INTERROGATIVES, n=1, cutoff=0.8)
    return near[0] if near else word


_EXACT_DAY = re.compile(
    r"\bvilken dag\b|\bvilket datum\b|\bwhat date\b|\bwhich da(?:y|te)\b|\bwhat day\b|\bexact (?:day|date)\b"
    r"|\bexakt(?:a)? (?:dag|datum|nar)\b|\bnar exakt\b|\bwhen exactly\b"
)


_HOUR = re.compile(r"\bhur dags\b|\b(?:vilken|vilket) (?:tid|klockslag)\b|\bwhat time\b|\bwhat hour\b|\bnar pa dagen\b")


def asks_for_hour(question: str) -> bool:
    """Whether only a time of day answers in full."""
    return _HOUR.search(" ".join(folded_words(question))) is not None


def asks_for_exact_day(question: str) -> bool:
    """Whether only a day of the calendar answers in full."""
    return _EXACT_DAY.search(" ".join(folded_words(question))) is not None


_OF_PERSON = re.compile(r"\b(?:hennes|hans|deras|henne|honom|hon|han|dem|her|his|him|their|she|he|them)\b")
_NUMBER_ASKED = re.compile(
    r"\b(?:(?:telefon|mobil)\w*|(?:direkt)?(?:nummer|numret|nr)|anknytning\w*|phone|number|extension)\b"
)
_MAIL_ASKED = re.compile(r"\b(?:mejl\w*|mail\w*|e ?post\w*|e ?mail\w*)\b")
_NUMBER = re.compile(
    r"(?:\+|\b0)\d[\d /-]{4,16}\d|\b(?:ring|tel|telefon|anknytning|ankn|phone|call|extension)\W{1,3}\d{3,}", re.I
)
_MAIL = re.compile(r"\w@\w")


def asks_for_contact(question: str) -> bool:
    """Whether a person's number or address of e-mail is asked for: "har du hennes nummer?"."""
    asked = " ".join(folded_words(question))
    if _OF_PERSON.search(asked) is None:
        return False
    return _NUMBER_ASKED.search(asked) is not None or _MAIL_ASKED.search(asked) is not None


def holds_asked_contact(question: str, text: str) -> bool:
    """Whether a text holds what such a question asks for."""
    mail = _MAIL_ASKED.search(" ".join(folded_words(question))) is not None
    return (_MAIL if mail else _NUMBER).search(text) is not None


_ASKED_THING = re.compile(r"\b(?:vilken|vilket|vilka|which|what|whose|hur (?:manga|mycket)|how (?:many|much)) (\w{3,})")


def asked_thing(question: str) -> str | None:
    """The folded word that "which", "what" or "how many" asks for: "salary" in "what salary has the director?"."""
    found = _ASKED_THING.search(" ".join(_mend(word) for word in folded_words(question)))
    return None if found is None or is_function_word(found.group(1)) else found.group(1)
