"""Dates, what words of a quote mean, and what was said before, written for people; pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Protocol

from bot.words.catalogue import say
from corpus.language.calendar import month_name
from corpus.types import Language, PartialDate


class Gloss(Protocol):
    """Words of a quote and what they mean."""

    @property
    def words(self) -> str: ...

    @property
    def meaning(self) -> str: ...


def written_date(date: PartialDate | datetime.date | None, language: Language) -> str:
    """`2020`, `april 2020` or `30 april 2020`; the words for an unknown date where it is None."""
    if date is None:
        return say("date.unknown", language)
    month = None if date.month is None else month_name(date.month, language)
    return " ".join(str(part) for part in (date.day, month, date.year) if part is not None)


def written_explanation(glosses: Iterable[Gloss], language: Language) -> str:
    """One line to stand beside a quote; "" where nothing needs explaining."""
    told = " · ".join(f"{each.words}: {each.meaning}" for each in glosses)
    return say("answer.explained", language, told=told) if told else ""


def written_value(text: str, published: PartialDate | None, language: Language) -> str:
    """What was said at another time, and when: `Bo Alm (april 2020)`."""
    return f"{text} ({written_date(published, language)})"


def written_change(before: str, published: PartialDate, language: Language) -> str:
    """One line that says what was told before, and when."""
    return say("timeline.changed", language, before=before, date=written_date(published, language))
