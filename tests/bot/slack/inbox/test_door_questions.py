"""Questions of other doors: in the report as those of Slack, gone with the retention, without a withdrawn quote."""

from __future__ import annotations

import time
from dataclasses import replace

from bot.database.protocol import Database
from bot.slack.inbox.door_questions import DoorQuestions
from bot.slack.inbox.erasure import Erasure, forget_quotes
from bot.slack.inbox.feedback import FeedbackStore, read_asked
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.voice import Preferences
from tests.scenarios.spoken_answers import BULLETIN, UNKNOWN, answer_to

NOW = time.time()
DAY = 86_400.0


def erasure(database: Database) -> Erasure:
    inbox = StoredInbox(database, Pace(10, 10, 10))
    return Erasure(database, inbox, FeedbackStore(database), KeptQuestions(database), Preferences(database))


def test_the_report_reads_them_by_shelf_oldest_first(database: Database) -> None:
    kept = DoorQuestions(database)
    kept.keep("page", answer_to(f"Vad är {UNKNOWN}?"), 0.5, NOW)
    kept.keep("api", answer_to("När?"), 2.0, NOW - DAY)
    kept.keep("api", replace(answer_to("Var?"), shelf="vard"), 1.0, NOW)
    found = read_asked(database, NOW - 7 * DAY)
    told = [(each.text, each.answered, each.seconds) for each in found]
    assert told == [("När?", True, 2.0), (f"Vad är {UNKNOWN}?", False, 0.5)]
    assert found[0].cited == (BULLETIN.bulletin_id,)
    assert found[1].nearest == BULLETIN.title
    assert [each.text for each in read_asked(database, 0, "vard")] == ["Var?"]


def test_they_go_with_the_retention_and_the_proof_counts_them(database: Database) -> None:
    kept, it = DoorQuestions(database), erasure(database)
    kept.keep("page", answer_to("När?"), 1.0, NOW - 91 * DAY)
    kept.keep("page", answer_to("Var?"), 1.0, NOW)
    assert it.overdue(90, NOW) == (NOW - 91 * DAY - 1.0, 1)
    assert it.expire(90, NOW).questions == 1
    assert it.overdue(90, NOW) == (NOW - 1.0, 0)
    assert [each.text for each in read_asked(database, 0)] == ["Var?"]


def test_a_withdrawn_bulletin_is_in_no_kept_answer(database: Database) -> None:
    DoorQuestions(database).keep("page", answer_to("När?"), 1.0, NOW)
    assert forget_quotes(database, BULLETIN.bulletin_id) == 1
    assert [(each.text, each.cited) for each in read_asked(database, 0)] == [("När?", ())]
