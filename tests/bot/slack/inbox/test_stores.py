from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from bot.answering.types import Answer
from bot.database.protocol import Database
from bot.slack.inbox import feedback, stored_answer
from bot.slack.inbox.erasure import Erased, Erasure
from bot.slack.inbox.feedback import FeedbackStore, RatedAnswer, Rating
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.question import InboxQuestion, Posted, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.voice import Preferences
from bot.slack.message import ReplyOutcome
from corpus.types import Language
from tests.bot.slack.answers import ANSWER, FEW, answers, arrival
from tests.bot.slack.inbox.conftest import SQLITE

ABOUT = RatedAnswer("Vem leder?", stored_answer.dump_answer(ANSWER), "s-1")
PLANNED = Posted(ReplyOutcome.ANSWERED, None)
DAY = 86_400.0


def answered(database: Database, **changed: object) -> InboxQuestion:
    inbox = StoredInbox(database, Pace(100, 100))
    reference = inbox.put(arrival(**changed), 1000.0)  # type: ignore[arg-type]
    question = inbox.claim("me", 60.0, 1000.0)
    assert question is not None
    assert question.reference == reference
    inbox.begin_post(question, "me", PLANNED, 1000.0)
    inbox.finish(question, "me", Posted(ReplyOutcome.ANSWERED, "1.5", "s-1", ABOUT.answer), 1000.0)
    found = inbox.find(question.reference)
    assert found is not None
    return found


@FEW
@given(answers)
def test_every_answer_is_read_back_as_it_was_stored(answer: Answer) -> None:
    assert stored_answer.load_answer(stored_answer.dump_answer(answer)) == answer


def test_one_person_has_one_rating_which_can_change(database: Database) -> None:
    store = FeedbackStore(database)
    store.rate("R1", "U1", Rating.DOWN, ABOUT, 1.0)
    assert store.explain("R1", "U1", "old", "från 2019")
    store.rate("R1", "U1", Rating.UP, ABOUT, 2.0)
    (row,) = store.rows()
    assert (row.rating, row.reason, row.comment, row.rated_at) == (Rating.UP, None, None, 2.0)


def test_pressing_the_same_thumb_again_keeps_the_reason(database: Database) -> None:
    store = FeedbackStore(database)
    store.rate("R1", "U1", Rating.DOWN, ABOUT, 1.0)
    store.explain("R1", "U1", "old", "")
    store.rate("R1", "U1", Rating.DOWN, ABOUT, 2.0)
    assert store.rows()[0].reason == "old"


def test_two_people_have_two_ratings(database: Database) -> None:
    store = FeedbackStore(database)
    store.rate("R1", "U1", Rating.DOWN, ABOUT, 1.0)
    store.rate("R1", "U2", Rating.UP, ABOUT, 2.0)
    assert [row.rating for row in store.rows()] == [Rating.DOWN, Rating.UP]
    assert [row.rating for row in store.rows(since=1.5)] == [Rating.UP]


def test_a_reason_without_a_rating_is_not_stored(database: Database) -> None:
    assert not FeedbackStore(database).explain("R1", "U1", "old", "")


def test_the_exports_hold_question_answer_snapshot_and_scores_but_no_person(database: Database) -> None:
    store = FeedbackStore(database)
    store.rate("R1", "U1SECRET", Rating.DOWN, ABOUT, 1.0)
    table, listed = feedback.to_csv(store.rows()), feedback.to_json(store.rows())
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["question"] == "Vem leder?"
    assert row["first_quote"] == ANSWER.answers[0].quote
    assert row["scores"] == "0.900"
    assert row["snapshot"] == "s-1"
    assert json.loads(listed)[0]["answer"]["answers"][0]["score"] == 0.9
    assert "U1SECRET" not in table + listed


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_of_the_table_is_a_formula(database: Database, cell: str) -> None:
    store = FeedbackStore(database)
    store.rate("R1", "U1", Rating.UP, replace(ABOUT, question=cell), 1.0)
    (row,) = csv.DictReader(io.StringIO(feedback.to_csv(store.rows())))
    assert row["question"] == f"'{cell}"


def test_a_kept_question_waits_until_its_asker_is_told(database: Database) -> None:
    store = KeptQuestions(database)
    question = answered(database)
    assert store.keep(question, "U1", Language.SV, 1.0)
    assert store.keep(question, "U1", Language.SV, 2.0)
    (kept,) = store.waiting()
    assert (kept.question, kept.channel, kept.thread, kept.kept_at) == (
        "Vem leder?",
        "C1",
        question.arrival.thread,
        1.0,
    )
    store.mark_told(kept, 3.0)
    assert store.waiting() == []


def test_a_question_asked_in_private_is_kept_without_a_thread(database: Database) -> None:
    store = KeptQuestions(database)
    store.keep(answered(database, surface=Surface.SHORTCUT), "U1", Language.SV, 1.0)
    assert store.waiting()[0].thread is None


def test_a_question_whose_text_is_gone_cannot_be_kept(database: Database) -> None:
    assert not KeptQuestions(database).keep(answered(database, text=None), "U1", Language.SV, 1.0)


def test_the_chosen_language_is_remembered_and_forgotten(database: Database) -> None:
    preferences = Preferences(database)
    assert preferences.language("U1") is None
    preferences.choose("U1", Language.EN)
    preferences.choose("U1", Language.SV)
    assert preferences.language("U1") is Language.SV
    preferences.choose("U1", None)
    assert preferences.language("U1") is None


@pytest.fixture
def erasure(database: Database) -> Erasure:
    return Erasure(
        database,
        StoredInbox(database, Pace(100, 100)),
        FeedbackStore(database),
        KeptQuestions(database),
        Preferences(database),
    )


def fill(database: Database, erasure: Erasure, user: str) -> InboxQuestion:
    question = answered(database, user=user, text=f"hemlig fråga av {user}")
    erasure.feedback.rate(question.reference, user, Rating.UP, ABOUT, 1000.0)
    erasure.kept.keep(question, user, Language.SV, 1000.0)
    erasure.preferences.choose(user, Language.EN)
    return question


def dump(database: Database) -> str:
    tables = ("question", "feedback", "kept", "preference")
    return str([tuple(row.values()) for table in tables for row in database.rows(f"SELECT * FROM {table}")])


def test_nothing_of_a_person_is_left_after_erasure(database: Database, erasure: Erasure) -> None:
    fill(database, erasure, "UMINE")
    fill(database, erasure, "UTHEIRS")
    assert erasure.erase_person("UMINE") == Erased(1, 1, 1)
    assert "UMINE" not in dump(database)
    assert dump(database).count("UTHEIRS") >= 4


def test_who_was_erased_is_remembered_by_no_name_and_for_no_longer_than_something_late_can_come(
    database: Database, erasure: Erasure
) -> None:
    erasure = replace(erasure, clock=lambda: 1000.0)
    erasure.erase_person("UMINE")
    erasure.erase_person("UTHEIRS")
    rows = database.rows("SELECT * FROM erased")
    assert [row["at"] for row in rows] == [1000.0, 1000.0]
    assert "UMINE" not in str(rows)
    assert len({row["key"] for row in rows}) == 2
    erasure.expire(90, 1000.0 + DAY)
    assert len(database.rows("SELECT * FROM erased")) == 2
    erasure.expire(90, 1000.0 + 1.1 * DAY)
    assert database.rows("SELECT * FROM erased") == []


@pytest.mark.parametrize("place", [SQLITE], indirect=True)
def test_what_is_erased_cannot_be_read_from_the_files(database: Database, erasure: Erasure, tmp_path: Path) -> None:
    fill(database, erasure, "UMINE")
    files = tuple(tmp_path.glob("slack.sqlite3*"))
    assert b"fr\xc3\xa5ga av UMINE" in b"".join(path.read_bytes() for path in files)
    erasure.erase_person("UMINE")
    assert b"UMINE" not in b"".join(path.read_bytes() for path in files)


def test_texts_and_people_are_gone_after_the_retention_but_ratings_are_counted(
    database: Database, erasure: Erasure
) -> None:
    fill(database, erasure, "UOLD")
    assert erasure.expire(90, 1000.0 + 89 * DAY) == Erased(0, 0, 0)
    assert erasure.expire(90, 1000.0 + 91 * DAY) == Erased(1, 1, 1)
    erasure.preferences.erase_person("UOLD")
    assert "UOLD" not in dump(database)
    assert [row.rating for row in erasure.feedback.rows()] == [Rating.UP]


def test_nobody_keeps_or_rates_the_words_of_a_question_that_goes_while_the_button_is_pressed(
    database: Database, erasure: Erasure
) -> None:
    question = answered(database, user="UMINE")
    erasure.erase_person("UMINE")
    # `question` is what the listener had read before.
    assert not erasure.kept.keep(question, "UOTHER", Language.SV, 1.0)
    erasure.feedback.rate(question.reference, "UOTHER", Rating.DOWN, ABOUT, 1.0)
    erasure.feedback.explain(question.reference, "UOTHER", "old", "det om Anna")
    assert [(row.question, row.answer, row.comment, row.reason) for row in erasure.feedback.rows()] == [
        (None, None, None, "old")
    ]


def test_words_that_others_kept_or_rated_go_with_the_question(database: Database, erasure: Erasure) -> None:
    question = answered(database, user="UMINE")
    erasure.kept.keep(question, "UOTHER", Language.SV, 1000.0 + 80 * DAY)
    erasure.feedback.rate(question.reference, "UOTHER", Rating.DOWN, ABOUT, 1000.0 + 80 * DAY)
    assert erasure.expire(90, 1000.0 + 91 * DAY) == Erased(1, 1, 1)
    assert erasure.kept.waiting() == []
    assert "Vem leder" not in dump(database)
    assert "UOTHER" not in dump(database)


def test_what_was_removed_is_told_with_its_time_and_without_names(database: Database, erasure: Erasure) -> None:
    fill(database, erasure, "UOLD")
    fill(database, erasure, "UMINE")
    assert erasure.count_removals() == 0
    erasure.erase_person("UMINE")
    assert erasure.count_removals() == 1
    erasure.expire(90, 1000.0 + 91 * DAY)
    erasure.expire(90, 1000.0 + 92 * DAY)
    assert {(each.reason, each.erased) for each in erasure.removals()} == {
        ("request", Erased(1, 1, 1)), ("retention", Erased(2, 1, 1)),
    }  # fmt: skip
