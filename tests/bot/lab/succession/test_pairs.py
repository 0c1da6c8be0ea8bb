"""Which pairs are learnt from, and what they are called."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from bot.answering.changing.likeness import likeliest
from bot.evaluation.judgments import Course, WantedValue
from bot.lab.data.changes import AskedFact, Fact, Statement
from bot.lab.data.searching import indexed
from bot.lab.succession.pairs import Label, PairCase, PairShelf, cases_of_changes, draw_pairs
from corpus.shelf.bulletin_file import read_data
from index.testing import WordEncoder

_MARKDOWN = "---\ntitle: Brev {year}\npublished: {year}-03-01\nlanguage: sv\n---\n\n{text}\n"
_TEXTS = {
    2020: "Bron byggs av Karin Ek. Hon började i mars.",
    2021: "Per Alm tar över bygget efter henne. Bron blir grön.",
    2022: "Färgen på bron är fortfarande grön.\n\n## Räcke\n\nRäcket byggs av Siv Ahl.",
}
_STATEMENTS = (
    Statement("2020.md", "Bron byggs av Karin Ek.", "Karin Ek", datetime.date(2020, 3, 1)),
    Statement("2021.md", "Per Alm tar över bygget efter henne.", "Per Alm", datetime.date(2021, 3, 1)),
    Statement("2022.md", "Räcket byggs av Siv Ahl.", "Siv Ahl", datetime.date(2022, 3, 1)),
)

_GREEN = (
    Statement("2021.md", "Bron blir grön.", "grön", datetime.date(2021, 3, 1)),
    Statement("2022.md", "Färgen på bron är fortfarande grön.", "grön", datetime.date(2022, 3, 1)),
)
"""A value that came back, or stayed."""


@pytest.fixture
def shelf() -> PairShelf:
    files = {f"{year}.md": _MARKDOWN.format(year=year, text=text) for year, text in _TEXTS.items()}
    read = [read_data(Path(name), text.encode()).bulletin for name, text in files.items()]
    bulletins = {one.id: one for one in read if one is not None}
    return PairShelf(bulletins, lambda text: len(text.split()))


def _case(shelf: PairShelf, course: Course, statements: tuple[Statement, ...]) -> PairCase:
    fact = Fact("who builds", course, statements)
    asked = AskedFact(fact, "Vem bygger bron?", "sv", WantedValue.CURRENT, statements[-1].file)
    return next(iter(cases_of_changes(shelf, [asked])))


@pytest.mark.parametrize(
    ("course", "statements", "label"),
    [
        (Course.CHANGED, _STATEMENTS[:2], Label.CHANGED),
        (Course.DIFFERENT, (_STATEMENTS[0], _STATEMENTS[2]), Label.OTHER),
        (Course.REPEATED, _STATEMENTS[:2], Label.SAME),
        (Course.CHANGED, _GREEN, Label.SAME),
    ],
)
def test_a_later_statement_is_called_by_the_facts_course(
    shelf: PairShelf, course: Course, statements: tuple[Statement, ...], label: Label
) -> None:
    case = _case(shelf, course, statements)
    assert [each for _, each in case.later] == [label]


def test_wrong_passages_are_later_and_hold_no_value_of_the_fact(shelf: PairShelf) -> None:
    case = _case(shelf, Course.CHANGED, _STATEMENTS[:2])
    assert {passage.bulletin_id for passage in case.wrong} == {"2022"}
    assert not any("Per Alm" in passage.text or "Karin Ek" in passage.text for passage in case.wrong)


def test_a_drawn_pairs_answer_is_the_value_in_the_cut_text(shelf: PairShelf) -> None:
    case = _case(shelf, Course.CHANGED, _STATEMENTS[:2])
    for seed in range(20):
        pairs = draw_pairs(case, shelf, random.Random(seed))
        for pair in pairs:
            assert (pair.answer is None) == (pair.label is Label.OTHER)
            if pair.answer is not None:
                assert pair.later[pair.answer.start : pair.answer.end] == "Per Alm"


def test_wrong_passages_are_those_that_the_bot_would_compare_where_it_can_search(shelf: PairShelf) -> None:
    with indexed(shelf.bulletins.values(), WordEncoder()) as retriever:
        found = retriever.search("Vem bygger bron?", 50, "sv")
        searching = PairShelf(shelf.bulletins, lambda text: len(text.split()), lambda *asked: found)
        case = _case(searching, Course.CHANGED, _STATEMENTS[:1])
    later = [hit for hit in found if hit.bulletin.id > "2020"]
    likely = likeliest("Bron byggs av Karin Ek.", later, found[0].score)
    assert [one.text for one in case.wrong] == [hit.passage.text for hit in likely]
    assert len(case.wrong) == 3
