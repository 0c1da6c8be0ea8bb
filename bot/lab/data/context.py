"""Titles, months and headings in front of a training window, as bulletins have them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.lab.data.public_sets import Paragraph, Source
from bot.lab.data.windows import Tokenized
from corpus.language.calendar import month_name
from corpus.types import Language
from index.reader.tokens import context_text

_MONTHS = {
    **{language.value: [month_name(month, language) for month in range(1, 13)] for language in Language},
    "no": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}
_HEADING = 70


class Contexts:
    """Draws a context; a month is drawn at random, so that it is learnt to say nothing about these passages."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._titles = sorted({title for paragraph in paragraphs if (title := title_of(paragraph))})

    def draw(self, paragraph: Tokenized, window: tuple[int, int], rng: random.Random) -> str:
        if rng.random() < 0.08:
            return ""
        title = title_of(paragraph.paragraph) or (rng.choice(self._titles) if rng.random() < 0.5 else "")
        parts = [title, month(paragraph.paragraph.language, rng) if rng.random() < 0.75 else ""]
        if rng.random() < 0.6:
            parts.append(heading(paragraph, window))
        if rng.random() < 0.5:
            parts = [", ".join(part for part in parts[:2] if part), *parts[2:]]
        joined = rng.choice((" – ", " – ", " – ", ". ", " \n", " > ")).join(part for part in parts if part)
        return context_text(joined)


def title_of(paragraph: Paragraph) -> str:
    """The article's name, the page's first line, or nothing where the set has neither."""
    if paragraph.source is Source.SWEQUAD:
        first = paragraph.text.lstrip().split("\n", 1)[0].strip()
        return first if len(first) <= _HEADING else ""
    if paragraph.source in (Source.NORQUAD, Source.POLICYQA):
        return ""
    return paragraph.article.replace("_", " ")


def month(language: str, rng: random.Random) -> str:
    """`april 2020`, now and then with a day or as `2020-04`."""
    year, number = rng.randint(2012, 2026), rng.randrange(12)
    if rng.random() < 0.15:
        return f"{year}-{number + 1:02d}"
    day = f"{rng.randint(1, 28)} " if rng.random() < 0.2 else ""
    return f"{day}{_MONTHS[language][number]} {year}"


def heading(paragraph: Tokenized, window: tuple[int, int]) -> str:
    """The nearest short line above the window that ends without a full stop."""
    above = paragraph.paragraph.text[: int(paragraph.offsets[window[0], 0])].split("\n")
    lines = (line.strip() for line in reversed(above[1:-1]))
    return next((line for line in lines if 3 < len(line) <= _HEADING and line[-1] not in ".,;:"), "")
