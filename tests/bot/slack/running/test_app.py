"""The app against the strict emulator, over Socket Mode."""

from __future__ import annotations

import io
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.slack.inbox.feedback import Rating
from bot.slack.inbox.question import Key, State, Surface
from bot.slack.message import Element, ReplyOutcome
from bot.slack.parts import Parts, Shelves
from bot.slack.running.transports import SocketCarrier
from bot.slack.showing import blocks, elements, guide, modals
from bot.slack.slash import Command
from bot.slack.slow_work import SlowWork
from bot.wiring.slack_app import build_app
from tests.bot.slack.answers import INFO, arrival, ask, settings
from tests.bot.slack.running.staging import Stage, eventually, staged
from tests.slack_emulator.block_kit import MESSAGE_BLOCKS
from tests.slack_emulator.config import WITH_THREADS, Config
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import TEAM, Message

EXPECTED = ("not_in_channel", "refusal", "missing_scope", "invalid_blocks", "server_error", "restricted_action",
            "restricted_action_read_only_channel", "thread_not_found", "cannot_reply_to_message", "no_permission",
            "is_archived", "some_new_refusal", "messages_tab_disabled", "expired_trigger_id",
            "exchanged_trigger_id")  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An app with the shipped scopes, shared: each test has its own person and channel."""
    with staged(tmp_path_factory.mktemp("mentions")) as running:
        yield running


@pytest.fixture(scope="module")
def threads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An app that also hears replies without a mention."""
    with staged(tmp_path_factory.mktemp("threads"), WITH_THREADS, thread_replies=True) as running:
        yield running


_people = itertools.count(1)


@pytest.fixture
def anna() -> str:
    """A person whom no other test knows."""
    return f"U{next(_people):04d}ANNA"


@pytest.fixture
def bo() -> str:
    return f"U{next(_people):04d}BO"


def test_a_mention_gets_one_answer_in_its_thread(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    assert "Anna Ek" in stage.slack.wait_for_reply(asked).text
    stage.settled()
    assert len(stage.slack.replies(asked)) == 1
    assert stage.slack.refused(*EXPECTED) == []


def test_a_mention_and_its_twin_get_one_reply(threads: Stage, anna: str) -> None:
    asked = threads.slack.mention(anna, threads.slack.channel(), "vem leder?")
    threads.slack.wait_for_reply(asked)
    threads.settled()
    assert len(threads.slack.replies(asked)) == 1


def test_a_direct_message_shows_a_status_and_is_answered(stage: Stage, anna: str) -> None:
    asked = stage.slack.dm(anna, "vem leder?")
    stage.slack.wait_for_reply(asked)
    (status,) = [call for call in stage.slack.called("assistant.threads.setStatus")
                 if call.arguments["thread_ts"] == asked.ts]  # fmt: skip
    assert status.answer == {"ok": True}
    assert stage.slack.refused(*EXPECTED) == []


def test_a_question_without_an_answer_gets_a_refusal_and_can_be_kept(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vad kostar lunchen?")
    reply = stage.slack.wait_for_reply(asked)
    assert "<#C0HELP1>" in reply.text
    stage.slack.click(anna, reply, blocks.KEEP)
    assert "sparad" in stage.slack.wait_for_ephemeral(anna).text
    (kept,) = [each for each in stage.app.state.kept.waiting() if each.user == anna]
    assert (kept.question, kept.thread, kept.user) == ("vad kostar lunchen?", asked.ts, anna)


def test_a_command_is_answered_to_the_asker_alone_and_shared_once(stage: Stage, anna: str) -> None:
    channel = stage.slack.channel()
    stage.slack.command(anna, channel, "vem leder?")
    answer = stage.slack.wait_for_ephemeral(anna)
    assert stage.slack.messages(channel) == []
    stage.slack.click(anna, answer, blocks.SHARE)
    stage.slack.click(anna, answer, blocks.SHARE)
    stage.slack.wait_for_ephemeral(anna, after=2)
    stage.settled()
    (shared,) = stage.slack.messages(channel)
    assert "vem leder?" in shared.text
    assert "Anna Ek" in shared.text


def test_the_shortcut_answers_what_a_message_asks(stage: Stage, anna: str, bo: str) -> None:
    said = stage.slack.say(bo, stage.slack.channel(), "vet nån vem som leder programmet?")
    stage.slack.shortcut(anna, said, "ask_about")
    assert "Anna Ek" in stage.slack.wait_for_ephemeral(anna).text
    assert stage.slack.ephemerals(bo) == []


def test_an_english_question_gets_english_words(stage: Stage, anna: str) -> None:
    asked = stage.slack.dm(anna, "who leads the programme?")
    reply = stage.slack.wait_for_reply(asked)
    assert "April 2020" in reply.text


def test_greetings_and_thanks_are_not_searched(tmp_path: Path, anna: str) -> None:
    def never(question: str, earlier: Earlier, /) -> Answer:
        raise AssertionError("nothing was asked")

    with staged(tmp_path, answers=never) as stage:
        hello, thanks, nothing = (stage.slack.dm(anna, text) for text in ("hej!", "tack så mycket", "?!"))
        assert "Hej!" in stage.slack.wait_for_reply(hello).text
        assert "Tack själv" in stage.slack.wait_for_reply(thanks).text
        stage.slack.wait_for_reply(nothing)
        stage.settled()
        assert [stage.outcome(each) for each in (hello, thanks)] == [ReplyOutcome.SMALLTALK] * 2


def test_a_mention_without_words_gets_help(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "")
    assert "Jag kan 3 bulletiner" in stage.slack.wait_for_reply(asked).text


@pytest.mark.parametrize(("word", "erase"), [("help", "erase"), ("hjälp", "radera"), ("", "radera"), ("?", "radera")])
def test_help_is_given_on_request(stage: Stage, anna: str, word: str, erase: str) -> None:
    stage.slack.command(anna, stage.slack.channel(), word)
    assert f"`/fvm {erase}`" in stage.slack.wait_for_ephemeral(anna).text


def test_a_follow_up_carries_the_earlier_questions_of_its_thread(tmp_path: Path, anna: str) -> None:
    heard: list[tuple[str, tuple[str, ...]]] = []

    def listening(question: str, earlier: Earlier, /) -> Answer:
        heard.append((question, earlier.questions))
        return ask(question, earlier)

    with staged(tmp_path, answers=listening) as stage:
        first = stage.slack.dm(anna, "vem leder?")
        stage.slack.wait_for_reply(first)
        second = stage.slack.dm(anna, "och när börjar han?", thread_ts=first.ts)
        stage.slack.wait_for_reply(second)
    assert heard == [("vem leder?", ()), ("och när börjar han?", ("vem leder?",))]


def test_a_reply_in_an_answered_thread_needs_no_mention_where_allowed(threads: Stage, anna: str, bo: str) -> None:
    channel = threads.slack.channel()
    asked = threads.slack.mention(anna, channel, "vem leder?")
    threads.slack.wait_for_reply(asked)
    further = threads.slack.say(bo, channel, "vem leder annars?", thread_ts=asked.ts)
    eventually(lambda: len(threads.slack.replies(asked)) == 2)
    aside = threads.slack.say(bo, channel, "prat i kanalen", thread_ts=None)
    threads.settled()
    assert threads.outcome(further) is ReplyOutcome.ANSWERED
    assert threads.slack.replies(aside) == []


def test_a_personal_number_gets_a_private_warning_and_no_search(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder 811218-9876?")
    assert "personnummer" in stage.slack.wait_for_ephemeral(anna).text
    stage.settled()
    assert stage.slack.replies(asked) == []


def test_an_edit_updates_the_reply_in_place(threads: Stage, anna: str) -> None:
    asked = threads.slack.mention(anna, threads.slack.channel(), "vad kostar lunchen?")
    threads.slack.wait_for_reply(asked)
    threads.slack.edit(asked, "<@U0BOT> vem leder?")
    assert "Anna Ek" in threads.slack.wait_for_reply(asked, revisions=1).text
    threads.settled()
    assert len(threads.slack.replies(asked)) == 1


def test_a_deletion_removes_the_reply(threads: Stage, anna: str) -> None:
    asked = threads.slack.mention(anna, threads.slack.channel(), "vem leder?")
    threads.slack.wait_for_reply(asked)
    threads.slack.delete(asked)
    eventually(lambda: threads.slack.replies(asked) == [])


def test_another_bots_mention_is_answered_once_and_the_bots_own_words_get_nothing(threads: Stage, anna: str) -> None:
    channel = threads.slack.channel()
    other = threads.slack.say("U9", channel, "<@U0BOT> vem leder?", bot_id="B9")
    asked = threads.slack.mention(anna, channel, "vem leder?")
    threads.slack.wait_for_reply(asked)
    threads.settled()
    assert [len(threads.slack.replies(said)) for said in (other, asked)] == [1, 1]


@pytest.mark.parametrize("config", [Config(), WITH_THREADS], ids=["mentions", "threads"])
def test_too_many_calls_are_waited_out(tmp_path: Path, config: Config, anna: str) -> None:
    with staged(tmp_path, config) as stage:
        stage.slack.faults.rate_limit("chat.postMessage", retry_after=1)
        asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
        stage.slack.wait_for_reply(asked)
        stage.settled()
        assert len(stage.slack.replies(asked)) == 1


def test_a_post_whose_answer_was_lost_is_looked_up_and_not_repeated(threads: Stage, anna: str) -> None:
    threads.slack.faults.drop_response("chat.postMessage")
    asked = threads.slack.mention(anna, threads.slack.channel(), "vem leder?")
    threads.slack.wait_for_reply(asked)
    threads.settled()
    assert len(threads.slack.replies(asked)) == 1
    assert threads.outcome(asked) is ReplyOutcome.ANSWERED


def test_a_post_that_was_lost_is_looked_up_and_repeated(threads: Stage, anna: str) -> None:
    threads.slack.faults.drop_request("chat.postMessage")
    asked = threads.slack.mention(anna, threads.slack.channel(), "vem leder?")
    threads.slack.wait_for_reply(asked)
    threads.settled()
    assert len(threads.slack.replies(asked)) == 1


@pytest.mark.parametrize("lost", ["drop_response", "drop_request"])
def test_where_the_scopes_forbid_a_look_the_asker_is_told_alone(stage: Stage, lost: str, anna: str) -> None:
    getattr(stage.slack.faults, lost)("chat.postMessage")
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    assert "Ser du inget svar" in stage.slack.wait_for_ephemeral(anna).text
    stage.settled()
    assert len(stage.slack.replies(asked)) == (1 if lost == "drop_response" else 0)


def test_slack_being_away_for_a_while_loses_nothing(stage: Stage, anna: str) -> None:
    stage.slack.faults.server_error("chat.postMessage", times=2)
    asked = stage.slack.dm(anna, "vem leder?")
    stage.slack.wait_for_reply(asked)
    stage.settled()
    assert len(stage.slack.replies(asked)) == 1


def test_blocks_that_slack_refuses_are_left_out(stage: Stage, anna: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    reply = stage.slack.wait_for_reply(asked)
    assert "Anna Ek" in reply.text
    assert reply.blocks == []


def test_a_failing_answer_becomes_an_apology_with_a_reference(tmp_path: Path, anna: str) -> None:
    def broken(question: str, earlier: Earlier, /) -> Answer:
        raise RuntimeError(question)

    with staged(tmp_path, answers=broken) as stage:
        asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
        reply = stage.slack.wait_for_reply(asked)
        (row,) = stage.app.state.database.rows("SELECT reference FROM question")
        assert row["reference"] in reply.text
        stage.settled()
        assert stage.outcome(asked) is ReplyOutcome.APOLOGY


def test_an_hour_old_question_gets_an_apology_instead_of_an_answer(stage: Stage, anna: str) -> None:
    channel = stage.slack.channel()
    root = stage.slack.say(anna, channel, "vem leder?")
    old = arrival(key=Key("T0EMULATE", channel.id, root.ts), thread=root.ts, asked_at=time.time() - 3700)
    stage.app.state.inbox.put(old, time.time())
    stage.app.worker.wake()
    assert "Fråga igen" in stage.slack.wait_for_reply(root).text


def test_a_bot_that_is_not_in_the_channel_any_more_gives_up_and_goes_on(stage: Stage, anna: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", "not_in_channel")
    lost = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    eventually(lambda: stage.outcome(lost) is ReplyOutcome.FAILED)
    asked = stage.slack.mention(anna, stage.slack.channel("annan"), "vem leder?")
    stage.slack.wait_for_reply(asked)


REFUSALS = ["restricted_action", "restricted_action_read_only_channel", "thread_not_found", "cannot_reply_to_message",
            "no_permission", "is_archived", "some_new_refusal"]  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
def test_an_answer_that_slack_refuses_in_the_channel_is_given_to_the_asker(stage: Stage, anna: str, code: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", code)
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    told = stage.slack.wait_for_ephemeral(anna).text
    assert "där du frågade" in told
    assert "Anna Ek" in told
    eventually(lambda: stage.outcome(asked) is ReplyOutcome.ANSWERED)
    assert stage.slack.replies(asked) == []


def test_where_that_is_refused_too_the_asker_gets_a_direct_message(stage: Stage, anna: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", "restricted_action")
    stage.slack.faults.refuse("chat.postEphemeral", "restricted_action")
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    eventually(lambda: stage.outcome(asked) is ReplyOutcome.ANSWERED)
    (told,) = stage.slack.messages(stage.slack.workspace.im(anna))
    assert "Anna Ek" in told.text
    assert stage.slack.ephemerals(anna) == []


def test_what_is_refused_in_a_direct_message_is_shown_beside_it(stage: Stage, anna: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", "messages_tab_disabled")
    asked = stage.slack.dm(anna, "vem leder?")
    assert "Anna Ek" in stage.slack.wait_for_ephemeral(anna).text
    eventually(lambda: stage.outcome(asked) is ReplyOutcome.ANSWERED)


def test_sharing_where_the_bot_is_not_says_so_and_works_once_it_is_invited(stage: Stage, anna: str) -> None:
    channel = stage.slack.channel("utan-bot")
    stage.slack.command(anna, channel, "vem leder?")
    answer = stage.slack.wait_for_ephemeral(anna)
    stage.slack.faults.refuse("chat.postMessage", "not_in_channel", times=2)
    for press in (1, 2):
        stage.slack.click(anna, answer, blocks.SHARE)
        assert "Bjud in mig" in stage.slack.wait_for_ephemeral(anna, after=press).text
    assert stage.slack.messages(channel) == []
    for press, words in ((3, "är delat"), (4, "redan delat")):
        stage.slack.click(anna, answer, blocks.SHARE)
        assert words in stage.slack.wait_for_ephemeral(anna, after=press).text
    assert len(stage.slack.messages(channel)) == 1


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id"])
def test_a_window_that_comes_too_late_asks_to_try_again(stage: Stage, anna: str, code: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    reply = stage.slack.wait_for_reply(asked)
    for press, action in enumerate((blocks.MORE, blocks.RATE)):
        stage.slack.faults.refuse("views.open", code)
        stage.slack.click(anna, reply, action, _thumb(reply, "negative_button") if press else None)
        assert "Försök igen" in stage.slack.wait_for_ephemeral(anna, after=press).text


def test_an_edit_that_comes_before_its_question_is_what_is_answered(threads: Stage, anna: str) -> None:
    channel = threads.slack.channel()
    ts = f"{time.time():.6f}"
    base = {"channel": channel.id, "channel_type": "channel", "event_ts": ts}
    first = {"type": "message", "user": anna, "text": "<@U0BOT> vad kostar lunchen?", "ts": ts}
    later = first | {"text": "<@U0BOT> vem leder?", "edited": {"user": anna, "ts": f"{float(ts) + 5:.6f}"}}
    changed = base | {"type": "message", "subtype": "message_changed", "ts": ts, "message": later,
                      "previous_message": first}  # fmt: skip
    for event in (changed, base | first | {"type": "app_mention"}):
        body = {"type": "event_callback", "team_id": TEAM, "event": event}
        threads.app.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))
    threads.settled()
    found = threads.app.state.inbox.find_asked(Key(TEAM, channel.id, ts))
    assert found is not None
    assert (found.arrival.text, found.revision, found.outcome) == ("vem leder?", 1, ReplyOutcome.ANSWERED)


def test_an_edit_that_is_too_late_gets_a_line_once(tmp_path: Path, anna: str) -> None:
    with staged(tmp_path, WITH_THREADS, thread_replies=True) as stage:
        asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
        reply = stage.slack.wait_for_reply(asked)
        stage.settled()
        with stage.app.state.database.writing() as connection:
            connection.execute("UPDATE question SET asked_at = asked_at - 500")
        for text in ("vem leder nu?", "vem leder sedan?"):
            stage.slack.edit(asked, f"<@U0BOT> {text}")
        eventually(lambda: len(stage.slack.replies(asked)) == 2)
        stage.settled()
        (first, line) = stage.slack.replies(asked)
        assert (first.ts, "Fråga igen" in line.text) == (reply.ts, True)


def test_more_opens_the_text_around_the_quote(stage: Stage, anna: str, bo: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    stage.slack.click(bo, stage.slack.wait_for_reply(asked), blocks.MORE)
    shown = str(stage.slack.wait_for_modal(bo).payload)
    assert "Hon tar över efter Bo Alm." in shown


def test_a_thumb_down_asks_why_and_stores_it(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    reply = stage.slack.wait_for_reply(asked)
    stage.slack.click(anna, reply, blocks.RATE, _thumb(reply, "negative_button"))
    modal = stage.slack.wait_for_modal(anna, title="Vad var fel?")
    wrong = stage.slack.submit(modal, {"reason": "old", "comment": "gäller 811218-9876"})
    assert wrong is not None
    assert wrong["response_action"] == "errors"
    assert stage.slack.submit(modal, {"reason": "old", "comment": "för gammalt"}) is None
    (row,) = [each for each in stage.app.state.feedback.rows() if each.reason]
    assert (row.rating, row.reason, row.comment, row.snapshot) == (Rating.DOWN, "old", "för gammalt", "s-1")
    assert row.question == "vem leder?"


def test_a_thumb_up_is_thanked_for(stage: Stage, anna: str, bo: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    reply = stage.slack.wait_for_reply(asked)
    stage.slack.click(bo, reply, blocks.RATE, _thumb(reply, "positive_button"))
    assert "Tack" in stage.slack.wait_for_ephemeral(bo).text
    assert stage.app.state.feedback.rows()[-1].rating is Rating.UP


def _thumb(reply: Message, which: str) -> str:
    (block,) = [each for each in reply.blocks if each["type"] == "context_actions"]
    value: str = block["elements"][0][which]["value"]
    return value


def test_home_is_published_and_keeps_the_chosen_language(stage: Stage, anna: str) -> None:
    stage.slack.open_app(anna)
    home = stage.slack.wait_for_home(anna)
    stage.slack.click(anna, home, guide.LANGUAGE, "en")
    assert "How to ask" in str(stage.slack.wait_for_home(anna, revisions=1).payload)
    asked = stage.slack.dm(anna, "vem leder?")
    assert "April 2020" in stage.slack.wait_for_reply(asked).text


def test_the_messages_tab_gets_suggested_prompts_without_a_thread(stage: Stage, anna: str) -> None:
    stage.slack.open_app(anna, "messages")
    (call,) = eventually(lambda: stage.slack.called("assistant.threads.setSuggestedPrompts"))
    assert "thread_ts" not in call.arguments
    assert stage.slack.refused(*EXPECTED) == []


def test_a_private_answer_belongs_to_its_asker_until_it_is_shared(stage: Stage, anna: str, bo: str) -> None:
    channel = stage.slack.channel()
    stage.slack.command(anna, channel, "vem leder?")
    answer = stage.slack.wait_for_ephemeral(anna)
    rated = len(stage.app.state.feedback.rows())
    thumb = _thumb(answer, "positive_button")
    stage.slack.click(bo, answer, blocks.MORE)
    shown = str(stage.slack.wait_for_modal(bo).payload)
    assert "Hon tar över efter Bo Alm." not in shown
    stage.slack.click(bo, answer, blocks.RATE, thumb)
    assert "inte längre sparat" in stage.slack.wait_for_ephemeral(bo).text
    assert len(stage.app.state.feedback.rows()) == rated
    # The asker's own buttons work, and everybody's under the answer as it is shared.
    stage.slack.click(anna, answer, blocks.RATE, thumb)
    stage.slack.click(anna, answer, blocks.SHARE)
    (shared,) = eventually(lambda: stage.slack.messages(channel))
    stage.settled()
    stage.slack.click(bo, shared, blocks.RATE, thumb)
    stage.slack.click(bo, shared, blocks.MORE)
    eventually(lambda: len(stage.app.state.feedback.rows()) == rated + 2)
    eventually(lambda: "Hon tar över efter Bo Alm." in str(stage.slack.wait_for_modal(bo).payload))


def test_a_private_refusal_is_kept_by_its_asker_alone(stage: Stage, anna: str, bo: str) -> None:
    stage.slack.command(anna, stage.slack.channel(), "vad kostar lunchen?")
    answer = stage.slack.wait_for_ephemeral(anna)
    for person in (bo, anna):
        stage.slack.click(person, answer, blocks.KEEP)
        stage.slack.wait_for_ephemeral(person, after=int(person == anna))
    assert {each.user for each in stage.app.state.kept.waiting()} & {anna, bo} == {anna}


def test_erasing_removes_everything_of_the_asker(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    stage.slack.wait_for_reply(asked)
    stage.settled()
    stage.slack.command(anna, stage.slack.channel("annan"), "radera")
    assert "frågor 1," in stage.slack.wait_for_ephemeral(anna).text
    stage.settled()
    assert stage.app.state.database.rows("SELECT 1 FROM question WHERE user = ?", anna) == []


def test_too_many_questions_get_a_friendly_notice(tmp_path: Path, anna: str) -> None:
    with staged(tmp_path, per_person=1) as stage:
        channel = stage.slack.channel()
        stage.slack.wait_for_reply(stage.slack.mention(anna, channel, "vem leder?"))
        stage.slack.mention(anna, channel, "vem leder nu?")
        assert "Vänta en minut" in stage.slack.wait_for_ephemeral(anna).text


def test_what_ended_processes_left_is_answered_at_the_start(tmp_path: Path, anna: str) -> None:
    with Emulator(WITH_THREADS) as slack:
        used = settings(tmp_path, bot_token=slack.config.bot_token, app_token=slack.config.app_token,
                        api_url=slack.api_url)  # fmt: skip
        channel = slack.channel()
        said = slack.say(anna, channel, "vem leder?")
        dead = build_app(Parts(used, Shelves.only(used, ask, lambda: INFO)))
        dead.state.inbox.put(arrival(key=Key("T0EMULATE", channel.id, said.ts), thread=said.ts, asked_at=time.time()),
                       time.time())  # fmt: skip
        assert dead.state.inbox.claim("dead", 600.0, time.time()) is not None
        dead.stop()
        alive = build_app(Parts(used, Shelves.only(used, ask, lambda: INFO)))
        alive.start()
        slack.wait_for_reply(said)
        alive.stop()


def test_the_stop_ends_the_workers_before_it_waits_for_slow_work(tmp_path: Path) -> None:
    slow = SlowWork("slow")
    greeter = Greeter(slow.close)
    app = build_app(
        Parts(settings(tmp_path), Shelves.only(settings(tmp_path), ask, lambda: INFO)), (lambda state: greeter,)
    )
    others = set(threading.enumerate())
    app.start()
    workers = [thread for thread in threading.enumerate() if thread not in others and "worker" in thread.name]
    at_work, alive = threading.Event(), [True]

    def work() -> None:
        at_work.set()
        for thread in workers:
            thread.join(1.5)
        alive[:] = [thread.is_alive() for thread in workers]

    slow.take(work, lambda: None)
    assert at_work.wait(5)
    app.stop()
    assert alive == [False] * app.parts.settings.workers


def test_the_log_names_references_but_neither_people_nor_questions(tmp_path: Path, written: io.StringIO) -> None:
    with staged(tmp_path) as stage:
        asked = stage.slack.mention("U1SECRET", stage.slack.channel(), "vem leder hemligheten?")
        stage.slack.wait_for_reply(asked)
        stage.settled()
        (row,) = stage.app.state.database.rows("SELECT reference FROM question")
    assert row["reference"] in written.getvalue()
    assert "U1SECRET" not in written.getvalue()
    assert "hemlig" not in written.getvalue()


def test_the_log_holds_questions_where_the_admin_wants_it(tmp_path: Path, written: io.StringIO, anna: str) -> None:
    with staged(tmp_path, log_question_text=True) as stage:
        stage.slack.wait_for_reply(stage.slack.mention(anna, stage.slack.channel(), "vem leder?"))
        stage.settled()
    assert "vem leder?" in written.getvalue()


def test_every_message_and_view_stays_within_slacks_limits(stage: Stage, anna: str) -> None:
    asked = stage.slack.mention(anna, stage.slack.channel(), "vem leder?")
    reply = stage.slack.wait_for_reply(asked)
    assert len(reply.blocks) <= MESSAGE_BLOCKS
    assert stage.slack.refused(*EXPECTED) == []
    assert modals.WHY


class Greeter:
    """An extension with one command and a line in App Home."""

    def __init__(self, stop: Callable[[], None] = lambda: None) -> None:
        self.said: list[str] = []
        self.commands = {Command.ADD: self._greet}
        self.stop = stop

    def _greet(self, invocation: Any, client: Any) -> None:
        self.said.append(invocation.arguments)

    def register(self, app: Any) -> None:
        app.action("greet")(lambda ack: ack())

    def start(self) -> None:
        """Nothing runs."""

    def home(self, user: str, language: Any) -> Sequence[Element]:
        return [{"type": "section", "text": {"type": "mrkdwn", "text": "hälsning"}}]

    def buttons(self, user: str, shelf: str, reference: str, language: Any) -> Sequence[Element]:
        return [elements.button("greet", f"Hälsa {user}", "Hälsa", reference)]

    def help(self, user: str, language: Any) -> Sequence[str]:
        return [f"hälsning till {user}"]


def test_an_extensions_command_goes_to_the_extension_alone(tmp_path: Path, anna: str) -> None:
    greeter = Greeter()
    with Emulator() as slack:
        used = settings(tmp_path, bot_token=slack.config.bot_token, app_token=slack.config.app_token,
                        api_url=slack.api_url)  # fmt: skip
        app = build_app(Parts(used, Shelves.only(used, ask, lambda: INFO)), (lambda state: greeter,))
        carrier = SocketCarrier(app.bolt, used)
        app.start()
        carrier.open()
        slack.wait_until_connected()
        slack.command(anna, slack.channel(), "Lägg  till https://x.example")
        assert eventually(lambda: greeter.said) == ["https://x.example"]
        slack.open_app(anna)
        assert "hälsning" in str(slack.wait_for_home(anna).payload)
        assert f"Hälsa {anna}" in str(slack.wait_for_reply(slack.dm(anna, "Vem leder?")).blocks)
        said = slack.wait_for_reply(slack.mention(anna, slack.channel(), "Vem leder?"))
        assert "Hälsa" not in str(said.blocks)
        assert f"hälsning till {anna}" in slack.wait_for_reply(slack.dm(anna, "hjälp")).text
        assert "hälsning" not in slack.wait_for_reply(slack.mention(anna, slack.channel(), "hjälp")).text
        slack.click("U77", said, blocks.MORE)
        assert "Hälsa U77" in str(slack.wait_for_modal("U77").payload)
        assert eventually(lambda: app.state.inbox.depth(time.time())[0] == 0)
        carrier.close()
        app.stop()


def test_a_question_in_the_inbox_has_its_surface_and_state(stage: Stage, anna: str) -> None:
    asked = stage.slack.dm(anna, "vem leder?")
    stage.slack.wait_for_reply(asked)
    stage.settled()
    (question,) = [each for each in stage.app.state.inbox.recent(0.0) if each.arrival.user == anna]
    assert (question.arrival.surface, question.state) == (Surface.DIRECT, State.POSTED)
