"""A few bulletins that move a date, as the calendar reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.answering.calendar.dated import Dated, dated_statements
from corpus.shelf.bulletin_file import read_data
from corpus.split import split
from corpus.types import Bulletin, Span
from index.types import Comparison, Excerpt


def bulletin(name: str, published: str, body: str, language: str = "sv") -> Bulletin:
    head = f"---\ntitle: {name.capitalize()}\npublished: {published}\nlanguage: {language}\n"
    text = f"{head}url: https://x.example/{name}\n---\n\n{body}\n"
    found = read_data(Path(f"{name}.md"), text.encode()).bulletin
    assert found is not None
    return found


def statements(*bulletins: Bulletin) -> list[Dated]:
    passages = [passage for each in bulletins for passage in split(each, lambda text: len(text.split()), 200)]
    return dated_statements(bulletins, passages)


class Compared:
    """Says that a later statement changes an older one where both hold one of some words."""

    def __init__(self, *subjects: str) -> None:
        self.subjects = subjects

    def compare(self, question: str, pairs: Sequence[tuple[Excerpt, Excerpt]]) -> list[Comparison]:
        return [self._compared(older.text, later.text) for older, later in pairs]

    def _compared(self, older: str, later: str) -> Comparison:
        is_one = any(subject in older and subject in later for subject in self.subjects)
        return Comparison(Span(0, 1), *((0.1, 0.1, 0.8) if is_one else (0.9, 0.1, 0.0)))
