"""Questions for bulletins, not for what they say: "vilka bulletiner finns om kort?", "nytt sedan i fredags?"; pure."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.answering.listing.period import Period, period_of
from corpus.language.numbers import SMALL_NUMBERS
from corpus.language.words import WORD, fold, folded_words, is_function_word

MOST = 10
"""Bulletins that are shown where nobody says how many."""

FIRST, LAST = datetime.date.min, datetime.date.max
"""The ends of a time that has none."""

_NUMBERS = {fold(word): value for word, value in SMALL_NUMBERS.items()}
_COUNT = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
_ONE = r"(?:bulletinen|bulletin|nyhetsbrevet|nyhetsbrev|nyheten|newsletter)"
_MANY = r"(?:bulletiner(?:na)?|nyhetsbreven|nyhetsbrev|nyheter(?:na)?|bulletins|newsletters)"
_NEW = r"(?:senaste|nyaste|sista|latest|newest|most recent|last)"
_END = r"(?= |$)"
_VERBS = (
    r"(?: (?:som|that|finns|there|are|is|have|you|has|been|har|det|ni|du|vi|ar|handlar|kom|kommit|came|published"
    r"|publicerats|publicerades|publicerat|skickats|skickat|skrivits|skrivit|ut|out|here|dar|jag|kan|lasa|exist))*"
)
_WHICH = re.compile(
    rf"(?:vilka|what|which|hur manga|how many)(?: (?:alla|andra|fler|nya|other|new))? {_MANY}{_VERBS}{_END}"
    rf"|(?:finns|fanns|are|is)(?: (?:det|there))?(?: (?:nagra|nagon|fler|nya|any|more|new))* (?:{_MANY}|{_ONE}){_END}"
    rf"|har det kommit(?: (?:nagra|nagon|nya|ny))* (?:{_MANY}|{_ONE}){_END}"
    rf"|(?:(?:alla|samtliga|all) )?{_MANY}{_END}"
)
_SHOW = re.compile(
    rf"(?:(?:kan du|can you|could you|vill du) )?(?:lista|visa|list|show|ge|give)"
    rf"(?: (?:mig|me|upp|alla|all|samtliga|the|de|den))*(?: {_NEW})?(?: (?P<count>{_COUNT}))?(?: {_NEW})?"
    rf" {_MANY}{_VERBS}{_END}"
    rf"|(?:(?:vilka|vilken|vad|what|which) (?:ar|is|are) )?(?:(?:de|the) )?{_NEW}(?: (?P<latest>{_COUNT}))?"
    rf" {_MANY}{_VERBS}{_END}"
)
_NEWEST = re.compile(
    rf"(?:(?:vilken|vad|what|which) (?:ar|is) |(?:visa|show|las|lasa) (?:(?:mig|me) )?)?(?:(?:den|the) )?"
    rf"{_NEW} {_ONE}(?: (?:som finns|ni har))?{_END}"
)
_NEWS = re.compile(
    r"(?:vad ar(?: det)?(?: som ar)? nytt|vad finns det for nytt|ar det nagot nytt|finns det nagot nytt|nagot nytt"
    r"|har det kommit nagot nytt|har det hant nagot nytt|senaste nytt|what is new|whats new|anything new"
    rf"|any news|(?:the )?latest news|is there anything new|nyheter(?:na)?|nytt|news){_END}"
)
_HAPPENED = re.compile(
    r"(?:vad har (?:hant|kommit(?: ut)?|publicerats|skickats(?: ut)?|skrivits)|what has (?:happened|been published)"
    rf"|what happened|vad hande|vad har ni (?:publicerat|skrivit|skickat(?: ut)?)){_END}"
)
_ABOUT = re.compile(r"(?:om|kring|angaende|rorande|about|on|regarding|mentioning|(?:som )?(?:namner|ror|galler)) ")
_SIDE = re.compile(
    r"(?:(?P<since>sedan|sen|efter|fran och med|from|since|after)|(?P<until>fore|innan|before|until|up to)"
    r"|(?P<of>fran|of)|(?P<within>i|in|under|during|for|pa|on|den|det)) "
)
_CAME = re.compile(
    r"(?:som )?(?:har )?(?:kom|kommit|publicerades|publicerats|skickades|skickats|came|appeared|published) "
    r"(?:(?:ut|out) )?"
)
_AROUND = ("hej", "hi", "hello", "tack", "please", "nu", "now", "snalla")
_LONGEST = 8
"""Words that a time may have."""


_Rest: TypeAlias = tuple[tuple[int, int] | None, Period | None]
"""The places of a subject's first word and of the word after its last, and a time."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Bulletins that are asked for: of `period`, about `subject` as it was written (empty for anything), at most so
    many.

    A period that ends with `LAST` has no end, one that begins with `FIRST` no beginning; None is any time.
    """

    subject: str = ""
    period: Period | None = None
    most: int = MOST

    @property
    def since(self) -> datetime.date | None:
        return None if self.period is None or self.period.first == FIRST else self.period.first

    @property
    def until(self) -> datetime.date | None:
        return None if self.period is None or self.period.last == LAST else self.period.last


def list_request(question: str, today: datetime.date) -> ListRequest | None:
    """What bulletins a question asks for; None for one about what they say, in whole or in part."""
    plain = unicodedata.normalize("NFC", question.replace("’", "").replace("'", ""))
    places = [match.span() for match in WORD.finditer(fold(plain))]
    said = folded_words(plain)
    while said and said[-1] in _AROUND:
        del said[-1], places[-1]
    while said and said[0] in _AROUND:
        del said[0], places[0]
    for pattern in (_NEWEST, _WHICH, _SHOW, _NEWS, _HAPPENED):
        match = pattern.match(" ".join(said))
        if match is None:
            continue
        begun = len(match.group().split())
        found = _rest(said[begun:], today)
        if found is not None and (pattern is not _HAPPENED or _reaches_now(found, today)):
            subject, period = found
            first, last = subject or (0, 0)
            written = plain[places[begun + first][0] : places[begun + last - 1][1]] if subject else ""
            return ListRequest(written, period, 1 if pattern is _NEWEST else _count(match))
    return None


def _reaches_now(found: _Rest, today: datetime.date) -> bool:
    """Whether a time until now follows alone: what happened on a day, or to a thing, is what bulletins say."""
    return found[0] is None and found[1] is not None and found[1].last >= today


def _count(match: re.Match[str]) -> int:
    given = match.groupdict()
    number = given.get("count") or given.get("latest")
    if not number:
        return MOST
    return max(int(number) if number.isdecimal() else _NUMBERS[number], 1)


def _rest(said: Sequence[str], today: datetime.date) -> _Rest | None:
    """What follows the words that ask: nothing, a time, a subject, or both in either order; the subject by the places
    of its words. None for anything else."""
    if not said:
        return None, None
    for place in range(min(len(said), _LONGEST), 0, -1):
        period = _period(" ".join(said[:place]), today)
        subject = None if period is None else _subject(said, place, len(said))
        if period is not None and (subject is not None or place == len(said)):
            return subject, period
    for place in range(max(len(said) - _LONGEST, 1), len(said)):
        period = _closing(" ".join(said[place:]), today)
        subject = None if period is None else _subject(said, 0, place)
        if subject is not None:
            return subject, period
    subject = _subject(said, 0, len(said))
    return None if subject is None else (subject, None)


def _subject(said: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """The places of the subject that words name; None where they name none."""
    while first < last and said[first] in ("handlar", "talar", "berattar", "som"):
        first += 1
    opening = _ABOUT.match(" ".join(said[first:last]))
    if opening is None:
        return None
    first += len(opening.group().split())
    # "Driftstarten i | maj" is no subject before a time.
    return (first, last) if first < last and not is_function_word(said[last - 1]) else None


def _period(said: str, today: datetime.date) -> Period | None:
    """The time that words name, with the word before it that says on which side of it."""
    whole, side = period_of(said, today), _SIDE.match(said)
    if whole is not None or side is None:
        return whole
    found = period_of(said[side.end() :], today)
    if found is None:
        return None
    if side["since"]:
        return Period(found.first, LAST)
    return Period(FIRST, found.first - datetime.timedelta(days=1)) if side["until"] else found


def _closing(said: str, today: datetime.date) -> Period | None:
    """The time at the end of a subject, where it is that of the bulletins: "driftstarten i maj" is a subject."""
    came = _CAME.match(said)
    if came is not None:
        return _period(said[came.end() :], today)
    side = _SIDE.match(said)
    is_within = side is not None and side["within"] is not None and period_of(said, today) is None
    return None if is_within else _period(said, today)
