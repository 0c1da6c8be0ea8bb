"""Made-up quotes for the writer's tests."""

from __future__ import annotations

from bot.answering.types import Answer, Citation, Explained, QuotedAnswer, Status
from corpus.types import Language, PartialDate


def quoted(
    quote: str, *, title: str = "Lägesrapport", published: str | None = "2020-04", passage: str | None = None,
    heading: str | None = None, explained: tuple[tuple[str, str], ...] = (),
) -> QuotedAnswer:  # fmt: skip
    date = None if published is None else PartialDate.parse(published)
    address = "https://bulletin.example/lage#:~:text=quote"
    citation = Citation("lage", title, heading, date, address.partition("#")[0], address)
    meanings = tuple(Explained(words, meaning) for words, meaning in explained)
    return QuotedAnswer(quote, 0.9, citation, passage or quote, None, meanings)


def answer(question: str, *quotes: QuotedAnswer, language: Language = Language.SV) -> Answer:
    return Answer(question, language, Status.ANSWERED, 0.9, quotes)


LEADER = quoted(
    "Sedan i april leder Anna Ek programmet.",
    title="Ny ledare",
    explained=(("april", "april 2020"),),
    passage="Det är klart nu. Sedan i april leder Anna Ek programmet. Hon tar över efter Bo Alm.",
)
"""A quote with a name and a month."""
