"""What a sentence itself says of one value taking another's place: "efterträder", "flyttas från ... till"; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.answering.question.asked import AnswerKind
from corpus.language import names, patterns
from corpus.language.words import fold
from corpus.types import Span

_FINDERS: dict[AnswerKind, Callable[[str], Iterable[Span]]] = {
    AnswerKind.TIME: patterns.dates,
    AnswerKind.NUMBER: patterns.numbers,
    AnswerKind.PERSON: names.full_names,
}
_FEW = r"(?:[^\s.!?,]{1,60},?\s{1,3}){0,3}?"
_TAKES_PLACE = re.compile(
    r"\b(?:efterträder|efterträdde|efterträtt|ersätter|ersatte|ersatt|avlöser|avlöste|avlöst|i stället för|istället för"
    rf"|(?:tar|tog|tagit|träder) {_FEW}(?:över|vid) {_FEW}(?:efter|från)|efterträdare till|avlösare till"
    r"|succeeds|succeeded|replaces|replaced|instead of|successor (?:of|to)|in place of"
    rf"|(?:takes|took|taken|taking) {_FEW}over {_FEW}(?:from|after)) "
    rf"(?P<between>(?:[^\s.!?,]{{1,60}},?\s{{1,3}}){{0,5}})$",
    re.IGNORECASE,
)
"""Stands before the old value; the new one is before it, or else between the two, or after the old."""
_GIVES_PLACE = re.compile(
    rf"^[,\s]{{0,3}}{_FEW}"
    r"(?:efterträds av|efterträddes av|ersätts (?:av|med)|ersattes (?:av|med)|avlöses av|avlöstes av"
    r"|byts (?:ut )?mot|flyttas (?:fram |upp )?till|flyttades (?:fram |upp )?till|ändras till|ändrades till|höjs till"
    r"|höjdes till|sänks till|sänktes till|skjuts (?:upp|fram) till|sköts (?:upp|fram) till"
    r"|(?:is|was|has been|will be|are|were|have been) (?:succeeded|replaced) by"
    r"|(?:is|was|has been|will be|are|were|have been) (?:moved|postponed|raised|lowered|changed|brought forward) to)\b",
    re.IGNORECASE,
)
"""Stands after the old value; the new one follows."""
_FROM = re.compile(r"\b(?:från|from)\s{1,3}(?:den |the )?$", re.IGNORECASE)
_TO = re.compile(rf"^[,\s]{{0,3}}{_FEW}(?:till|to)\b", re.IGNORECASE)
_LEAST = 3


def takes_the_place(sentence: str, value: str, kind: AnswerKind) -> Span | None:
    """Where in the sentence the value stands that takes the place of `value`; None where it does not say so.

    Of a person the surname is enough. Where what is new has no form that can be found, it is the whole sentence.
    """
    for old in _places(sentence, value, kind):
        before, after = sentence[: old.start], sentence[old.end :]
        takes = _TAKES_PLACE.search(before)
        gives = _GIVES_PLACE.match(after)
        moved = _TO.match(after) if _FROM.search(before) else None
        if takes:
            between = _first(kind, takes["between"], takes.start("between"))
            found = _last(kind, before[: takes.start()], 0)
            if found and between:
                continue  # another value stands nearer to what takes a place
            found = found or between or _first(kind, after, old.end)
        elif gives or moved:
            end = gives.end() if gives else moved.end() if moved else 0
            found = _first(kind, after[end:], old.end + end)
        else:
            continue
        return found or Span(0, len(sentence))
    return None


def _places(sentence: str, value: str, kind: AnswerKind) -> list[Span]:
    sought = [value, *value.split()[-1:]] if kind is AnswerKind.PERSON else [value]
    text = fold(sentence)
    if len(text) != len(sentence):
        return []
    for each in (fold(one).strip(" .,") for one in sought if len(one) >= _LEAST):
        found = [Span(m.start(), m.end()) for m in re.finditer(rf"(?<!\w){re.escape(each)}(?!\w)", text)]
        if found:
            return [_with_given_name(sentence, span) if kind is AnswerKind.PERSON else span for span in found]
    return []


def _with_given_name(sentence: str, span: Span) -> Span:
    whole = (each for each in names.full_names(sentence) if each.start <= span.start and span.end <= each.end)
    return next(whole, span)


def _first(kind: AnswerKind, text: str, offset: int) -> Span | None:
    found = next(iter(_found(kind, text)), None)
    return None if found is None else Span(offset + found.start, offset + found.end)


def _last(kind: AnswerKind, text: str, offset: int) -> Span | None:
    found = [*_found(kind, text)][-1:]
    return Span(offset + found[0].start, offset + found[0].end) if found else None


def _found(kind: AnswerKind, text: str) -> Iterable[Span]:
    finder = _FINDERS.get(kind)
    return finder(text) if finder else ()
