from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer
from bot.slack.inbox.question import Deletion, InboxQuestion, Key, Posted, State, Surface
from bot.slack.message import ReplyOutcome
from bot.slack.replying.conversation import Conversation
from bot.slack.replying.worker import Worker
from bot.slack.running.app import App
from bot.threads.types import Action, Decision, Mode, Said
from bot.wiring.slack_app import build_app
from index.errors import EngineAwayError
from tests.bot.slack.answers import answering, arrival, ask, parts
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(WITH_THREADS) as running:
        yield running


@pytest.fixture
def app(slack: Emulator, tmp_path: Path) -> Iterator[App]:
    """An app whose workers do not run: the tests do its work step by step."""
    built = build_app(parts(tmp_path, api_url=slack.api_url, bot_token=slack.config.bot_token, max_attempts=4))
    yield built
    built.stop()


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def ask_in(slack: Emulator, app: App, text: str = "vem leder?") -> str:
    """Put a question that stands in a channel into the inbox; its reference."""
    channel = slack.channel()
    said = slack.workspace.channels[channel.id]
    message = slack.say("U1", said, text)
    reference = app.state.inbox.put(
        arrival(text, key=Key("T0EMULATE", channel.id, message.ts), thread=message.ts, asked_at=time.time()),
        time.time(),
    )
    assert reference is not None
    return reference


def stored(app: App, reference: str) -> InboxQuestion:
    question = app.state.inbox.find(reference)
    assert question is not None
    return question


def test_a_worker_goes_on_after_the_inbox_failed(slack: Emulator, app: App) -> None:
    failures = [sqlite3.OperationalError("database is locked"), sqlite3.OperationalError("disk full")]

    class Failing:
        def __getattr__(self, name: str) -> object:
            if name == "claim" and failures:
                raise failures.pop()
            return getattr(app.state.inbox, name)

    reference = ask_in(slack, app)
    stopping = threading.Event()
    worker = replace(app.worker, inbox=Failing())  # type: ignore[arg-type]
    thread = threading.Thread(target=worker.run, args=(stopping,))
    thread.start()
    assert is_quiet(app, 10.0)
    stopping.set()
    thread.join(5.0)
    assert stored(app, reference).outcome is ReplyOutcome.ANSWERED
    assert failures == []


def test_a_lost_claim_posts_nothing(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)

    def stolen(question: str, earlier: Earlier, /) -> Answer:
        app.state.inbox.claim("thief", 60.0, time.time() + 1000.0)
        return ask(question, earlier)

    worker = replace(app.worker, composer=replace(app.worker.composer, shelves=answering(app.parts, stolen).shelves))
    assert worker.work()
    assert slack.called("chat.postMessage") == []
    assert stored(app, reference).state is State.CLAIMED


def test_a_process_that_ended_after_its_post_leaves_a_reply_that_is_found(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    question = app.state.inbox.claim("ended", 60.0, time.time())
    assert question is not None
    app.state.inbox.begin_post(question, "ended", Posted(ReplyOutcome.ANSWERED, None), time.time())
    reply = app.worker.composer.compose(question)
    assert reply is not None
    app.worker.poster.post(question, reply)
    app.take_over()
    assert app.worker.work()
    assert len(slack.called("chat.postMessage")) == 1
    found = stored(app, reference)
    assert (found.state, found.outcome) == (State.POSTED, ReplyOutcome.ANSWERED)
    assert found.reply_ts is not None


class Away:
    """Answers as `ask` does, when there is something to search."""

    def __init__(self) -> None:
        self.is_away = True

    def __call__(self, question: str, earlier: Earlier, /) -> Answer:
        if self.is_away:
            raise EngineAwayError("The passages cannot be searched.")
        return ask(question, earlier)


def test_a_question_is_kept_while_the_search_is_down_and_answered_in_the_same_reply(slack: Emulator, app: App) -> None:
    reference, away, clock = ask_in(slack, app), Away(), Clock()
    composer = replace(app.worker.composer, shelves=answering(app.parts, away).shelves)
    worker = replace(app.worker, composer=composer, clock=clock)
    for _ in range(3):
        assert worker.work()
        clock.now += 3600.0
    (told,) = slack.called("chat.postMessage")
    assert "Sökningen är nere just nu, din fråga finns kvar." in told.arguments["text"]
    assert (stored(app, reference).state, stored(app, reference).outcome) == (State.WAITING, ReplyOutcome.POSTPONED)
    away.is_away = False
    assert worker.work()
    (answered,) = slack.called("chat.update")
    assert "Anna Ek" in answered.arguments["text"]
    assert len(slack.called("chat.postMessage")) == 1
    assert (stored(app, reference).state, stored(app, reference).outcome) == (State.POSTED, ReplyOutcome.ANSWERED)
    assert not worker.work()


def test_a_process_that_ended_after_telling_that_the_search_is_down_leaves_a_reply_that_becomes_the_answer(
    slack: Emulator, app: App
) -> None:
    reference = ask_in(slack, app)
    question = app.state.inbox.claim("ended", 60.0, time.time())
    assert question is not None
    app.state.inbox.begin_post(question, "ended", Posted(ReplyOutcome.POSTPONED, None), time.time())
    app.worker.poster.post(replace(question, revision=0), app.worker.composer.postponed(question))
    app.take_over()
    assert app.worker.work()
    assert (len(slack.called("chat.postMessage")), len(slack.called("chat.update"))) == (1, 1)
    assert stored(app, reference).outcome is ReplyOutcome.ANSWERED


def test_a_question_that_ends_its_process_again_and_again_gets_an_apology(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    for _ in range(2):
        assert app.state.inbox.claim("ended", 60.0, time.time()) is not None
        app.take_over()
    app.worker.work()
    assert stored(app, reference).outcome is ReplyOutcome.APOLOGY


@pytest.mark.parametrize(("was_posting", "replies"), [(True, 1), (False, 0)])
def test_an_overheard_question_is_answered_however_often_processes_end_once_its_answer_was_made(
    slack: Emulator, app: App, was_posting: bool, replies: int
) -> None:
    channel = slack.channel()
    message = slack.say("U1", slack.workspace.channels[channel.id], "vem leder?")
    key = Key("T0EMULATE", channel.id, message.ts)
    heard = arrival("vem leder?", key=key, thread=message.ts, asked_at=time.time(), surface=Surface.CHANNEL)
    app.state.inbox.put(heard, time.time())
    for _ in range(3):
        question = app.state.inbox.claim("ended", 60.0, time.time())
        assert question is not None
        if was_posting:
            app.state.inbox.begin_post(question, "ended", Posted(ReplyOutcome.ANSWERED, None), time.time())
        app.take_over()
    assert _hearing(slack, app).work()
    assert len(slack.called("chat.postMessage")) == replies


def _hearing(slack: Emulator, app: App) -> Worker:
    """The worker, where everything that is said is answered."""

    def decide(thread: Sequence[Said], mode: Mode, whole: bool = True) -> Decision:
        return Decision(Action.ANSWER, "answered", thread[-1].words, ask(thread[-1].words, NO_EARLIER))

    calling = WebClient(token=slack.config.bot_token, base_url=slack.api_url)
    conversation = Conversation(lambda question: decide, app.state.inbox, calling, lambda: "U0BOT", True)
    return replace(app.worker, composer=replace(app.worker.composer, conversation=conversation))


def test_a_question_is_given_up_after_a_day_without_slack(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    slack.faults.server_error("chat.postMessage", times=2)
    clock = Clock()
    worker = replace(app.worker, clock=clock)
    worker.work()
    assert stored(app, reference).state is State.WAITING
    clock.now += 90_000.0
    worker.work()
    assert stored(app, reference).outcome is ReplyOutcome.FAILED


def test_a_question_asked_while_slack_was_away_gets_the_late_apology(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    slack.faults.refuse("chat.postMessage", "service_unavailable")
    clock = Clock()
    worker = replace(app.worker, clock=clock)
    worker.work()
    clock.now += 4000.0
    worker.work()
    assert stored(app, reference).outcome is ReplyOutcome.TOO_LATE


def test_a_channel_that_slack_slows_down_waits_as_a_whole(slack: Emulator, app: App) -> None:
    ask_in(slack, app)
    slack.faults.rate_limit("chat.postMessage", retry_after=30)
    clock = Clock()
    worker = replace(app.worker, clock=clock)
    worker.work()
    first = stored(app, app.state.database.rows("SELECT reference FROM question")[0]["reference"])
    second = replace(first.arrival, key=replace(first.arrival.key, ts="1700000000.000001"))
    app.state.inbox.put(second, time.time())
    worker.work()
    assert len(slack.called("chat.postMessage")) == 1
    assert not worker.work()
    clock.now += 31.0
    assert worker.work()


def test_a_deleted_question_whose_reply_is_gone_is_done(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    app.worker.work()
    standing = stored(app, reference)
    app.worker.poster.remove(standing, standing.reply_ts or "")
    app.state.inbox.delete(Deletion(standing.arrival.key), time.time())
    app.worker.work()
    assert stored(app, reference).state is State.REMOVED


def test_a_deleted_question_is_done_where_the_scopes_forbid_a_look(tmp_path: Path) -> None:
    with Emulator() as slack:
        app = build_app(parts(tmp_path, api_url=slack.api_url, bot_token=slack.config.bot_token))
        reference = ask_in(slack, app)
        question = app.state.inbox.claim("ended", 60.0, time.time())
        assert question is not None
        app.state.inbox.begin_post(question, "ended", Posted(ReplyOutcome.ANSWERED, None), time.time())
        app.take_over()
        app.state.inbox.delete(Deletion(question.arrival.key), time.time())
        app.worker.work()
        assert stored(app, reference).state is State.REMOVED
        app.stop()


def test_a_reply_far_down_a_long_thread_is_found(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    question = app.state.inbox.claim("ended", 60.0, time.time())
    assert question is not None
    channel = slack.workspace.channels[question.arrival.key.channel]
    for number in range(230):
        slack.say("U2", channel, f"prat {number}", thread_ts=question.arrival.thread)
    app.state.inbox.begin_post(question, "ended", Posted(ReplyOutcome.ANSWERED, None), time.time())
    reply = app.worker.composer.compose(question)
    assert reply is not None
    app.worker.poster.post(question, reply)
    app.take_over()
    app.worker.work()
    assert len(slack.called("conversations.replies")) > 1
    assert len(slack.called("chat.postMessage")) == 1
    assert stored(app, reference).state is State.POSTED
