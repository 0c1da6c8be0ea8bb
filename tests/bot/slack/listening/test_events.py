from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.slack.inbox.question import Deletion, Key, Surface
from bot.slack.listening import events
from bot.slack.listening.events import Heard, Rewritten, Wish
from bot.slack.slash import MARK

BOT = "U0BOT"


def wrapped(**event: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event": {"channel": "C1", "ts": "1700000000.000100", **event}}


def mention(**changed: Any) -> dict[str, Any]:
    return wrapped(**{"type": "app_mention", "user": "U1", "text": f"<@{BOT}> vem leder?", **changed})


def message(**changed: Any) -> dict[str, Any]:
    return wrapped(**{"type": "message", "channel_type": "channel", "user": "U1", "text": "vem leder?", **changed})


def read(body: dict[str, Any]) -> Any:
    return events.read_event(body, BOT, 1_700_000_100.0)


def test_a_mention_is_a_question_in_a_thread_of_its_own() -> None:
    heard = read(mention())
    assert heard.arrival.key == Key("T1", "C1", "1700000000.000100")
    assert heard.arrival.surface is Surface.MENTION
    assert heard.arrival.text == "vem leder?"
    assert heard.arrival.thread == "1700000000.000100"
    assert heard.arrival.asked_at == pytest.approx(1700000000.0001)


def test_a_mention_in_a_thread_is_answered_in_that_thread() -> None:
    assert read(mention(thread_ts="1699999999.000001")).arrival.thread == "1699999999.000001"


def test_a_mention_and_its_twin_have_one_key() -> None:
    twin = read(message(text=f"<@{BOT}> vem leder?"))
    assert twin.arrival == read(mention()).arrival


def test_a_direct_message_is_a_question() -> None:
    heard = read(message(channel_type="im", channel="D1"))
    assert heard.arrival.surface is Surface.DIRECT
    assert heard.arrival.key.channel == "D1"


def test_a_reply_in_a_thread_may_be_a_question() -> None:
    assert read(message(thread_ts="1699999999.000001")).arrival.surface is Surface.THREAD


def test_talk_in_a_channel_outside_threads_is_said_to_everybody() -> None:
    assert read(message()).arrival.surface is Surface.CHANNEL
    assert read(message(thread_ts=message()["event"]["ts"])).arrival.surface is Surface.CHANNEL


@pytest.mark.parametrize("changed", [{"reaction": "tada"}, {"user": BOT}, {"item": {"type": "file"}}])
def test_a_reaction_is_a_wish_only_where_somebody_adds_the_bots_mark_to_a_message(changed: dict[str, Any]) -> None:
    item = {"type": "message", "channel": "C1", "ts": "1700000000.000100"}
    event = {"type": "reaction_added", "user": "U1", "reaction": MARK, "item": item, "event_ts": "1700000001.5"}
    body = {"type": "event_callback", "team_id": "T1", "event": event}
    assert read(body) == Wish(Key("T1", "C1", "1700000000.000100"), "U1", "1700000001.5")
    assert read(body | {"event": event | changed}) is None


@pytest.mark.parametrize(
    "changed",
    [{"user": BOT}, {"user": None}, {"user": "USLACKBOT"}, {"subtype": "channel_join"}, {"subtype": "bot_message"},
     {"user": BOT, "bot_id": "B1"}],
)  # fmt: skip
@pytest.mark.parametrize("make", [mention, message])
def test_the_bots_and_slacks_own_lines_ask_nothing(make: Any, changed: dict[str, Any]) -> None:
    assert read(make(**{"channel_type": "im", **changed})) is None


@pytest.mark.parametrize("changed", [{"bot_id": "B1"}, {"bot_profile": {"id": "B1"}}])
def test_another_bot_asks_by_mentions_alone_and_under_its_own_id(changed: dict[str, Any]) -> None:
    assert read(message(channel_type="im", **changed)) is None
    assert read(message(thread_ts="1699999999.000001", **changed)) is None
    assert read(mention(**changed)).arrival.user == "B1"


def test_what_the_app_itself_writes_asks_nothing() -> None:
    assert read({**mention(bot_id="B1", app_id="A1"), "api_app_id": "A1"}) is None
    assert read({**mention(bot_id="B1", app_id="A2"), "api_app_id": "A1"}) is not None


def test_a_question_with_a_file_is_a_question() -> None:
    assert isinstance(read(message(channel_type="im", subtype="file_share")), Heard)


def test_an_edit_gives_the_new_text() -> None:
    edited = read(
        message(
            subtype="message_changed",
            previous_message={"text": "vem?"},
            message={
                "ts": "1700000000.000100",
                "text": "vem leder nu?",
                "user": "U1",
                "edited": {"ts": "1700000050.000000"},
            },
        )
    )
    key = Key("T1", "C1", "1700000000.000100")
    assert replace(edited, heard=None) == Rewritten(key, "U1", "vem leder nu?", "vem leder nu?", 1700000050.0)


@pytest.mark.parametrize(
    "changed",
    [{"bot_id": "B1", "edited": {"ts": "1700000050.0"}}, {}, {"text": "vem?", "edited": {"ts": "1700000050.0"}}],
)
def test_unfurls_and_bots_edits_change_nothing(changed: dict[str, Any]) -> None:
    assert read(message(subtype="message_changed", previous_message={"text": "vem?"},
                        message={"ts": "1.0", "text": "vem leder?", "user": "U1", **changed})) is None  # fmt: skip


def test_a_deleted_message_is_a_deletion() -> None:
    assert read(message(subtype="message_deleted", deleted_ts="1700000000.000100")) == Deletion(
        Key("T1", "C1", "1700000000.000100")
    )


def test_a_tombstone_is_a_deletion() -> None:
    assert read(message(subtype="message_changed", message={"subtype": "tombstone", "ts": "1700000000.000100"})) == (
        Deletion(Key("T1", "C1", "1700000000.000100"))
    )


def test_a_mention_that_was_edited_says_when() -> None:
    assert read(mention(edited={"ts": "1700000050.5"})).edited_at == 1700000050.5


def test_a_group_direct_message_needs_no_thread_and_no_mention() -> None:
    assert read(message(channel_type="mpim", text="vem leder?")).arrival.surface is Surface.GROUP


def test_a_command_is_keyed_by_its_trigger_and_private() -> None:
    heard = read(
        {
            "command": "/fvm",
            "team_id": "T1",
            "channel_id": "C1",
            "user_id": "U1",
            "trigger_id": "9.8",
            "text": " vem  leder? ",
            "response_url": "https://hooks.example/1",
        }
    )
    assert heard.arrival.key == Key("T1", "C1", "command:9.8")
    assert heard.arrival.surface.is_private
    assert heard.arrival.text == "vem leder?"
    assert heard.arrival.response_url == "https://hooks.example/1"


def test_the_shortcut_asks_what_the_message_says() -> None:
    heard = read(
        {
            "type": "message_action",
            "callback_id": events.SHORTCUT,
            "team": {"id": "T1"},
            "trigger_id": "7.7",
            "channel": {"id": "C1"},
            "user": {"id": "U1"},
            "response_url": "https://hooks.example/2",
            "message": {"ts": "5.5", "thread_ts": "4.4", "text": "när är starten?", "user": "U9"},
        }
    )
    assert heard.arrival.text == "när är starten?"
    assert heard.arrival.user == "U1"
    assert heard.arrival.thread == "4.4"


@pytest.mark.parametrize("body", [{}, {"type": "block_actions"}, {"type": "event_callback", "event": {}},
                                  {"type": "message_action", "callback_id": "other"},
                                  {"type": "event_callback", "event": {"type": "app_home_opened"}}])  # fmt: skip
def test_everything_else_is_none(body: dict[str, Any]) -> None:
    assert read(body) is None
