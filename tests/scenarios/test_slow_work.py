"""Many presses that take long, at once: others are served meanwhile, and who finds the queue full is told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from bot.answering.timeline import Timeline
from bot.settings import Transport
from bot.slack.slow_work import WAITING
from tests.scenarios.administration_scene import ADMIN, strict_desk
from tests.scenarios.running_bot import running_bot, settings_for
from tests.scenarios.spoken_answers import Quoting, timeline_of
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator

PRESSES = WAITING + 4
BUSY = "fullt upp"


def shown(stage: StrictStage, words: str) -> int:
    """In how many modals these words stand."""
    return sum(words in str(view.payload["blocks"]) for view in stage.emulator.workspace.modals.values())


def test_timelines_keep_neither_the_help_nor_each_other_waiting(tmp_path: Path) -> None:
    released = threading.Event()

    def slowly(subject: str, contexts: Sequence[str], /) -> Timeline:
        assert released.wait(30)
        return timeline_of(subject, contexts)

    with Emulator(WITH_THREADS) as emulator:
        stage = StrictStage(emulator)
        with running_bot(settings_for(stage, tmp_path), Quoting(), Transport.SOCKET, timeline=slowly):
            emulator.wait_until_connected()
            try:
                for number in range(1, PRESSES + 1):
                    stage.command(f"U{number:02d}", "tidslinje driftstarten")
                soon(lambda: shown(stage, BUSY) == PRESSES - WAITING - 1)
                stage.open_home("U39")
                assert soon(lambda: stage.home("U39"))
            finally:
                released.set()
            soon(lambda: shown(stage, "börjar driftstarten") == WAITING + 1)
        assert emulator.refused() == []


def test_explanations_keep_nothing_else_waiting(tmp_path: Path) -> None:
    released = threading.Event()

    def until_released() -> None:
        assert released.wait(30)

    with strict_desk(tmp_path) as it:
        slow = it.administration.why.slow
        try:
            slow.take(until_released, lambda: None)
            for _ in range(WAITING):
                it.stage.command(ADMIN, "förklara svar När blir huset klart i maj?")
            it.stage.open_home("U39")
            assert soon(lambda: it.stage.home("U39"))
            it.stage.command(ADMIN, "förklara svar När blir huset klart i maj?")
            assert BUSY in soon(lambda: it.stage.private(ADMIN))[0].text
        finally:
            released.set()
