"""Whether a later quote tells otherwise than an earlier one; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.choosing.span import evidence
from bot.answering.question.asked import AnswerKind
from bot.answering.types import QuotedAnswer
from corpus.language import names, patterns
from corpus.language.words import content_words, words
from corpus.types import PartialDate

_FORMS = {AnswerKind.TIME: patterns.dates, AnswerKind.NUMBER: patterns.numbers, AnswerKind.PERSON: names.full_names}
_FORMED = (*_FORMS, AnswerKind.PLACE)
_UNIT = re.compile(r"%|\b(?:procent|percent|per cent|kronor|kr|sek|euro|kvm|km)\b")
_HALF = 0.5
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Change:
    """That the answering part is another than the one dated before it: `before` is what was said on `date`."""

    before: str
    date: PartialDate


def change(
    kind: AnswerKind, earlier: Sequence[QuotedAnswer], said: QuotedAnswer, *, by_wording: bool = False
) -> Change | None:
    """How `said` differs from the last of `earlier` that is surely older and tells a thing of the same form.

    None where there is no such one, where a part tells nothing but what the other does, or where the answering parts
    have no exact form (a full name, a date, a number with its unit, a place) by which they could be compared.
    `by_wording` asks besides that the quotes share half of their words beside those parts: needed where the question's
    own words, being of another language, cannot show that both tell of the same thing.
    """
    date = said.citation.date
    if date is None or said.span_text is None:
        return None
    for other in reversed(earlier):
        before, told = other.citation.date, other.span_text
        if before is None or told is None or not date.is_surely_after(before):
            continue
        same = not by_wording or _is_worded_alike(said, other)
        if same and _forms(kind, told) & _forms(kind, said.span_text):
            mine, its = _content(said), _content(other)
            return None if mine <= its or its <= mine else Change(told, before)
    return None


def _forms(kind: AnswerKind, text: str) -> set[tuple[AnswerKind, str]]:
    """The forms of thing that a text holds, a number's with its unit; only the one asked for where it is known."""
    if kind in _FORMED:
        found = [kind] if evidence(kind, text, ()) >= 1.0 else []
    else:
        found = [form for form, finder in _FORMS.items() if finder(text)]
    return {(form, _unit(text) if form is AnswerKind.NUMBER else "") for form in found}


def _unit(text: str) -> str:
    return " ".join(_UNIT.findall(text.casefold()))


def _is_worded_alike(one: QuotedAnswer, other: QuotedAnswer) -> bool:
    mine, its = _beside(one), _beside(other)
    return len(mine & its) >= max(1.0, _HALF * min(len(mine), len(its)))


def _beside(said: QuotedAnswer) -> set[str]:
    """The words of the quote that carry meaning, without those of the answering part."""
    return set(content_words(said.quote)) - set(words(said.span_text or ""))


def _content(said: QuotedAnswer) -> set[str]:
    """The words of the answering part that carry meaning, with the years that its own words leave out."""
    return {*content_words(said.span_text or ""), *_years_left_out(said)}


def _years_left_out(said: QuotedAnswer) -> Iterator[str]:
    for each in said.explained:
        start = said.quote.find(each.words)
        if said.span is not None and start < said.span.end and said.span.start < start + len(each.words):
            yield from _YEAR.findall(each.meaning)
