"""Changes that were written one by one are read as cases, or named where they cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.lab.succession.pairs import Label
from bot.lab.succession.written import WRITTEN, read_written

_ROW = {
    "kind": "person",
    "questions": [{"lang": "sv", "text": "Vem leder bygget?"}],
    "older": {"title": "Bron", "date": "2020-03-01", "text": "Bygget leds av Karin Ek.", "answer": "Karin Ek"},
    "later": [
        {
            "title": "Nytt",
            "date": "2021-03-01",
            "text": "Hej. Per Alm tar över.",
            "label": "changed",
            "answer": "Per Alm",
        },
        {"title": "Räcket", "date": "2021-04-01", "text": "Räcket leds av Siv Ahl.", "label": "other"},
    ],
}


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "bro.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_what_was_written_is_a_case_for_each_question(tmp_path: Path) -> None:
    shelf, (case,) = read_written(_file(tmp_path, _ROW), lambda text: len(text.split()))
    ((place, label),) = case.later
    body = shelf.bulletins[place.passage.bulletin_id].body
    assert label is Label.CHANGED
    assert body[place.answer.start : place.answer.end] == "Per Alm"
    assert body[place.sentence.start : place.sentence.end] == "Per Alm tar över."
    assert {one.text for one in case.wrong} == {"Räcket leds av Siv Ahl."}


def test_a_value_that_a_passage_does_not_say_is_named(tmp_path: Path) -> None:
    wrong = {**_ROW, "older": {**_ROW["older"], "answer": "Bo Lind"}}  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="bro-000-0 does not say 'Bo Lind'"):
        read_written(_file(tmp_path, wrong), lambda text: len(text.split()))


@pytest.mark.soak
def test_every_file_of_ours_is_read(soak: bool) -> None:
    paths = sorted(WRITTEN.glob("*.jsonl"))
    assert len(paths) > 50
    for path in paths if soak else paths[::6]:
        assert read_written(path, lambda text: len(text.split()))[1]
