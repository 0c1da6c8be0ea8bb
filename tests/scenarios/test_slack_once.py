"""Exactly one reply, whatever Slack and the network do: in this process, over both transports."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Transport
from tests.scenarios.running_bot import running_bot
from tests.scenarios.spoken_answers import Quoting
from tests.scenarios.storm import Held, Storm, storm
from tests.slack_emulator.config import WITH_THREADS, Config
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.faults import Fault, FaultKind

QUICK = dataclasses.replace(WITH_THREADS, ack_seconds=1.0, retry_seconds=(0.0, 0.3, 0.6))
BOTH = pytest.mark.parametrize("transport", list(Transport), ids=lambda transport: transport.value)


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    """A bot that gives Slack one second for an answer."""
    with storm(tmp_path_factory.mktemp("hurried"), api_timeout=1) as slack:
        yield slack


@BOTH
def test_twins_and_duplicates_give_one_reply(tmp_path: Path, transport: Transport) -> None:
    config = dataclasses.replace(WITH_THREADS, duplicate_rate=1.0)
    with storm(tmp_path, transport, config) as slack:
        questions = [slack.ask(f"Fråga {number}?", f"U{number}") for number in range(20)]
        questions += [slack.emulator.dm(f"U{number}", f"Fråga {number}?") for number in range(10)]
        for question in questions:
            slack.emulator.wait_for_reply(question)
        slack.settled()
        assert [len(slack.emulator.replies(question)) for question in questions] == [1] * 30


@BOTH
def test_an_event_that_is_resent_although_it_was_taken_gives_one_reply(tmp_path: Path, transport: Transport) -> None:
    impatient = dataclasses.replace(WITH_THREADS, ack_seconds=0.001, retry_seconds=(0.0, 0.05, 0.1))
    with storm(tmp_path, transport, impatient) as slack:
        question = slack.ask()
        slack.emulator.wait_for_reply(question)
        slack.settled(1.0)
        assert max(envelope.attempts for envelope in slack.emulator.delivery.sent) > 1
        assert len(slack.emulator.replies(question)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.DROP_RESPONSE),
        Fault(FaultKind.DROP_REQUEST),
        Fault(FaultKind.SERVER_ERROR, code=503),
        Fault(FaultKind.SERVER_ERROR, code=500),
        Fault(FaultKind.RATE_LIMITED, seconds=1),
        Fault(FaultKind.REFUSAL, error="ratelimited"),
        Fault(FaultKind.REFUSAL, error="internal_error"),
        Fault(FaultKind.DELAY, seconds=1.6),
    ],
    ids=lambda fault: f"{fault.kind.name.lower()}-{fault.code}-{fault.error}",
)
@pytest.mark.parametrize("times", [1, 3])
def test_a_post_that_goes_wrong_ends_as_one_reply(hurried: Storm, fault: Fault, times: int) -> None:
    before = hurried.emulator.faults.happened[fault.kind]
    hurried.emulator.faults.arm("chat.postMessage", fault, times)
    questions = [hurried.ask(), hurried.emulator.dm("U01", "När?")]
    for question in questions:
        hurried.emulator.wait_for_reply(question, 30)
    hurried.settled(0.6)
    assert [len(hurried.emulator.replies(question)) for question in questions] == [1, 1]
    assert hurried.emulator.faults.happened[fault.kind] > before
    hurried.emulator.faults.clear()


def test_a_lookup_that_goes_wrong_does_not_lead_to_a_second_post(tmp_path: Path) -> None:
    with storm(tmp_path) as slack:
        slack.emulator.faults.drop_response("chat.postMessage")
        slack.emulator.faults.server_error("conversations.replies", times=2)
        question = slack.ask()
        slack.emulator.wait_for_reply(question)
        slack.settled(1.0)
        assert len(slack.emulator.called("chat.postMessage")) == 1
        assert len(slack.emulator.called("conversations.replies")) == 3


def test_without_the_right_to_look_an_unsure_post_is_told_to_the_asker_alone(tmp_path: Path) -> None:
    with storm(tmp_path, config=Config()) as slack:
        slack.emulator.faults.drop_response("chat.postMessage")
        question = slack.ask()
        slack.emulator.wait_for_ephemeral("U01")
        slack.settled()
        assert len(slack.emulator.replies(question)) == 1
        assert len(slack.emulator.ephemerals("U01")) == 1


def test_a_channel_above_the_pace_gets_all_replies_and_is_not_pressed(tmp_path: Path) -> None:
    config = dataclasses.replace(WITH_THREADS, post_interval=1.0, post_burst=1)
    with storm(tmp_path, config=config) as slack:
        questions = [slack.ask(f"Fråga {number}?", f"U{number}") for number in range(5)]
        for question in questions:
            slack.emulator.wait_for_reply(question, 30)
        slack.settled()
        assert [len(slack.emulator.replies(question)) for question in questions] == [1] * 5
        refused = [call for call in slack.emulator.called("chat.postMessage") if not call.answer["ok"]]
        assert len(refused) <= 8


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_a_disconnect_in_the_middle_of_work_loses_nothing(tmp_path: Path, reason: str) -> None:
    held = Held()
    with storm(tmp_path, config=QUICK, ask=held) as slack:
        question = slack.ask()
        assert held.asked.wait(10)
        slack.emulator.socket.disconnect(reason)
        held.go.set()
        late = slack.ask("Och sedan?")
        for each in (question, late):
            slack.emulator.wait_for_reply(each, 20)
        slack.settled()
        assert [len(slack.emulator.replies(each)) for each in (question, late)] == [1, 1]


def test_a_connection_that_breaks_without_a_word_is_made_again(tmp_path: Path) -> None:
    patient = dataclasses.replace(WITH_THREADS, ack_seconds=1.0, retry_seconds=(1.0, 4.0, 8.0, 8.0, 8.0))
    with storm(tmp_path, config=patient) as slack:
        slack.emulator.socket.cut()
        question = slack.ask()
        slack.emulator.wait_for_reply(question, 30)
        slack.settled()
        assert len(slack.emulator.replies(question)) == 1


@BOTH
def test_slack_away_at_the_start_is_waited_for(tmp_path: Path, transport: Transport) -> None:
    config = dataclasses.replace(QUICK, retry_seconds=(0.5, 1.0, 2.0, 4.0))

    def away(emulator: Emulator) -> None:
        emulator.faults.refuse("auth.test", "internal_error")

    with storm(tmp_path, transport, config, before=away) as slack:
        question = slack.ask()
        slack.emulator.faults.unreachable = True
        time.sleep(1.0)
        slack.emulator.faults.unreachable = False
        slack.emulator.wait_for_reply(question, 30)
        slack.settled()
        assert len(slack.emulator.replies(question)) == 1


def test_a_question_deleted_during_work_gets_no_reply(tmp_path: Path) -> None:
    held = Held()
    with storm(tmp_path, ask=held) as slack:
        question = slack.ask()
        assert held.asked.wait(10)
        slack.emulator.delete(question)
        time.sleep(0.3)
        held.go.set()
        slack.settled(1.0)
        assert slack.emulator.replies(question) == []


def test_a_question_edited_during_work_gets_one_reply_to_its_last_words(tmp_path: Path) -> None:
    held = Held()
    with storm(tmp_path, ask=held) as slack:
        question = slack.ask("När börjar kurs ett?")
        assert held.asked.wait(10)
        slack.emulator.edit(question, question.text.replace("ett", "två"))
        time.sleep(0.3)
        held.go.set()
        slack.emulator.wait_for_reply(question)
        slack.settled(1.0)
        (reply,) = slack.emulator.replies(question)
        assert "kurs två" in reply.text


def test_ten_edits_in_a_row_end_in_one_reply_to_the_last(tmp_path: Path) -> None:
    with storm(tmp_path) as slack:
        question = slack.ask("När börjar kurs 0?")
        for number in range(1, 11):
            slack.emulator.edit(question, f"<@U0BOT> När börjar kurs {number}?")
            time.sleep(0.05)
        slack.settled(1.0)
        (reply,) = slack.emulator.replies(question)
        assert "kurs 10?" in reply.text


def test_a_preview_that_slack_adds_changes_nothing(tmp_path: Path) -> None:
    with storm(tmp_path) as slack:
        question = slack.ask()
        reply = slack.emulator.wait_for_reply(question)
        slack.emulator.unfurl(question)
        slack.settled(1.0)
        assert (len(slack.emulator.replies(question)), reply.revisions) == (1, 0)


def test_another_bots_mention_is_answered_once_and_its_words_in_the_thread_are_not(tmp_path: Path) -> None:
    with storm(tmp_path, thread_replies=True) as slack:
        bot: dict[str, Any] = {"bot_id": "B9", "bot_profile": {"id": "B9"}}
        mention = slack.emulator.say("U9", slack.channel, "<@U0BOT> När?", **bot)
        question = slack.ask()
        slack.emulator.wait_for_reply(question)
        in_thread = slack.emulator.say("U9", slack.channel, "Tack för svaret", question.ts, **bot)
        slack.settled(1.0)
        assert [len(slack.emulator.replies(said)) for said in (mention, question, in_thread)] == [1, 1, 0]


def test_blocks_that_slack_refuses_are_replaced_by_the_plain_text(tmp_path: Path) -> None:
    with storm(tmp_path) as slack:
        slack.emulator.faults.refuse("chat.postMessage", "invalid_blocks")
        reply = slack.emulator.wait_for_reply(slack.ask())
        assert (reply.blocks, "Nytt i maj" in reply.text) == ([], True)


def test_a_question_that_waited_too_long_gets_an_apology(tmp_path: Path) -> None:
    with storm(tmp_path, max_age=0.0) as slack:
        question = slack.ask()
        slack.emulator.wait_for_reply(question)
        slack.settled()
        (reply,) = slack.emulator.replies(question)
        assert "Nytt i maj" not in reply.text


def test_an_answerer_that_breaks_gives_an_apology_with_a_reference(tmp_path: Path) -> None:
    def broken(question: str, earlier: object, /) -> object:
        raise RuntimeError(question)

    with storm(tmp_path, ask=broken) as slack:  # type: ignore[arg-type]
        question = slack.ask()
        reply = slack.emulator.wait_for_reply(question)
        slack.settled()
        reference = slack.app.state.inbox.recent(0.0)[0].reference
        assert (len(slack.emulator.replies(question)), reference in reply.text) == (1, True)


def test_a_person_above_the_pace_is_told_so_kindly_and_once_for_each_question(tmp_path: Path) -> None:
    with storm(tmp_path, per_person=2) as slack:
        questions = [slack.ask(f"Fråga {number}?") for number in range(4)]
        slack.settled(1.0)
        assert [len(slack.emulator.replies(question)) for question in questions].count(1) == 2
        assert len(slack.emulator.ephemerals("U01")) == 2


def test_two_apps_on_one_inbox_give_one_reply(tmp_path: Path) -> None:
    with storm(tmp_path) as slack:
        with running_bot(slack.app.parts.settings, Quoting(), Transport.SOCKET):
            questions = [slack.ask(f"Fråga {number}?", f"U{number}") for number in range(30)]
            for question in questions:
                slack.emulator.wait_for_reply(question)
            slack.settled(1.0)
        assert [len(slack.emulator.replies(question)) for question in questions] == [1] * 30
