from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.question.asked import MAX_CHARACTERS, clean
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.slack.inbox.notices import notice
from bot.slack.inbox.question import Hold, InboxQuestion, Key, Posted, Surface
from bot.slack.inbox.stored_answer import dump_answer
from bot.slack.message import Reply, ReplyOutcome
from bot.slack.running.app import App
from bot.slack.showing.blocks import plain_message
from bot.wiring.slack_app import build_app
from corpus.types import Language
from tests.bot.slack.answers import answering, arrival, ask, parts


def careful(question: str, earlier: Earlier, /) -> Answer:
    return ask(clean(question), earlier)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    built = build_app(answering(parts(tmp_path, contact="stöd@region.example"), careful))
    yield built
    built.stop()


def composed(app: App, **changed: object) -> Reply:
    app.state.inbox.put(arrival(**changed), 1000.0)  # type: ignore[arg-type]
    reply = app.worker.composer.compose(claimed(app))
    assert reply is not None
    return reply


def claimed(app: App) -> InboxQuestion:
    question = app.state.inbox.claim("me", 60.0, 1000.0)
    assert question is not None
    return question


@pytest.mark.parametrize("surface", [Surface.MENTION, Surface.DIRECT])
def test_an_answer_where_others_may_read_is_public(app: App, surface: Surface) -> None:
    reply = composed(app, surface=surface)
    assert reply.outcome is ReplyOutcome.ANSWERED
    assert not reply.private


@pytest.mark.parametrize("surface", [Surface.COMMAND, Surface.SHORTCUT])
@pytest.mark.parametrize("text", ["vem leder?", "vad kostar det?", "hej", "help", "x" * (MAX_CHARACTERS + 1)])
def test_whatever_a_command_or_a_shortcut_gives_is_private(app: App, surface: Surface, text: str) -> None:
    assert composed(app, surface=surface, text=text).private


@pytest.mark.parametrize(("surface", "private"), [(Surface.MENTION, True), (Surface.DIRECT, False)])
def test_a_warning_is_private_except_where_nobody_else_reads(app: App, surface: Surface, private: bool) -> None:
    reply = composed(app, surface=surface, text=None, hold=Hold.PERSONAL_NUMBER)
    assert reply.outcome is ReplyOutcome.WARNED
    assert reply.private is private


@pytest.mark.parametrize(("text", "words"), [
    ("vem leder?", "borttaget"),
    ("x" * (MAX_CHARACTERS + 1), "för lång"),
    ("...", "Skriv din fråga"),
    ("tack!", "Tack själv"),
])  # fmt: skip
def test_what_stands_in_for_a_lost_answer_is_never_searched_for(app: App, text: str, words: str) -> None:
    searched: list[str] = []

    def counting(question: str, earlier: Earlier, /) -> Answer:
        searched.append(question)
        return careful(question, earlier)

    app.state.inbox.put(arrival(text), 1000.0)
    composer = replace(app.worker.composer, shelves=answering(app.parts, counting).shelves)
    reply = composer.without_answer(replace(claimed(app), outcome=ReplyOutcome.HELP))
    assert words in reply.message.text
    assert searched == []


def test_a_question_that_is_too_long_is_told_so(app: App) -> None:
    reply = composed(app, text="vem leder " * 300)
    assert reply.outcome is ReplyOutcome.HELP
    assert "för lång" in reply.message.text


def test_the_chosen_language_beats_the_questions(app: App) -> None:
    app.state.erasure.preferences.choose("U1", Language.EN)
    assert "Nearest bulletins" in str(composed(app, text="vad kostar lunchen?").message.blocks)


def test_erasing_is_asked_for_by_command_only(app: App) -> None:
    assert composed(app, text="radera").outcome is not ReplyOutcome.COMMAND
    assert composed(app, text="Radera", surface=Surface.COMMAND).outcome is ReplyOutcome.COMMAND


def test_the_reference_stands_in_every_apology(app: App) -> None:
    app.state.inbox.put(arrival(), 1000.0)
    question, composer = claimed(app), app.worker.composer
    for reply in (composer.apology(question), composer.too_late(question), composer.unsure(question)):
        assert question.reference in reply.message.text


def answered(app: App, text: str) -> None:
    """A question in a direct message and its stored reply."""
    app.state.inbox.put(arrival(text, surface=Surface.DIRECT, asked_at=999.0), 999.0)
    question = claimed(app)
    reply = app.worker.composer.compose(question)
    assert reply is not None
    assert reply.answer is not None
    posted = Posted(reply.outcome, "1700000001.000001", answer=dump_answer(reply.answer))
    assert app.state.inbox.finish(question, "me", posted, 1000.0)


@pytest.mark.parametrize(("first", "words"), [
    ("Vem leder?", "Det står ord för ord i <https://bulletin.example/ny-ledare#:~:text=Anna%20Ek,leder|Ny ledare för"
                   " programmet>, april 2020."),
    ("Vad kostar lunchen?", "kan ha missat det"),
])  # fmt: skip
@pytest.mark.parametrize("doubt", ["är det sant?", "källa?", "hur vet du det?"])
def test_who_doubts_an_answer_is_told_where_it_stands(app: App, first: str, words: str, doubt: str) -> None:
    answered(app, first)
    reply = composed(app, text=doubt, surface=Surface.DIRECT)
    assert reply.answer is None
    assert words in reply.message.text


def test_without_an_answer_before_it_a_doubt_is_none(app: App) -> None:
    assert composed(app, text="är det sant?", surface=Surface.DIRECT).answer is not None


def test_a_notice_is_posted_as_it_was_made(app: App) -> None:
    message = plain_message("Ny bulletin")
    key = Key("T1", "C1", "digest:ny-ledare")
    assert app.state.inbox.put(notice(key, message, time.time()), 1000.0) is not None
    assert app.state.inbox.put(notice(key, message, time.time()), 1000.0) is None
    reply = app.worker.composer.compose(claimed(app))
    assert reply is not None
    assert reply.message == message
    assert (reply.outcome, reply.private) == (ReplyOutcome.NOTICE, False)
