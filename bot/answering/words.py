"""The bot's own words in both languages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from bot.answering.types import Explained
from corpus.language.calendar import month_name
from corpus.types import Language, PartialDate


@dataclass(frozen=True, slots=True)
class Words:
    """Labels and sentences around an answer; `{date}` and the like are filled in with `str.format`."""

    no_answer: str
    nearest: str
    source: str
    also: str
    published: str
    unknown_date: str
    open_passage: str
    seconds: str
    confidence: str
    newer: str
    old: str
    dated: str
    partial_day: str
    partial_hour: str
    partial_part: str
    premise: str
    name: str
    explained: str
    nothing_said: str
    changed: str
    also_said: str
    undated: str
    curated: str
    curated_until: str
    written: str
    writing: str


_WORDS = {
    Language.SV: Words(
        no_answer="Bulletinerna svarar inte på det.",
        nearest="Närmast i ämnet",
        source="Källa",
        also="Fler källor",
        published="Publicerad",
        unknown_date="okänt datum",
        open_passage="Öppna stället i bulletinen",
        seconds="sekunder",
        confidence="Säkerhet",
        newer="Nyare uppgift ({date}). En äldre uppgift från {older} visas under.",
        old="Uppgiften är från {date}, inget nyare hittades.",
        dated="Uppgiften är från {date}.",
        partial_day="Bulletinen säger ”{known}” men anger ingen dag.",
        partial_hour="Bulletinen säger ”{known}” men anger inget klockslag.",
        partial_part="Bulletinerna svarar inte på: {part}",
        premise="Ingen bulletin nämner {names}.",
        name="”{name}”",
        explained="Räknat från bulletinens datum",
        nothing_said="Ingen bulletin säger något tydligt om det.",
        changed="Skiljer sig från {date}: ”{before}”",
        also_said="Nästan samma ord senare",
        undated="Utan datum",
        curated="Svar från programkontoret",
        curated_until="Gäller till {date}",
        written="Formulerat av en språkmodell ur citaten",
        writing="Formulerar …",
    ),
    Language.EN: Words(
        no_answer="The bulletins do not answer this.",
        nearest="Nearest bulletins",
        source="Source",
        also="Further sources",
        published="Published",
        unknown_date="unknown date",
        open_passage="Open the passage in the bulletin",
        seconds="seconds",
        confidence="Confidence",
        newer="Newer information ({date}). Older information from {older} is shown below.",
        old="This information is from {date}; nothing newer was found.",
        dated="This information is from {date}.",
        partial_day="The bulletin says “{known}” but gives no day.",
        partial_hour="The bulletin says “{known}” but gives no time of day.",
        partial_part="The bulletins do not answer: {part}",
        premise="No bulletin mentions {names}.",
        name="“{name}”",
        explained="Reckoned from the bulletin’s date",
        nothing_said="No bulletin clearly says anything about this.",
        changed="Differs from {date}: “{before}”",
        also_said="Nearly the same words later",
        undated="Undated",
        curated="Answer from the programme office",
        curated_until="Holds until {date}",
        written="Phrased by a language model from the quotes",
        writing="Phrasing …",
    ),
}


def words_in(language: Language) -> Words:
    return _WORDS[language]


def written_date(date: PartialDate | datetime.date | None, language: Language) -> str:
    """`2020`, `april 2020` or `30 april 2020`; the words for an unknown date where it is None."""
    if date is None:
        return words_in(language).unknown_date
    month = None if date.month is None else month_name(date.month, language)
    return " ".join(str(part) for part in (date.day, month, date.year) if part is not None)


def written_explanation(explained: Iterable[Explained], language: Language) -> str:
    """One line to stand beside a quote; "" where nothing needs explaining."""
    told = " · ".join(f"{each.words}: {each.meaning}" for each in explained)
    return f"{words_in(language).explained} – {told}" if told else ""


def written_change(before: str, published: PartialDate, language: Language) -> str:
    """One line that says what was told before, and when."""
    return words_in(language).changed.format(before=before, date=written_date(published, language))
