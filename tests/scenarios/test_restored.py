"""A copy of the running bot's state, put back on another machine: the bot goes on, and nothing is answered twice."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.administration.backup import ENDING, LastingFiles, make_backup, restore_backup
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import Transport
from bot.slack.inbox.database import doubt_open, open_database
from tests.bot.slack.answers import ask
from tests.scenarios.running_bot import running_bot, settings_for
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet


class Slow:
    """Answers at once, but for the question that waits for `go`."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, question: str, earlier: Earlier, /) -> Answer:
        if "väntar" in question:
            self.begun.set()
            self.go.wait(30)
        return ask(question, earlier)


def test_a_restored_bot_goes_on_and_answers_nothing_twice(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    file, slow = tmp_path / f"copy{ENDING}", Slow()
    with Emulator() as slack:
        stage = StrictStage(slack)
        with running_bot(settings_for(stage, here), slow, Transport.SOCKET, reads_threads=False):
            before = slack.dm("U1", "Vem leder?")
            soon(lambda: slack.replies(before))
            under_way = slack.dm("U2", "Vem leder det som väntar?")
            assert slow.begun.wait(15)
            make_backup(LastingFiles(here, {}), file)
            slow.go.set()
            soon(lambda: slack.replies(under_way))

        restore_backup(file, LastingFiles(there, {}))
        database = open_database(there / "slack.sqlite3")
        assert doubt_open(database) == 1
        database.close()
        with running_bot(settings_for(stage, there), slow, Transport.SOCKET, reads_threads=False) as (app, _):
            slack.wait_until_connected()
            assert is_quiet(app, 20)
            after = slack.dm("U3", "Vem leder nu?")
            soon(lambda: slack.replies(after))
            assert [len(slack.replies(each)) for each in (before, under_way, after)] == [1, 1, 1]
            # What was stored before goes on: the button under the first answer opens its passage.
            slack.click("U1", slack.replies(before)[0], "more")
            soon(lambda: stage.modal("U1"))
