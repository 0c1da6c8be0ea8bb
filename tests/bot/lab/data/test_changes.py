from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation.judgments import Course, WantedValue
from bot.lab.data.changes import load_changes

CHANGES = Path(__file__).resolve().parents[5] / "shared" / "data" / "changes"


def _file(folder: Path, kind: str, wants: str, answer_file: str) -> Path:
    statements = [{"file": f"{year}.md", "sentence": f"{who} leder.", "answer": who, "said": f"{year}-04-30"}
                  for year, who in ((2020, "Anna Alm"), (2021, "Bo Berg"), (2022, "Anna Alm"))]  # fmt: skip
    row = {"kind": kind, "subject": "leader", "statements": statements,
           "questions": [{"lang": "sv", "question": "vem", "wants": wants, "answer_file": answer_file}]}  # fmt: skip
    path = folder / "one.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    return path


def test_the_value_that_holds_is_right_and_an_earlier_same_one_is_no_other_value(tmp_path: Path) -> None:
    [asked] = load_changes(_file(tmp_path, "changed", "current", "2022.md"))
    assert (asked.fact.course, asked.wanted) == (Course.CHANGED, WantedValue.CURRENT)
    assert (asked.accepted, asked.other_values) == (("Anna Alm",), ("Bo Berg",))


def test_every_wording_of_what_is_said_again_is_right(tmp_path: Path) -> None:
    [asked] = load_changes(_file(tmp_path, "repeated", "any", "2020.md"))
    assert (asked.accepted, asked.other_values) == (("Anna Alm", "Bo Berg"), ())


def test_a_question_about_a_file_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no statement is from 2023\.md"):
        load_changes(_file(tmp_path, "changed", "then", "2023.md"))


@pytest.mark.skipif(not CHANGES.is_dir(), reason="no shared folder beside the checkout")
def test_every_marked_programme_can_be_read() -> None:
    assert sum(len(load_changes(path)) for path in CHANGES.glob("*.jsonl")) == 4755
