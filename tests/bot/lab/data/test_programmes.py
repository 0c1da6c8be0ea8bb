"""The programmes written for the lab: whole, answerable as they say, and parted by programme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.lab.data.programmes import load_programmes, read_programme
from bot.lab.data.splits import PROGRAMMES, DataSplit, kept_apart, split_of_shelf

FILES = {path.stem: path for path in sorted(PROGRAMMES.glob("*.jsonl"))}


@pytest.mark.parametrize("name", FILES)
def test_a_programme_asks_in_both_languages_and_in_vain_and_every_answer_stands_in_its_sentence(name: str) -> None:
    programme = read_programme(FILES[name])
    for asked in programme.questions:
        body = programme.bulletins[asked.bulletin_id].body
        if asked.answer is None or asked.sentence is None:
            assert asked.kind == "unanswerable"
            continue
        assert asked.sentence.start <= asked.answer.start < asked.answer.end <= asked.sentence.end
        assert body[asked.answer.start : asked.answer.end] in asked.accepted
    count = len(programme.questions)
    assert 0.25 * count < sum(asked.language == "en" for asked in programme.questions) < 0.55 * count
    assert 0.2 * count < sum(asked.answer is None for asked in programme.questions) < 0.45 * count


def test_development_test_and_fit_are_programmes_of_their_own() -> None:
    parts = {split: {name for name in FILES if split_of_shelf(name) is split} for split in DataSplit}
    assert {"samvard", "bildnavet", "samlab", "sjuvakten"} < parts[DataSplit.TEST]
    assert {"journalen", "lonebytet", "vardbryggan"} < parts[DataSplit.DEV]
    assert [len(parts[split]) for split in DataSplit] == [39, 6, 6, 12]
    assert [one.name for one in load_programmes(split=DataSplit.DEV)] == sorted(parts[DataSplit.DEV])


def test_every_programme_that_is_kept_apart_is_there() -> None:
    assert set(kept_apart()) <= set(FILES)


def test_shelves_of_authorities_are_kept_apart_too() -> None:
    assert split_of_shelf("larare") is DataSplit.FIT
    assert split_of_shelf("miljomal") is DataSplit.TRAIN


def test_a_line_that_is_no_bulletin_is_refused_by_name(tmp_path: Path) -> None:
    row = {"file": "a.md", "markdown": "---\npublished: never\n---\nx", "questions": []}
    (tmp_path / "p.jsonl").write_text(json.dumps(row))
    with pytest.raises(ValueError, match=r"p\.jsonl, line 1: a\.md"):
        load_programmes(tmp_path)
