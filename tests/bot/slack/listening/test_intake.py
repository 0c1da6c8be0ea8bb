from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.database.protocol import Database
from bot.errors import StoreError
from bot.slack.inbox.database import open_database
from bot.slack.inbox.question import Hold, InboxQuestion, Posted, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.voice import Preferences, Voice
from bot.slack.listening.intake import Intake
from bot.slack.message import ReplyOutcome
from corpus.types import Language
from tests.bot.slack.listening.test_events import BOT, mention, message

NOW = 1_700_000_010.0
PLANNED = Posted(ReplyOutcome.ANSWERED, None)
PERSONAL = "vad gäller för 811218-9876?"


class Woken:
    count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "slack.sqlite3", fsync=False)
    yield opened
    opened.close()


@pytest.fixture
def intake(database: Database, woken: Woken) -> Intake:
    inbox = StoredInbox(database, Pace(100, 100))
    voice = Voice(Preferences(database), inbox)
    return Intake(inbox, woken, True, 120.0, lambda text: text.startswith("reindex"), voice, clock=lambda: NOW)


def taken(intake: Intake, body: dict[str, Any]) -> InboxQuestion | None:
    intake.take(body, BOT)
    return intake.inbox.claim("me", 60.0, NOW)


def answer(intake: Intake, question: InboxQuestion) -> None:
    intake.inbox.begin_post(question, "me", PLANNED, NOW)
    intake.inbox.finish(question, "me", Posted(ReplyOutcome.ANSWERED, "1700000001.000000"), NOW)


def test_a_mention_its_twin_and_a_resend_are_one_question(intake: Intake, woken: Woken) -> None:
    for body in (mention(), message(text=f"<@{BOT}> vem leder?"), mention()):
        intake.take(body, BOT)
    assert intake.inbox.depth(NOW)[0] == 1
    assert woken.count == 1


def test_what_is_no_question_wakes_nobody(intake: Intake, woken: Woken) -> None:
    for body in ({}, message(), mention(user=BOT)):
        intake.take(body, BOT)
    assert intake.inbox.depth(NOW)[0] == 0
    assert woken.count == 0


def test_the_language_of_the_bots_words_is_the_questions(intake: Intake) -> None:
    question = taken(intake, mention(text=f"<@{BOT}> who leads the programme?"))
    assert question is not None
    assert question.arrival.language is Language.EN


def test_a_personal_number_is_neither_stored_nor_searched(intake: Intake, tmp_path: Path) -> None:
    question = taken(intake, mention(text=f"<@{BOT}> {PERSONAL}"))
    assert question is not None
    assert question.arrival.hold is Hold.PERSONAL_NUMBER
    assert question.arrival.text is None
    assert b"811218" not in b"".join(path.read_bytes() for path in tmp_path.glob("slack.sqlite3*"))


def test_a_personal_number_hidden_in_a_link_is_found(intake: Intake) -> None:
    question = taken(intake, mention(text=f"<@{BOT}> vem är <tel:8112189876|detta>?"))
    assert question is not None
    assert question.arrival.hold is Hold.PERSONAL_NUMBER


def test_an_edit_that_adds_a_personal_number_removes_the_text(intake: Intake) -> None:
    first = taken(intake, mention())
    assert first is not None
    answer(intake, first)
    intake.take(mention(text=f"<@{BOT}> {PERSONAL}", edited={"ts": "1700000009.0"}), BOT)
    again = intake.inbox.claim("me", 60.0, NOW)
    assert again is not None
    assert again.arrival.text is None
    assert again.arrival.hold is Hold.PERSONAL_NUMBER


def test_an_edited_mention_without_a_message_event_is_an_edit(intake: Intake) -> None:
    first = taken(intake, mention())
    assert first is not None
    answer(intake, first)
    again = taken(intake, mention(text=f"<@{BOT}> vem leder nu?", edited={"ts": "1700000009.0"}))
    assert again is not None
    assert again.revision == 2
    assert again.arrival.text == "vem leder nu?"


def test_a_resend_of_the_old_text_after_an_edit_changes_nothing(intake: Intake) -> None:
    first = taken(intake, mention())
    assert first is not None
    answer(intake, first)
    again = taken(intake, mention(text=f"<@{BOT}> vem leder nu?", edited={"ts": "1700000009.0"}))
    assert again is not None
    answer(intake, again)
    assert taken(intake, mention()) is None


def test_a_reply_in_an_answered_thread_is_a_question(intake: Intake) -> None:
    root = taken(intake, mention())
    assert root is not None
    body = message(ts="1700000005.000000", thread_ts="1700000000.000100", text="och när?")
    assert taken(intake, body) is None
    answer(intake, root)
    reply = taken(intake, body)
    assert reply is not None
    assert reply.arrival.surface is Surface.THREAD


REPLY = message(ts="1700000005.000000", thread_ts="1700000000.000100", text="och när?")


def answered(intake: Intake) -> None:
    root = taken(intake, mention())
    assert root is not None
    answer(intake, root)


def test_a_reply_is_left_alone_where_not_allowed(intake: Intake) -> None:
    answered(intake)
    assert taken(replace(intake, overhears=False), REPLY) is None


@pytest.mark.parametrize("text", [":+1:", "👍", "<https://x.example/a>", ""])
def test_a_reply_without_words_is_left_alone(intake: Intake, text: str) -> None:
    answered(intake)
    assert taken(intake, message(ts="1700000005.000000", thread_ts="1700000000.000100", text=text)) is None


def test_a_reply_in_a_thread_that_was_made_quiet_is_left_alone_but_for_mentions(intake: Intake) -> None:
    answered(intake)
    intake.inbox.hush("T1", "C1", "1700000000.000100", NOW)
    assert taken(intake, REPLY) is None
    assert taken(intake, mention(ts="1700000006.000000", thread_ts="1700000000.000100")) is not None


def test_what_is_overheard_is_not_stored(intake: Intake, tmp_path: Path) -> None:
    answered(intake)
    reply = taken(intake, message(ts="1700000005.000000", thread_ts="1700000000.000100", text="Annas hemlighet?"))
    assert reply is not None
    assert reply.arrival.text is None
    assert b"hemlighet" not in b"".join(path.read_bytes() for path in tmp_path.glob("slack.sqlite3*"))
    assert intake.inbox.forget(reply, "me")
    assert taken(intake, {}) is None


def test_an_edit_of_an_overheard_message_that_got_nothing_is_weighed_anew(intake: Intake) -> None:
    answered(intake)
    reply = taken(intake, REPLY)
    assert reply is not None
    intake.inbox.forget(reply, "me")
    edited = dict(REPLY["event"], text="och när börjar den?", edited={"ts": "1700000007.0"})
    changed = {"type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel",
               "message": edited, "previous_message": REPLY["event"]}  # fmt: skip
    again = taken(intake, {"type": "event_callback", "team_id": "T1", "event": changed})
    assert again is not None
    assert again.arrival.key == reply.arrival.key


def test_a_bot_is_answered_once_in_a_thread_and_never_where_it_answers(intake: Intake) -> None:
    asked = taken(intake, mention(user=None, bot_id="B0FLOW", subtype="bot_message"))
    assert asked is not None
    assert (asked.arrival.is_by_bot, asked.arrival.user) == (True, "B0FLOW")
    answer(intake, asked)
    again = mention(user=None, bot_id="B0FLOW", ts="1700000005.000000", thread_ts="1700000000.000100")
    assert taken(intake, again) is None


def test_a_bot_has_a_rate_of_its_own(intake: Intake) -> None:
    holds = []
    for second in range(6):
        question = taken(intake, mention(user=None, bot_id="B0FLOW", ts=f"170000001{second}.000000"))
        holds.append(None if question is None else question.arrival.hold)
    assert holds == [Hold.NONE] * 5 + [Hold.RATE_PERSON]


def test_an_extensions_command_is_no_question(intake: Intake) -> None:
    body = {"command": "/fvm", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "9.8"}
    assert taken(intake, {**body, "text": "reindex"}) is None
    assert taken(intake, {**body, "text": "vem leder?"}) is not None


def test_a_failing_inbox_reaches_the_caller(intake: Intake, database: Database) -> None:
    database.close()
    with pytest.raises(StoreError, match="cannot be read or written"):
        intake.take(mention(), BOT)


def test_a_very_long_question_is_stored_only_as_far_as_it_can_be_refused(intake: Intake) -> None:
    question = taken(intake, mention(text="x" * 50_000))
    assert question is not None
    assert len(question.arrival.text or "") == 2001
