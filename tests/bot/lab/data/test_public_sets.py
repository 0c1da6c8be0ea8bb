from __future__ import annotations

from pathlib import Path

import pytest

from bot.lab.data.splits import DEV, TEST, ArticleSplit, split_of
from bot.lab.data.public_sets import SetQuestion, Source, load_set_questions

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "data"
FAMILY = (Source.SQUAD_SV, Source.SQUAD_EN, Source.XQUAD_EN, Source.XQUAD_DE)


@pytest.fixture(scope="module")
def questions() -> list[SetQuestion]:
    if not FOLDER.is_dir():
        pytest.skip(f"the public question sets are not at {FOLDER}")
    return load_set_questions(FOLDER)


def test_held_out_articles_are_held_out_of_every_set(questions: list[SetQuestion]) -> None:
    family = [question.paragraph for question in questions if question.paragraph.source in FAMILY]
    trained = {paragraph.article for paragraph in family if paragraph.split is ArticleSplit.TRAIN}
    assert not trained & (DEV | TEST)
    assert {paragraph.article for paragraph in family if paragraph.source is Source.SQUAD_SV} >= DEV | TEST


def test_translated_articles_share_their_english_title(questions: list[SetQuestion]) -> None:
    titles = {
        source: {question.paragraph.article for question in questions if question.paragraph.source is source}
        for source in FAMILY
    }
    assert titles[Source.SQUAD_EN] <= titles[Source.SQUAD_SV]


def test_no_text_of_another_part_is_trained_on(questions: list[SetQuestion]) -> None:
    texts = {
        split: {question.paragraph.text for question in questions if question.paragraph.split is split}
        for split in ArticleSplit
    }
    assert not texts[ArticleSplit.TRAIN] & (texts[ArticleSplit.DEV] | texts[ArticleSplit.TEST])


def test_answers_stand_where_they_are_said_to(questions: list[SetQuestion]) -> None:
    assert len(questions) > 30_000
    for question in questions:
        text = question.paragraph.text
        assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in question.answers)


def test_only_sets_with_unanswerable_questions_have_them(questions: list[SetQuestion]) -> None:
    without = {question.paragraph.source for question in questions if not question.answers}
    assert without <= {Source.SQUAD_SV, Source.SQUAD_EN, Source.NORQUAD}


def test_the_faq_set_is_no_source() -> None:
    assert not any("faq" in source.value for source in Source)


def test_an_article_is_in_one_part() -> None:
    assert [split_of(title) for title in ("Huguenot", "Black_Death", "Warsaw")] == [
        ArticleSplit.DEV,
        ArticleSplit.TEST,
        ArticleSplit.TRAIN,
    ]
