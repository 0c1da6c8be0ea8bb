from __future__ import annotations

from pathlib import Path

from bot.evaluation import judgments
from bot.lab.data.programmes import read_programme
from bot.lab.data.splits import PROGRAMMES
from bot.lab.programme_shelf import lay_out
from corpus.shelf.library import Library


def test_a_programme_becomes_a_shelf_and_questions_about_it(tmp_path: Path) -> None:
    programme = read_programme(PROGRAMMES / "sparvagen.jsonl")
    lay_out(programme, tmp_path)
    shelf = Library(tmp_path).load()
    asked = judgments.load_judgments(tmp_path / "questions.jsonl")
    assert {bulletin.id for bulletin in shelf.bulletins} == set(programme.bulletins)
    assert len(asked) == len(programme.questions)
    assert {one.source_url for one in asked} <= {bulletin.url for bulletin in shelf.bulletins}
    assert sum(one.answerable for one in asked) == sum(one.answer is not None for one in programme.questions)
