"""The questions that ship: enough of each sort, right by their own bulletins, and not those of others."""

import difflib
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bot.evaluation.judgments import Judgment, Split, load_judgments
from bot.evaluation.metrics import holds, normalized
from corpus.shelf.library import Library
from corpus.types import Language

ROOT = Path(__file__).resolve().parents[3]
OTHERS = ROOT.parent / "shared" / "fvm" / "questions_dev.jsonl"
QUESTIONS = load_judgments()
SHELF = {bulletin.url: bulletin for bulletin in Library(ROOT / "corpus" / "bulletins").load().bulletins}
KINDS = {"who", "when", "where", "what", "why", "how_many", "yes_no", "list", "keyword", "unanswerable"}


def test_there_are_eighty_questions_and_twenty_without_an_answer() -> None:
    assert len(QUESTIONS) >= 80
    assert sum(not question.answerable for question in QUESTIONS) >= 20


def test_every_kind_is_asked_for() -> None:
    assert {question.kind for question in QUESTIONS} == KINDS


def test_a_quarter_to_a_third_is_in_english() -> None:
    share = sum(question.language is Language.EN for question in QUESTIONS) / len(QUESTIONS)
    assert 0.25 <= share <= 0.34


def test_every_bulletin_is_asked_about() -> None:
    asked = Counter(question.source_url for question in QUESTIONS if question.answerable)
    assert set(asked) == set(SHELF)
    assert min(asked.values()) >= 4


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.answerable], ids=lambda one: one.id)
def test_an_answerable_question_is_answered_by_its_bulletin(question: Judgment) -> None:
    assert holds(SHELF[question.source_url].body, question.accepted)


@pytest.mark.parametrize("question", [one for one in QUESTIONS if not one.answerable], ids=lambda one: one.id)
def test_an_unanswerable_question_names_no_page_and_no_answer(question: Judgment) -> None:
    assert question.source_url is None
    assert question.superseded_by is None
    assert question.accepted == ()


def test_what_supersedes_an_answer_is_a_later_bulletin() -> None:
    superseded = [question for question in QUESTIONS if question.superseded_by is not None]
    assert superseded
    for question in superseded:
        older, newer = SHELF[question.source_url].published, SHELF[question.superseded_by].published
        assert older is not None
        assert newer is not None
        assert older.sort_key < newer.sort_key


def test_the_held_out_part_is_drawn_by_the_hash_of_the_id() -> None:
    for question in QUESTIONS:
        drawn = hashlib.sha256(question.id.encode()).digest()[0] % 3 == 0
        assert question.split is (Split.TEST if drawn else Split.DEV)


def test_the_held_out_part_has_both_languages_and_both_outcomes() -> None:
    held_out = load_judgments(split=Split.TEST)
    assert 0.25 <= len(held_out) / len(QUESTIONS) <= 0.4
    assert {question.language for question in held_out} == set(Language)
    assert {question.answerable for question in held_out} == {True, False}


def test_no_question_is_asked_twice() -> None:
    counts = Counter(normalized(question.question) for question in QUESTIONS)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_question_is_nearly_one_of_those_kept_apart() -> None:
    if not OTHERS.is_file():
        pytest.skip(f"the other questions are not at {OTHERS}")
    others = [normalized(question.question) for question in load_judgments(OTHERS)]
    near = [
        question.question
        for question in QUESTIONS
        if difflib.get_close_matches(normalized(question.question), others, 1, 0.85)
    ]
    assert near == []
