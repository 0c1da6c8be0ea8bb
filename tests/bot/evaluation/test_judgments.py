import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import JudgmentError
from bot.evaluation.judgments import Split, load_judgments
from corpus.types import Language

WHO: dict[str, Any] = {
    "id": "a-1",
    "lang": "sv",
    "question": "Vem leder arbetet?",
    "kind": "who",
    "source_url": "https://example.org/a",
    "gold_answer": "Ada",
    "gold_alternatives": ["Ada"],
    "superseded_by": None,
    "note": "",
    "split": "dev",
}


def file_of(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_line_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    (judgment,) = load_judgments(file_of(tmp_path, WHO))
    assert judgment.id == "a-1"
    assert judgment.language is Language.SV
    assert judgment.accepted == ("Ada",)
    assert judgment.source_url == "https://example.org/a"
    assert judgment.split is Split.DEV
    assert judgment.answerable


def test_split_note_and_addresses_may_be_missing(tmp_path: Path) -> None:
    bare = {key: WHO[key] for key in ("id", "lang", "question", "kind", "gold_alternatives")}
    (judgment,) = load_judgments(file_of(tmp_path, bare))
    assert judgment.split is None
    assert judgment.source_url is None


def test_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = file_of(tmp_path, "", WHO, "   ")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load_judgments(path)) == 1


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    line = json.dumps(WHO | {"note": "ett\u2028två"}, ensure_ascii=False)
    (judgment,) = load_judgments(file_of(tmp_path, line))
    assert judgment.note == "ett\u2028två"


def test_a_part_can_be_asked_for_alone(tmp_path: Path) -> None:
    path = file_of(tmp_path, WHO, WHO | {"id": "a-2", "split": "test"}, WHO | {"id": "a-3", "split": None})
    assert [judgment.id for judgment in load_judgments(path, split=Split.TEST)] == ["a-2"]
    assert len(load_judgments(path)) == 3


def test_an_alias_replaces_the_address_of_a_page(tmp_path: Path) -> None:
    path = file_of(tmp_path, WHO | {"source_url": "seed:a", "superseded_by": "seed:b"})
    (judgment,) = load_judgments(path, aliases={"seed:a": "https://example.org/a"})
    assert judgment.source_url == "https://example.org/a"
    assert judgment.superseded_by == "seed:b"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("[" * 100_000, "is nested too deeply"),
        (WHO | {"id": " "}, "`id` is not a text"),
        (WHO | {"question": 7}, "`question` is not a text"),
        (WHO | {"lang": "no"}, "`lang` is 'no': wanted one of sv, en"),
        (WHO | {"lang": ["sv"]}, "`lang` is ['sv']"),
        (WHO | {"split": "train"}, "`split` is 'train': wanted one of dev, test"),
        (WHO | {"gold_alternatives": "Ada"}, "`gold_alternatives` is not a list of texts"),
        (WHO | {"gold_alternatives": ["Ada", ""]}, "`gold_alternatives` is not a list of texts"),
        (WHO | {"gold_alternatives": []}, "`gold_alternatives` is empty"),
        (WHO | {"source_url": 3}, "`source_url` is neither a text nor null"),
        (WHO, "id 'a-1' stands on line 1 already"),
    ],
)
def test_a_bad_line_is_named_with_its_file_its_number_and_the_reason(tmp_path: Path, line: object, reason: str) -> None:
    path = file_of(tmp_path, WHO, line)
    with pytest.raises(JudgmentError) as caught:
        load_judgments(path)
    assert str(caught.value).startswith(f"{path}, line 2: {reason}")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no question"),
        (b"\n \n", "holds no question"),
        (b'{"id": "\xff"}', "is not UTF-8 text (byte 8)"),
    ],
)
def test_a_file_without_a_readable_question_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content)
    with pytest.raises(JudgmentError) as caught:
        load_judgments(path)
    assert str(caught.value).startswith(f"{path}: {reason}")
    assert caught.value.line is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(JudgmentError, match=r"nowhere\.jsonl: cannot be read"):
        load_judgments(tmp_path / "nowhere.jsonl")


def test_a_question_with_a_personal_number_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    row = {"id": "a", "lang": "sv", "question": "Vad gäller för 811218-9876?", "kind": "unanswerable"}
    file.write_text(json.dumps(row))
    with pytest.raises(JudgmentError, match=r"line 1: `question` seems to hold a personal identity number"):
        load_judgments(file)
