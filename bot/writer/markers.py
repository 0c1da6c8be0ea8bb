"""Small words that turn a statement around: no, planned, at the latest, only, before; pure.

A written sentence is compared with the parts of the quote that hold its words, marker by marker.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus.language.words import fold
from corpus.types import Span


class Reach(enum.Enum):
    """How far a marker reaches."""

    CLAUSE = re.compile(
        r"[.!?;:,\n()–—]+\s*|\s(?=(?:men|utan|medan|fast|och|samt|eller|but|while|whereas|and|or|although)\s)"
    )
    SENTENCE = re.compile(r"(?<![.!?;\n])[.!?;\n]+\s+")


@dataclass(frozen=True, slots=True)
class Marker:
    """Words of one meaning. `kept`: a sentence may not leave it out. `backed`: a sentence may not add it."""

    pattern: re.Pattern[str]
    scope: Reach
    kept: bool
    backed: bool


def _marker(words: str, scope: Reach, kept: bool = False, backed: bool = True) -> Marker:
    forms = "|".join(word.replace("_", " ") for word in words.split())
    return Marker(re.compile(rf"\b(?:{forms})\b"), scope, kept, backed)


MARKERS: dict[str, Marker] = {
    "negation": _marker(
        "inte ej icke aldrig ingen inga inget ingenting varken utan knappast not no never none nothing neither nor"
        " without cannot hardly \\w+n['’]t", Reach.CLAUSE, kept=True,
    ),
    "plan": _marker(
        "plan planen planer\\w* preliminar\\w* kanske troligen troligtvis mojlig\\w* eventuell\\w* forhoppning\\w*"
        " hopp\\w* beraknas vantas forvantas malet planned plans? preliminary tentative\\w* perhaps maybe might likely"
        " probably possibly hope\\w* expected estimated aims? may could", Reach.SENTENCE, kept=True, backed=False,
    ),
    "unclear": _marker(
        "oklar\\w* osak\\w* oviss\\w* obestam\\w* unclear uncertain unknown undecided unresolved",
        Reach.SENTENCE, kept=True,
    ),
    "former": _marker("tidigare f_d fd former\\w* previously", Reach.CLAUSE, kept=True),
    "acting": _marker(
        "tillforordnad\\w* tf bitradande vice stallforetradande acting deputy interim", Reach.CLAUSE, kept=True,
    ),
    "earliest": _marker("tidigast earliest", Reach.SENTENCE, kept=True),
    "latest": _marker(
        "senast no_later_than at_the_latest latest by(?=_(?:the_)?(?:\\d|end|spring|summer|autumn|jan|feb|mar|apr|may"
        "|jun|jul|aug|sep|oct|nov|dec))", Reach.SENTENCE, kept=True, backed=False,
    ),
    "only": _marker("bara endast enbart only solely exclusively", Reach.SENTENCE),
    "all": _marker("alla allt samtlig\\w* hela varje alltid all every entire\\w* whole always", Reach.SENTENCE),
    "now": _marker("nu numera nuvarande idag i_dag just_nu now currently current today nowadays", Reach.SENTENCE),
    "next": _marker("nasta next", Reach.SENTENCE),
    "last": _marker("forra foregaende sista senaste last previous final", Reach.SENTENCE),
    "beginning": _marker("borjan inledning\\w* tidigt beginning early", Reach.SENTENCE),
    "middle": _marker("mitten halvtid\\w* middle mid halfway", Reach.SENTENCE),
    "end": _marker("slutet end_of late", Reach.SENTENCE),
    "before": _marker("fore innan before prior", Reach.SENTENCE),
    "after": _marker("efter darefter after thereafter", Reach.SENTENCE),
}  # fmt: skip
"""By name. "Utan" after a negation means but rather, and negates nothing."""

Places = Callable[[str], Collection[int]]
"""Where in the quotes a word of the sentence stands, as offsets; empty where it stands nowhere."""


def turned(sentence: str, quotes: str, words_of: Callable[[str], Sequence[str]], places: Places) -> str | None:
    """The name of the first marker that the sentence adds, leaves out or moves; None where all agree.

    For a marker that must be kept, each word of a marked part of the sentence must stand in a likewise marked part of
    the quotes, and of an unmarked part in an unmarked one; words that stand nowhere in the quotes say nothing.
    """
    said, quoted = _undotted(fold(sentence)), _undotted(fold(quotes))
    for name, marker in MARKERS.items():
        if not _agrees(marker, said, quoted, words_of, places):
            return name
    return None


_DOTTED = re.compile(r"\b(f\. ?d|t\. ?f)\b\.?")


def _undotted(folded: str) -> str:
    """With "fd" for "f.d." and "tf" for "t.f.", whose full stops would part the text; every offset stays."""
    return _DOTTED.sub(lambda match: match[0].translate(_NO_DOTS).ljust(len(match[0])), folded)


_NO_DOTS = {ord(mark): None for mark in ". "}


def _agrees(
    marker: Marker, sentence: str, quotes: str, words_of: Callable[[str], Sequence[str]], places: Places
) -> bool:
    if marker.backed and marker.pattern.search(sentence) and not marker.pattern.search(quotes):
        return False
    if not marker.kept:
        return True
    quoted = [(part, _is_marked(marker, quotes, part)) for part in _parts(quotes, marker.scope)]
    for part in _parts(sentence, marker.scope):
        marked = _is_marked(marker, sentence, part)
        if marked and not marker.backed:
            continue
        for word in words_of(sentence[part.start : part.end]):
            stands = [is_marked for span, is_marked in quoted for place in places(word)
                      if span.start <= place < span.end]  # fmt: skip
            if stands and marked not in stands:
                return False
    return True


def _parts(folded: str, scope: Reach) -> list[Span]:
    spans, start = [], 0
    for match in scope.value.finditer(folded):
        spans.append(Span(start, match.start()))
        start = match.end()
    return [span for span in (*spans, Span(start, len(folded))) if folded[span.start : span.end].strip()]


_RATHER = re.compile(r"(?<!\s)\s*+utan\b")


def _is_marked(marker: Marker, folded: str, part: Span) -> bool:
    text = folded[part.start : part.end]
    if marker is MARKERS["negation"] and _RATHER.match(text) and marker.pattern.search(folded[: part.start]):
        text = _RATHER.sub("", text)
    return marker.pattern.search(text) is not None
