"""What is deleted or erased is in no file afterwards, and nobody is told of it; read from the files' bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.answering.question.conversation import NO_EARLIER
from bot.slack.administration.news import News
from bot.slack.inbox.subscriptions import Subscriptions
from bot.slack.parts import Shelves
from bot.slack.showing import blocks
from tests.bot.slack.answers import ANSWER, INFO, ask
from tests.bot.slack.running.staging import Stage, eventually, staged
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.workspace import Message

MARK = "hemligordet"
ASKED = f"vem leder {MARK}?"
REFUSED = f"vad kostar {MARK}?"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., AbstractContextManager[Stage]]:
    return lambda **changed: staged(tmp_path, WITH_THREADS, thread_replies=True, **changed)


def found(folder: Path, word: str = MARK) -> list[str]:
    """The files under a folder that hold a word, as UTF-8 or escaped as in JSON."""
    written = {word.encode(), word.encode("unicode-escape")}
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(each in path.read_bytes() for each in written)]


def gone(folder: Path, *words: str) -> None:
    """Wait until no file holds the words: what is taken out of the table leaves the file right after."""
    eventually(lambda: not any(found(folder, word) for word in words or (MARK,)))


def news(stage: Stage, folder: Path) -> News:
    """What tells of a snapshot that answers whatever is asked."""
    state = stage.app.state
    subscriptions = Subscriptions(state.database)
    shelves = Shelves.only(stage.app.parts.settings, lambda question, earlier: ANSWER, lambda: INFO)
    return News(shelves, dict, state.inbox, state.kept, subscriptions, updates=True)


def thumb(stage: Stage, user: str, reply: Message) -> None:
    (block,) = [each for each in reply.blocks if each["type"] == "context_actions"]
    stage.slack.click(user, reply, blocks.RATE, block["elements"][0]["negative_button"]["value"])
    modal = stage.slack.wait_for_modal(user, title="Vad var fel?")
    stage.slack.submit(modal, {"reason": "old", "comment": f"jag frågade om {MARK}"})


def answered(stage: Stage, user: str, text: str) -> tuple[Message, Message]:
    asked = stage.slack.mention(user, stage.slack.channel(), text)
    reply = stage.slack.wait_for_reply(asked)
    stage.settled()
    return asked, reply


def kept_by_another(stage: Stage) -> Message:
    """A question of one person's that was refused and that another wants to be told of."""
    asked, reply = answered(stage, "U1A", REFUSED)
    stage.slack.click("U1B", reply, blocks.KEEP)
    stage.slack.wait_for_ephemeral("U1B")
    return asked


def test_a_deleted_question_that_another_kept_is_told_to_nobody(
    tmp_path: Path, opened: Callable[..., AbstractContextManager[Stage]]
) -> None:
    with opened() as stage:
        asked = kept_by_another(stage)
        stage.slack.delete(asked)
        eventually(lambda: stage.slack.replies(asked) == [])
        stage.slack.command("U1A", stage.slack.channel(), "radera")
        stage.slack.wait_for_ephemeral("U1A")
        assert news(stage, tmp_path).tell(time.time()) == 0
        stage.settled()
        assert not [each for each in stage.slack.messages(stage.slack.channel()) if each.by_bot]
        gone(tmp_path)


@pytest.mark.parametrize("how", ["deleted", "erased"])
def test_no_file_holds_what_was_asked_kept_rated_and_shared(
    tmp_path: Path, opened: Callable[..., AbstractContextManager[Stage]], how: str
) -> None:
    with opened() as stage:
        asked, reply = answered(stage, "U1A", ASKED)
        refused, no_answer = answered(stage, "U1A", REFUSED)
        thumb(stage, "U1B", reply)
        stage.slack.click("U1B", no_answer, blocks.KEEP)
        stage.slack.wait_for_ephemeral("U1B")
        stage.slack.command("U1A", stage.slack.channel(), ASKED)
        stage.slack.click("U1A", stage.slack.wait_for_ephemeral("U1A"), blocks.SHARE)
        stage.settled()
        assert "slack.sqlite3-wal" in found(tmp_path)
        if how == "deleted":
            for each in (asked, refused):
                stage.slack.delete(each)
            eventually(lambda: stage.slack.replies(asked) == [] and stage.slack.replies(refused) == [])
        # What was asked by command has no message that could be deleted.
        stage.slack.command("U1A", stage.slack.channel(), "radera")
        stage.slack.wait_for_ephemeral("U1A", after=2)
        stage.settled()
        gone(tmp_path, MARK, "U1A")
        rows = stage.app.state.feedback.rows()
        assert [(row.question, row.answer, row.comment) for row in rows] == [(None, None, None)]
        # What somebody presses afterwards, under what still stands in Slack, stores nothing of it either.
        if how == "erased":
            thumb(stage, "U1C", reply)
            stage.slack.click("U1C", no_answer, blocks.KEEP)
            stage.slack.wait_for_ephemeral("U1C")
            gone(tmp_path)
    assert found(tmp_path) == []


def test_a_told_question_that_is_deleted_is_taken_out_of_the_channel_again(
    tmp_path: Path, opened: Callable[..., AbstractContextManager[Stage]]
) -> None:
    with opened() as stage:
        asked = kept_by_another(stage)
        assert news(stage, tmp_path).tell(time.time()) == 1
        stage.app.worker.wake()
        eventually(lambda: len(stage.slack.replies(asked)) == 2)
        stage.settled()
        stage.slack.delete(asked)
        eventually(lambda: stage.slack.replies(asked) == [])
        stage.settled()
        gone(tmp_path)


def test_a_notice_that_slack_refused_leaves_no_words(
    tmp_path: Path, opened: Callable[..., AbstractContextManager[Stage]]
) -> None:
    with opened() as stage:
        asked = kept_by_another(stage)
        for _ in range(3):
            stage.slack.faults.refuse("chat.postMessage", "is_archived")
            stage.slack.faults.refuse("chat.postEphemeral", "is_archived")
        news(stage, tmp_path).tell(time.time())
        stage.app.worker.wake()
        stage.settled()
        stage.slack.delete(asked)
        stage.settled()
        gone(tmp_path)


def test_a_question_that_waits_when_its_asker_is_erased_gets_no_answer(
    tmp_path: Path, opened: Callable[..., AbstractContextManager[Stage]]
) -> None:
    with opened() as stage:
        stage.slack.faults.rate_limit("chat.postMessage", retry_after=2)
        asked = stage.slack.mention("U1A", stage.slack.channel(), ASKED)
        eventually(lambda: stage.slack.called("chat.postMessage"))
        stage.slack.command("U1A", stage.slack.channel("annan"), "radera")
        stage.slack.wait_for_ephemeral("U1A")
        stage.settled()
        assert stage.slack.replies(asked) == []
        gone(tmp_path, MARK, "U1A")


def test_what_is_asked_after_the_erasure_is_answered(
    opened: Callable[..., AbstractContextManager[Stage]],
) -> None:
    with opened(workers=1) as stage:
        stage.slack.command("U1A", stage.slack.channel("annan"), "radera")
        asked = stage.slack.mention("U1A", stage.slack.channel(), ASKED)
        assert ask(ASKED, NO_EARLIER).answers[0].quote in stage.slack.wait_for_reply(asked).text
