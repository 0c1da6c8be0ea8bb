"""The app in all workspaces of an organisation: one message comes from several of them and is one question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.bot.slack.running.staging import Stage, eventually, staged
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.organisation import SECOND_TEAM
from tests.slack_emulator.workspace import TEAM

CONFIG = replace(WITH_THREADS, organisation="E0REGION")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("org"), CONFIG, thread_replies=True) as running:
        yield running


def test_a_mention_that_comes_from_two_workspaces_gets_one_answer(stage: Stage) -> None:
    channel = stage.slack.channel("fragor-org")
    asked = stage.slack.mention("U1", channel, "Vem leder?")
    eventually(lambda: stage.slack.replies(asked))
    stage.settled()
    teams = {each.payload["team_id"] for each in stage.slack.delivery.sent if each.payload.get("event")}
    assert teams >= {TEAM, SECOND_TEAM}
    assert len(stage.slack.replies(asked)) == 1


def test_a_reply_in_the_thread_and_an_edit_find_the_question_from_either(stage: Stage) -> None:
    channel = stage.slack.channel("fragor-mer")
    asked = stage.slack.mention("U2", channel, "Vad kostar lunchen?")
    eventually(lambda: stage.slack.replies(asked))
    stage.settled()
    stage.slack.edit(asked, f"{asked.text.split()[0]} Vem leder?")
    eventually(lambda: "Anna Ek" in stage.slack.replies(asked)[0].text)
    stage.slack.delete(asked)
    eventually(lambda: not stage.slack.replies(asked))
    stage.settled()


def test_commands_buttons_and_direct_messages_work_from_any_workspace(stage: Stage) -> None:
    asked = stage.slack.dm("U3", "Vem leder?")
    reply = stage.slack.wait_for_reply(asked)
    stage.settled()
    assert len(stage.slack.replies(asked)) == 1
    stage.slack.click("U3", reply, "more")
    stage.slack.wait_for_modal("U3")
    channel = stage.slack.channel("annat")
    stage.slack.command("U4", channel, "vem leder?")
    assert "Anna Ek" in stage.slack.wait_for_ephemeral("U4").text


def test_where_it_is_installed_is_told_by_its_organisation(stage: Stage) -> None:
    stage.slack.wait_for_reply(stage.slack.dm("U5", "Vem leder?"))
    stage.settled()
    rows = stage.app.state.database.rows("SELECT DISTINCT team FROM question")
    assert [row["team"] for row in rows] == ["E0REGION"]
